"""A real IMAP server of one's own on a private port: Dovecot with its data in a folder that goes with it.

    with imap_server() as server:
        server.deliver(b"From: ...")

It knows one user, speaks TLS with a certificate made for it, and what is delivered stands in INBOX in that order.
"""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.ports import free_port
from scripts.stack import Missing, listens, wait_until

USER, PASSWORD = "alice", "only-for-tests of this server"
CERTIFICATE = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
# Root keeps no mail: the files are then of this user, and the processes before the sign-in of the package's own.
UNPRIVILEGED = "nobody"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass
class ImapServer:
    folder: Path
    port: int
    starttls_port: int
    owner: pwd.struct_passwd
    delivered: int = field(default=0)

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    def deliver(self, content: bytes, folder: str = "INBOX", at: float | None = None) -> None:
        """As a mail server delivers: a file of its own, moved into place once it is whole."""
        place = self._place(folder)
        self.delivered += 1
        draft = place / "tmp" / f"{1_000_000 + self.delivered}.M1P1.here"
        draft.write_bytes(content)
        moment = at or time.time()
        os.utime(draft, (moment, moment))
        if os.geteuid() == 0:
            os.chown(draft, self.owner.pw_uid, self.owner.pw_gid)
        draft.rename(place / "new" / draft.name)

    def make_folder(self, folder: str) -> None:
        self._place(folder)

    def count_anew(self, folder: str = "INBOX") -> None:
        """As a server that lost its numbers: every message gets another one, under another UIDVALIDITY."""
        for kept in self._place(folder).glob("dovecot*"):
            kept.unlink()

    def files(self, folder: str = "INBOX") -> list[str]:
        """The names of the mails, each with the marks that clients made on it, such as seen."""
        place = self._place(folder)
        return sorted(path.name for part in ("new", "cur") for path in (place / part).iterdir())

    def _place(self, folder: str) -> Path:
        place = self.folder / "mail" / USER
        place = place if folder == "INBOX" else place / f".{folder}"
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            for path in (self.folder / "mail", place.parent, place, *place.iterdir()):
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        return place


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """Raise Missing where Dovecot is not installed."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise Missing("Dovecot is not installed (Debian: dovecot-imapd).")
    folder = Path(tempfile.mkdtemp(prefix="rapport-imap-"))
    folder.chmod(0o755)
    owner = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    server = ImapServer(folder, free_port(), free_port(), owner)
    process = None
    try:
        configuration = _configure(server)
        process = subprocess.Popen([program, "-F", "-c", str(configuration)], start_new_session=True)
        wait_until(lambda: listens(server.port), what="the IMAP server")
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(server: ImapServer) -> Path:
    folder, is_root = server.folder, os.geteuid() == 0
    key = folder / "key.pem"
    name = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(server.certificate)]
    subprocess.run([*CERTIFICATE.split(), *name], check=True, capture_output=True)
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "users").chmod(0o644)
    (folder / "mail").mkdir(mode=0o755)
    server.make_folder("INBOX")
    me = server.owner.pw_name
    words = CONFIGURATION.format(
        folder=folder,
        internal="dovecot" if is_root else me,
        group="dovecot" if is_root else _group(server.owner),
        login="dovenull" if is_root else me,
        mail=server.owner.pw_uid,
        mail_group=server.owner.pw_gid,
        port=server.port,
        starttls=server.starttls_port,
    )
    configuration = folder / "dovecot.conf"
    configuration.write_text(words)
    return configuration


def _group(owner: pwd.struct_passwd) -> str:
    return grp.getgrgid(owner.pw_gid).gr_name

"""Bring the database up to date before the processes start, and say where Rapport is and who may sign in."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command

from scripts.own_key import lend_own_key


def collect_static() -> None:
    """Hash and compress the static files, which takes a while, unless they are those of the last start."""
    found = [store.path(name) for finder in get_finders() for name, store in finder.list([])]
    described = "\n".join(f"{path} {Path(path).stat().st_mtime_ns}" for path in sorted(found))
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == described:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(described)


def keep_to_ourselves(folder: Path) -> None:
    """Close what an earlier release, or a copy from elsewhere, left open to other people of this machine."""
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if mode & 0o077 and not path.is_symlink():
            with suppress(PermissionError):  # somebody else's; it is theirs to close
                path.chmod(S_IMODE(mode) & ~0o077)


def prepare(*, demo: bool) -> None:
    keep_to_ourselves(settings.DATA_DIR)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_culture", verbosity=0)
    # Who names STATIC_ROOT has collected the files there, as an image does when it is built.
    if settings.SECURE and not os.environ.get("STATIC_ROOT"):
        collect_static()
    if demo and not apps.get_model("staff", "Organisation").objects.exists():
        print("Loading the demo world ...", file=sys.stderr, flush=True)
        call_command("load_demo", stdout=io.StringIO())  # announce() names the sign-ins


def announce(*, demo: bool) -> None:
    print(f"\nRapport is at {settings.PUBLIC_URL}   (Ctrl-C stops it)\n")
    if not demo:
        if not apps.get_model("staff", "Organisation").objects.exists():
            print("The first page asks for your name, your organisation, its time zone and currency.\n")
        return
    from demo.sign_ins import PASSWORD, SIGN_INS  # the demo is no part of a real start

    present = set(get_user_model().objects.values_list("email", flat=True))
    print(f"Sign in with the password {PASSWORD} as")
    for email, who in SIGN_INS.items():
        if email in present:
            print(f"  {email:32} {who}")
    print()


if __name__ == "__main__":
    lend_own_key()
    is_demo = "--demo" in sys.argv[1:]
    django.setup()
    try:
        prepare(demo=is_demo)
    except CommandError as error:
        sys.exit(f"Rapport cannot start: {error}")
    announce(demo=is_demo)

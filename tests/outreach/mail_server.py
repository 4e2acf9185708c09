"""A mail server that follows a script, to misbehave at any point of the conversation."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping

HANG_UP, SILENCE = "hang up", "silence"
GREETING, BODY, DOT = "GREETING", "BODY", "DOT"
PATIENCE = 60


class MailServer:
    """Answers each command well, but where `script` says otherwise: for a verb, or for a verb of the nth connection.

    An answer may be HANG_UP or SILENCE. BODY is said when the first piece of a mail has come, before its end.
    """

    def __init__(
        self,
        script: Mapping[str | tuple[int, str], str] | None = None,
        *,
        extensions: tuple[str, ...] = (),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.script, self.extensions, self.tls = dict(script or {}), extensions, tls
        self.commands: list[str] = []
        self.accepted: list[bytes] = []
        self.connections = 0
        self._is_over = threading.Event()
        self._lines: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> "MailServer":
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._is_over.set()
        with socket.create_connection(("127.0.0.1", self.port)):  # for one more turn of the loop
            self._thread.join(PATIENCE)
        for line in [self._listener, *self._lines]:
            line.close()

    def _accept(self) -> None:
        while True:
            line, _address = self._listener.accept()
            if self._is_over.is_set():
                line.close()
                return
            line.settimeout(PATIENCE)
            self._lines.append(line)
            self.connections += 1
            threading.Thread(target=self._serve, args=(line, self.connections), daemon=True).start()

    def _serve(self, line: socket.socket, number: int) -> None:
        try:
            if self.tls is not None:
                line = self.tls.wrap_socket(line, server_side=True)
                self._lines.append(line)
            self._talk(line, number)
        except OSError:
            pass  # the client hung up

    def _talk(self, line: socket.socket, number: int) -> None:
        unread = b""
        if not self._say(line, number, GREETING, "220 here"):
            return
        while True:
            while b"\r\n" not in unread:
                piece = line.recv(65536)
                if not piece:
                    return
                unread += piece
            command, _end, unread = unread.partition(b"\r\n")
            self.commands.append(command.decode("utf-8", "replace"))
            verb = command[:4].decode("utf-8", "replace").upper()
            if not self._say(line, number, verb, self._usual(verb)):
                return
            if verb == "DATA" and self.script.get((number, verb), self.script.get(verb, "354")).startswith("354"):
                unread = self._take_mail(line, number, unread)
                if unread is None:
                    return
            if verb == "QUIT":
                line.close()
                return

    def _take_mail(self, line: socket.socket, number: int, unread: bytes) -> bytes | None:
        mail = unread or line.recv(1024)
        if BODY in self.script:
            if not self._say(line, number, BODY, ""):
                return None
            time.sleep(0.2)  # the answer is on its way while the client still sends
        while b"\r\n.\r\n" not in mail:
            piece = line.recv(65536)
            if not piece:
                return None
            mail += piece
        mail, _end, rest = mail.partition(b"\r\n.\r\n")
        self.accepted.append(mail)
        return rest if self._say(line, number, DOT, "250 kept") else None

    def _usual(self, verb: str) -> str:
        if verb == "EHLO":
            lines = ["here", *self.extensions]
            return "\r\n".join(f"250{'-' if line != lines[-1] else ' '}{line}" for line in lines)
        return {"DATA": "354 go on", "QUIT": "221 bye", "STAR": "220 go on"}.get(verb, "250 fine")

    def _say(self, line: socket.socket, number: int, point: str, usual: str) -> bool:
        """False where the conversation is over."""
        words = self.script.get((number, point), self.script.get(point, usual))
        if words == HANG_UP:
            line.close()
            return False
        if words == SILENCE:
            self._is_over.wait(PATIENCE)
            return False
        line.sendall(f"{words}\r\n".encode())
        return True

"""The least mail server there can be, so that a measurement shows the sender and not the server.

python -m bench.smtp_sink    prints its port, and accepts and forgets mails until it is stopped
"""

import asyncio

ANSWERS = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
    b"HELO": b"250 sink\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RCPT": b"250 ok\r\n",
    b"RSET": b"250 ok\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection; reads commands line by line, and a mail up to its final dot."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.line: asyncio.Transport = transport  # type: ignore[assignment]  # of a socket, so it writes too
        self.unread, self.is_mail = bytearray(), False
        self.line.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while self._take_mail() if self.is_mail else self._take_command():
            pass

    def _take_command(self) -> bool:
        command, end, rest = self.unread.partition(b"\r\n")
        if not end:
            return False
        self.unread = rest
        verb = bytes(command[:4]).upper()
        self.is_mail = verb == b"DATA"
        self.line.write(ANSWERS.get(verb, b"502 what\r\n"))
        if verb == b"QUIT":
            self.line.close()
        return True

    def _take_mail(self) -> bool:
        _mail, end, rest = self.unread.partition(END)
        if not end:
            return False
        self.unread, self.is_mail = rest, False
        self.line.write(b"250 kept\r\n")
        return True


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())

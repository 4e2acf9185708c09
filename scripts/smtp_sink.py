"""A mail server for trying: it keeps what it accepts as `.eml` files and notes each Message-ID, so that copies show.

python -m scripts.smtp_sink --port 2525 --folder var/sink
"""

import argparse
import asyncio
import os
import time
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "accepted.log"


class Keeper:
    """Writes each mail down before it is confirmed, as a careful server does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = bytes(envelope.original_content or b"")
        draft = self.folder / f".{time.time_ns()}-{os.urandom(4).hex()}"
        draft.write_bytes(content)
        draft.rename(self.folder / f"{draft.name[1:]}.eml")
        with (self.folder / ACCEPTED).open("a") as log:
            log.write(f"{message_from_bytes(content)['Message-ID']}\n")
        return "250 Kept"


def accepted_ids(folder: Path) -> list[str]:
    """The Message-IDs in the order of their acceptance; a mail that came twice stands there twice."""
    log = folder / ACCEPTED
    return log.read_text().split() if log.exists() else []


async def serve(port: int, folder: Path) -> None:
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.folder))

"""The culture notes that came with Rapport, read from `contacts/data/culture.json`.

The words are the project's own; each note names the title of its source. Nobody has reviewed them yet, and they say so.
"""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from contacts.models import CultureNote

FILE = Path(__file__).parent / "data" / "culture.json"
# Whoever changes the file changes this too: no note slips in unseen.
CHECKSUM = "ee0a8abdbb8fa24c53d346c1eb46767f559ad6d9a6f8ea0d86398edd493e3b93"  # pragma: allowlist secret
COLUMNS = ("key", "country", "topic", "kind", "confidence", "source", "dissent_source")


class AlteredFile(Exception):
    """The file is not the one that was reviewed with the code."""


def shipped_notes() -> Iterator[CultureNote]:
    """Each note of the file as a row that is not saved yet, unreviewed and shown."""
    content = FILE.read_bytes()
    if sha256(content).hexdigest() != CHECKSUM:
        raise AlteredFile(FILE)
    data = json.loads(content)
    valid_as_of = date.fromisoformat(data["valid_as_of"])
    for row in data["notes"]:
        yield _note(row, valid_as_of)


def _note(row: dict[str, Any], valid_as_of: date) -> CultureNote:
    columns = {name: row.get(name, "") for name in COLUMNS}
    texts = {f"{name}_{language}": text for name in ("text", "dissent") for language, text in row.get(name, {}).items()}
    return CultureNote(valid_as_of=valid_as_of, is_shown=True, **columns, **texts)

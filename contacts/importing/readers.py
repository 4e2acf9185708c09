"""A file of contacts, whatever program wrote it, to people. Pure: no database, no clock."""

import io

from contacts.importing.choices import Choices, Opener
from contacts.importing.csv_reader import read_csv
from contacts.importing.decoding import encoding_of
from contacts.importing.rows import Reading
from contacts.importing.table import Table
from contacts.importing.vcard_reader import BEGIN, Cards
from contacts.importing.xlsx_reader import read_xlsx

Source = Table | Cards


def open_source(opener: Opener, filename: str, choices: Choices | None = None) -> Source:
    """The file, its people still unread. Raise ImportRefused with one sentence where it cannot be read at all."""
    choices = choices or Choices()
    with opener() as file:
        beginning = file.read(4)
    if beginning == b"PK\x03\x04":
        return read_xlsx(opener, choices)
    encoding = encoding_of(opener, choices.most_rows)
    with io.TextIOWrapper(opener(), encoding) as text:
        is_vcard = text.read(1000).lstrip()[: len(BEGIN)].upper() == BEGIN
    if is_vcard or filename.lower().endswith((".vcf", ".vcard")):
        return Cards(opener, encoding, choices)
    return read_csv(opener, encoding, choices)


def read_people(data: bytes, filename: str, choices: Choices | None = None) -> Reading:
    """All of a small file at once. Raise ImportRefused with one sentence where it cannot be read."""
    source = open_source(lambda: io.BytesIO(data), filename, choices)
    survey = source.survey
    return Reading(source.format, list(source.people()), survey.unknown_columns)

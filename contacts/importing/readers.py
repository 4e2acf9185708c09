"""A file of contacts, whatever program wrote it, to people. Pure: no database, no clock."""

from contacts.importing.csv_reader import read_csv
from contacts.importing.decoding import decode
from contacts.importing.rows import Reading
from contacts.importing.vcard_reader import BEGIN, read_vcards


def read_people(data: bytes, filename: str) -> Reading:
    """Raise ImportRefused with one sentence where the file as a whole cannot be read."""
    text = decode(data)
    is_vcard = text.lstrip()[: len(BEGIN)].upper() == BEGIN
    if is_vcard or filename.lower().endswith((".vcf", ".vcard")):
        return read_vcards(text)
    return read_csv(text)

"""Contacts as a table, CSV or XLSX, under headers that our import knows."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from contacts.exporting.people import ExportedPerson
from contacts.importing.own_fields import OwnColumn
from contacts.importing.synonyms import OWN_ID
from contacts.models import PointKind
from crm.cells import guarded

# Always in English: the file is read back whatever language the house speaks by then.
HEADERS = {
    "own_id": OWN_ID, "full_name": "Full name", "name_locale": "Language of the name", "given": "Given name",
    "given2": "Middle name", "surname_prefix": "Surname prefix", "surname": "Surname", "surname2": "Second surname",
    "titles": "Titles", "generation": "Generation", "credentials": "Credentials", "gender": "Grammatical gender",
    "called": "Called", "latin_name": "Latin name", "reading": "Reading", "company": "Company", "website": "Website",
    "job_title": "Job title", "birthday": "Birthday", "notes": "Notes", "street": "Street", "city": "City",
    "region": "Region", "postcode": "Postcode", "country": "Country", "languages": "Languages",
    "time_zone": "Time zone", "external_id": "External ID", "stage": "Stage", "owner": "Owner",
    "exit_reason": "Exit reason", "ended_by": "Ended by", "win_back_on": "Win back on",
    "stage_reason": "Reason for the stage", "roles": "Roles", "source": "Source", "campaign": "Campaign",
    "referrer_name": "Referred by", "cost": "Acquisition cost", "industry": "Industry", "size_band": "Company size",
    "needs": "Needs", "latin_address": "Address in Latin letters", "hours": "May be called", "lunch": "Lunch",
    "company_street": "Company street", "company_city": "Company city", "company_region": "Company region",
    "company_postcode": "Company postcode", "company_country": "Company country",
}  # fmt: skip
# What Excel opens; it would mend, and cut, a file with more.
LONGEST_CELL = 32_767


def table(people: Iterable[ExportedPerson], most: dict[str, int], own: Sequence[OwnColumn] = ()) -> Iterator[list[str]]:
    emails, phones = most[PointKind.EMAIL], most[PointKind.PHONE]
    numbered = [("E-mail", emails), ("Phone", phones)]
    heads = [(f"{kind} {at} - Value", f"{kind} {at} - Label") for kind, count in numbered for at in range(1, count + 1)]
    yield [*HEADERS.values(), *chain.from_iterable(heads), *(column.header for column in own)]
    for person in people:
        points = [*_padded(person.emails, emails), *_padded(person.phones, phones)]
        yield [*(person.texts[name] for name in HEADERS), *chain.from_iterable(points), *person.own]


def _padded(points: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    return points[:count] + [("", "")] * (count - len(points))


def write_csv(rows: Iterable[list[str]], out: BinaryIO) -> None:
    """UTF-8 with a mark, so that spreadsheets read accents; no cell can run as a formula."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    csv.writer(text).writerows(map(guarded, row) for row in rows)
    text.flush()
    text.detach()


def write_xlsx(rows: Iterable[list[str]], out: BinaryIO) -> None:
    """Each cell is a text, which no spreadsheet computes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    book.save(out)


def _cell(sheet: object, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet)
    try:
        cell.value = text[:LONGEST_CELL]
    except IllegalCharacterError:
        cell.value = "".join(char for char in text if char.isprintable() or char == "\n")[:LONGEST_CELL]
    cell.data_type = "s"
    return cell

"""What reading a contact file yields: people, row errors, or one refusal. No database."""

from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Grounds
from contacts.models.stage import NO_GROUNDS


class ImportRefused(Exception):
    """The whole file cannot be read; the message is one translated sentence."""


class NoNames(ImportRefused):
    """No column of the table is one of names: somebody may say which it is."""

    def __init__(self) -> None:
        super().__init__(_("The first row has no column of names, such as Name, First Name or Last Name."))


class BadValue(ValueError):
    """One cell cannot be right; the message is one translated sentence."""


@dataclass(frozen=True)
class Birthday:
    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True)
class RowError:
    """One row left out; `content` is the row as it stood, for the file of errors."""

    row: int
    reason: str
    content: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass
class RawPerson:
    """The texts of one row or card under our field names, still as the file wrote them.

    What Rapport exported itself is exact: it has been checked when it was stored, and comes back letter by letter.
    """

    row: int
    is_exact: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[dict[str, str]] = field(default_factory=list)
    # By the id of the own field.
    own: dict[int, str] = field(default_factory=dict)


@dataclass
class ParsedPerson:
    """One person, checked.

    Rows count as a spreadsheet counts them: a CSV header is row 1; of a vCard file the first card is row 1.
    E-mails and phones are (value, label) in file order; country is ISO 3166 alpha-2, languages BCP 47 tags.
    """

    row: int
    full_name: str
    given: str = ""
    given2: str = ""
    surname_prefix: str = ""
    surname: str = ""
    titles: list[str] = field(default_factory=list)
    generation: str = ""
    credentials: str = ""
    grammatical_gender: str = ""
    called: str = ""
    latin_name: str = ""
    reading: str = ""
    name_locale: str = ""
    company: str = ""
    job_title: str = ""
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    birthday: Birthday | None = None
    notes: str = ""
    needs: list[str] = field(default_factory=list)
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    latin_address: str = ""
    hours_from: time | None = None
    hours_until: time | None = None
    lunch_from: time | None = None
    lunch_until: time | None = None
    languages: list[str] = field(default_factory=list)
    time_zone: str = ""
    website: str = ""
    external_id: str = ""
    surname2: str = ""
    stage: str = ""
    grounds: Grounds = NO_GROUNDS
    roles: list[str] = field(default_factory=list)
    source: str = ""
    campaign: str = ""
    referrer_name: str = ""
    acquisition_cost: Decimal | None = None
    acquisition_currency: str = ""
    industry: str = ""
    size_band: str = ""
    # Street, city, region, postcode and country of the company.
    company_place: dict[str, str] = field(default_factory=dict)
    # The contact of this house whom the row came from, where it was exported here.
    own_id: int | None = None
    # Facts by the id of the own field.
    own: dict[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """Format names the program (google, outlook, hubspot, salesforce, pipedrive, rapport), else csv or vcard;
    unknown_columns held values that were left out."""

    format: str
    people: list[ParsedPerson | RowError]
    unknown_columns: list[str] = field(default_factory=list)

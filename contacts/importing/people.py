"""From the texts of one row or card to a checked person."""

import re
import unicodedata
from email.utils import parseaddr
from typing import Any

from django.utils.translation import gettext as _

from contacts.importing.birthdays import parse_birthday
from contacts.importing.hours import find_hours
from contacts.importing.labelled import labelled_values
from contacts.importing.names import compose, split_prefix, split_suffix
from contacts.importing.own_ids import read_own_id
from contacts.importing.phones import international
from contacts.importing.places import find_country, find_languages, find_zone
from contacts.importing.rows import BadValue, ParsedPerson, RawPerson
from contacts.importing.stages import find_grounds, find_stage
from contacts.models.fact import LONGEST_FACT
from crm.text import clean, is_visible

LONGEST = {
    "full_name": 200, "given": 100, "given2": 100, "surname_prefix": 40, "surname": 100, "surname2": 100,
    "generation": 20, "credentials": 60, "called": 100, "latin_name": 200, "reading": 200, "company": 200,
    "job_title": 150, "street": 250, "city": 100, "region": 100, "postcode": 20, "website": 200, "external_id": 120,
    "campaign": 120, "referrer_name": 200, "latin_address": 500,
}  # fmt: skip
LONGEST_NOTE = 100_000
LONGEST_POINT = 254
LONGEST_LABEL = 40
LONGEST_WITH_NAME = 600
COPIED = (
    "given",
    "given2",
    "surname_prefix",
    "surname",
    "surname2",
    "called",
    "latin_name",
    "company",
    "job_title",
    "website",
    "campaign",
    "referrer_name",
)
PLACE = ("street", "city", "region", "postcode")
# Texts of several lines.
LINES = frozenset({"notes", "latin_address"})
LINE_ENDS = re.compile(r",?\s*\n\s*")
_EMAIL = re.compile(r"[^\s@<>\",;:()\[\]]+@[^\s@<>\",;:()\[\]]+\.[^\s@<>\",;:()\[\].]{2,}")


def person_from(raw: RawPerson, day_order: str = "", country_of_file: str = "") -> ParsedPerson:  # long: each field
    """Raise BadValue with the sentence for the first text that cannot be right.

    `country_of_file` is where a number without its prefix is dialled, if the row names no country itself.
    """
    line = _cleaned if raw.is_exact else _line
    texts = {name: _cleaned(text) if name in LINES else line(text) for name, text in raw.texts.items()}
    address = _first_address(raw.addresses)
    languages = find_languages(texts.get("languages", ""))
    country = find_country(address.get("country", ""))
    stage = find_stage(texts.get("stage", ""))
    copied: dict[str, Any] = labelled_values(texts) | {name: texts.get(name, "") for name in COPIED}
    copied |= {part: line(LINE_ENDS.sub(", ", address.get(part, ""))) for part in PLACE}
    hours, lunch = find_hours(texts.get("hours", "")), find_hours(texts.get("lunch", ""))
    titles, gender = split_prefix(texts.get("prefix", ""))
    generation, credentials = split_suffix(texts.get("suffix", ""))
    person = ParsedPerson(
        row=raw.row,
        titles=texts.get("titles", "").split() or titles,
        grammatical_gender=texts.get("gender", "") or gender,
        generation=texts.get("generation", "") or generation,
        credentials=texts.get("credentials", "") or credentials,
        reading=texts.get("reading") or _joined(texts, "reading_surname", "reading_given"),
        emails=_emails(raw),
        phones=_phones(raw, "" if country else country_of_file),
        birthday=parse_birthday(texts.get("birthday", ""), day_order),
        notes=texts.get("notes", ""),
        needs=_needs(texts.get("needs", ""), "\n" if raw.is_exact else ";"),
        country=country,
        latin_address=texts.get("latin_address", ""),
        hours_from=hours[0],
        hours_until=hours[1],
        lunch_from=lunch[0],
        lunch_until=lunch[1],
        company_place=_company_place(texts),
        languages=languages,
        time_zone=find_zone(texts.get("time_zone", "")),
        external_id=texts.get("external_id", ""),
        stage=stage,
        grounds=find_grounds(texts, stage, is_exact=raw.is_exact),
        own_id=read_own_id(texts["own_id"]) if "own_id" in texts else None,
        full_name="",
        **copied,
    )
    _set_name(person, texts, is_exact=raw.is_exact)
    _check_lengths(person)
    return person


def _company_place(texts: dict[str, str]) -> dict[str, str]:
    said = {part: texts.get(f"company_{part}", "") for part in PLACE}
    for part, text in said.items():
        _check_length(text, LONGEST[part])
    said["country"] = find_country(texts.get("company_country", ""))
    return said if any(said.values()) else {}


def _set_name(person: ParsedPerson, texts: dict[str, str], *, is_exact: bool) -> None:
    if is_exact:
        person.full_name, person.name_locale = texts.get("full_name", ""), texts.get("name_locale", "")
        if not is_visible(person.full_name):
            raise BadValue(_("The row has no name."))
        return
    language = person.languages[0] if person.languages else ""
    surname = " ".join(filter(None, (person.surname_prefix, person.surname)))
    composed, locale = compose(person.given, person.given2, surname, language, person.country)
    written = texts.get("full_name", "")
    is_composed = written in ("", _with_titles(composed, texts))
    person.full_name = composed if composed and is_composed else written or texts.get("file_as", "")
    person.name_locale = locale if composed else ""
    if not any(char.isalnum() for char in person.full_name):
        raise BadValue(_("The row has no name."))


def _with_titles(name: str, texts: dict[str, str]) -> str:
    """The name as Google writes it whole. Its titles and suffix have columns of their own."""
    return " ".join(filter(None, (texts.get("prefix", ""), name, texts.get("suffix", ""))))


def _check_lengths(person: ParsedPerson) -> None:
    for name, longest in LONGEST.items():
        _check_length(getattr(person, name), longest)
    if len(person.notes) > LONGEST_NOTE:
        raise BadValue(_("The notes are longer than %(longest)d characters.") % {"longest": LONGEST_NOTE})


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise BadValue(
            _("“%(text)s…” is longer than %(longest)d characters.") % {"text": text[:40], "longest": longest}
        )


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except ValueError as error:
        raise BadValue(_("The row holds broken characters.")) from error


def _line(text: str) -> str:
    return " ".join(_cleaned(text).split())


def _joined(texts: dict[str, str], *names: str) -> str:
    return " ".join(filter(None, (texts.get(name, "") for name in names)))


def _first_address(addresses: list[dict[str, str]]) -> dict[str, str]:
    """One address whole: parts of two addresses are never mixed."""
    address = next((address for address in addresses if any(address.values())), {})
    known = any(address.get(part) for part in ("street", "city", "postcode"))
    if not known and address.get("formatted"):
        return {**address, "street": ", ".join(address["formatted"].splitlines())}
    return address


def _emails(raw: RawPerson) -> list[tuple[str, str]]:
    if raw.is_exact:
        return [(address.lower(), label) for address, label in _exact(raw.emails)]
    emails: dict[str, tuple[str, str]] = {}
    for text, label in raw.emails:
        for part in re.split(r":::|[;,\n]", text):
            if address := _email(part):
                emails.setdefault(address, (address, _label(label)))
    return list(emails.values())


def _exact(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_cleaned(text)[:LONGEST_POINT], _cleaned(label)[:LONGEST_LABEL]) for text, label in found]


def _email(text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip().removeprefix("mailto:")
    if not text:
        return ""
    # The library's reader goes down into each bracket.
    address = parseaddr(text)[1] if "<" in text and len(text) <= LONGEST_WITH_NAME else text
    if not _EMAIL.fullmatch(address) or ".." in address or len(address) > LONGEST_POINT:
        raise BadValue(_("“%(text)s” is not an e-mail address.") % {"text": text[:60]})
    return address.lower()


def _phones(raw: RawPerson, country: str) -> list[tuple[str, str]]:
    if raw.is_exact:
        return _exact(raw.phones)
    phones: dict[str, tuple[str, str]] = {}
    for text, label in raw.phones:
        for part in re.split(r":::|[;\n]", text):
            number = international(_line(part).removeprefix("tel:"), country)
            if any(char.isdigit() for char in number):
                phones.setdefault(number, (number[:LONGEST_POINT], _label(label)))
    return sorted(phones.values(), key=lambda phone: "fax" in phone[1].casefold())


def _needs(text: str, between: str) -> list[str]:
    needs = list(dict.fromkeys(part.strip() for part in text.split(between) if part.strip()))
    for need in needs:
        _check_length(need, LONGEST_FACT)
    return needs


def _label(text: str) -> str:
    return _line(text).lstrip("* ")[:LONGEST_LABEL]

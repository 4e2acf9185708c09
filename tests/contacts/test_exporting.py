"""What was exported comes back as it was: random people, hostile text included, through each kind of file."""

import io
import re
from datetime import time
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contacts.actions.importing import import_contacts
from contacts.exporting.people import ExportedPerson, exported_people, most_points
from contacts.exporting.tables import table, write_csv, write_xlsx
from contacts.exporting.vcards import write_vcards
from contacts.models import Contact, ImportantDate, PointKind, ZoneSource
from crm.text import clean, clean_line, is_visible
from staff.models import User
from tests.factories.contacts import add_birthday, add_point, make_company, make_contact
from tests.sizes import size

pytestmark = pytest.mark.django_db

PEOPLE, AT_ONCE = size(300, full=10_000), 50
HOSTILE = (
    "=cmd|' /C calc'!A0", "'=x", "''=x", "+420", "-1", "@x", "a;b", "a,b", "a\\nb", "a\\", "\\,", '"', "a\tb", "a:::b",
    "a  b", "<script>alert(1)</script>", "BEGIN:VCARD", "END:VCARD", "quoted-printable=", "=?utf-8?q?x?=", "_x0041_",
    "Jan\u00a0Novák", "משה", "\u202eevil", "👩‍👩‍👧", "é", "e\u0301", "NULL", "N/A", "0", "1e5", "2001-01-01", "sep=;",
)  # fmt: skip
BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x52F),
    (0x5D0, 0x6FF),
    (0x900, 0x97F),
    (0x3041, 0x9FFF),
    (0x1F300, 0x1F6FF),
)


def line(random: Random, longest: int = 30) -> str:
    """One line as a form would store it, or none."""
    choice = random.random()
    if choice < 0.3:
        return ""
    text = random.choice(HOSTILE)
    if choice > 0.5:
        blocks = random.choices(BLOCKS, k=random.randint(1, longest))
        text = "".join(chr(random.randint(*block)) for block in blocks)
    try:
        # What is composed anew may grow.
        text = clean_line(clean_line(text[:longest])[:longest])
    except ValueError:
        return ""
    return text if is_visible(text) else ""


def person(random: Random, number: int) -> dict[str, Any]:
    long = ("given", "given2", "surname_core", "surname2", "called", "latin_name", "reading", "job_title")
    short = ("surname_prefix", "generation", "credentials", "postcode")
    year = random.choice((None, random.randint(1900, 2020)))
    return {
        "full_name": line(random) or f"Person {number}",
        **{name: line(random) for name in (*long, "street", "city", "region")},
        **{name: line(random, 20) for name in short},
        "titles": random.sample(("ing", "dr", "prof"), k=random.randint(0, 2)),
        "grammatical_gender": random.choice(("", "m", "f")),
        "name_locale": random.choice(("", "cs", "ja")),
        "languages": random.sample(("cs", "ru", "zh-Hant", "pt-BR"), k=random.randint(0, 3)),
        "country": random.choice(("", "CZ", "LT", "JP")),
        "notes": clean("\n".join(line(random) for _line in range(random.randint(0, 4)))),
        "latin_address": clean("\n".join(line(random) for _line in range(random.randint(0, 3)))),
        **dict(zip(("hours_from", "hours_until"), span(random), strict=True)),
        **dict(zip(("lunch_from", "lunch_until"), span(random), strict=True)),
        "company_place": {name: line(random, 20) for name in ("street", "city", "region", "postcode")},
        "zone_source": random.choice((ZoneSource.TOLD, ZoneSource.ORGANISATION)),
        "company": line(random),
        "birthday": random.choice((None, (random.randint(1, 12), random.randint(1, 28), year))),
        "labels": (line(random, 20), line(random, 20)),
        "with_id": random.random() < 0.5,
    }


def span(random: Random) -> tuple[time | None, time | None]:
    if random.random() < 0.5:
        return None, None
    begin = random.randint(0, 24 * 60 - 2)
    end = random.randint(begin + 1, 24 * 60 - 1)
    return time(*divmod(begin, 60)), time(*divmod(end, 60))


def make_people(owner: User, people: list[dict[str, Any]]) -> None:
    for number, fields in enumerate(people):
        fields = dict(fields)
        company, birthday, labels = fields.pop("company"), fields.pop("birthday"), fields.pop("labels")
        external_id = f"=id,{number}" if fields.pop("with_id") else ""
        place = fields.pop("company_place")
        firm = make_company(f"{company} {number}", owner=owner, country="LT", **place) if company else None
        contact = make_contact(owner=owner, company=firm, external_id=external_id, **fields)
        for kind, value, label in (
            (PointKind.EMAIL, f"p{number}@customer.example", labels[0]),
            (PointKind.PHONE, f"+420 601 {number:06}; x", labels[1]),
        ):
            point = add_point(contact, kind, value)
            point.label = label
            point.save()
        if birthday:
            add_birthday(contact, *birthday)


def written(user: User, kind: str) -> bytes:
    out = io.BytesIO()
    pks = list(Contact.objects.visible_to(user).order_by("pk").values_list("pk", flat=True))
    people = exported_people(user, pks)
    if kind == "vcf":
        write_vcards(people, out)
    else:
        (write_csv if kind == "csv" else write_xlsx)(table(people, most_points(user, pks)), out)
    return out.getvalue()


def as_exported(user: User) -> list[ExportedPerson]:
    pks = Contact.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)
    people = list(exported_people(user, list(pks)))
    for person in people:
        for name in ("own_id", "owner"):
            person.texts.pop(name)
    return people


@pytest.mark.parametrize("kind", ["csv", "xlsx", "vcf"])
def test_random_people_come_back_as_they_were(alice: User, charlie: User, kind: str) -> None:
    @settings(
        max_examples=PEOPLE // AT_ONCE // 3,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    def come_back(seed: int) -> None:
        random = Random(seed)
        people = [person(random, number) for number in range(AT_ONCE)]
        with transaction.atomic():
            make_people(alice, people)
            before, file = as_exported(alice), written(alice, kind)

            again = import_contacts(by=alice, data=file, filename=f"people.{kind}")
            elsewhere = import_contacts(by=charlie, data=file, filename=f"people.{kind}")

            assert [error.reason for error in again.row_errors.all()] == []
            assert (again.unchanged, elsewhere.created) == (len(people), len(people))
            assert as_exported(alice) == before
            assert as_exported(charlie) == before
            transaction.set_rollback(True)

    come_back()


def test_no_cell_runs_as_a_formula(alice: User) -> None:
    make_contact("=HYPERLINK(1)", owner=alice, notes="@SUM(1)", email="a@customer.example", phone="+420 601 234 567")

    rows = written(alice, "csv").decode("utf-8-sig")

    assert re.findall(r"(?:^|,|\")[=+\-@]", rows.split("\r\n", 1)[1]) == []
    assert "'=HYPERLINK(1)" in rows


def test_a_line_of_a_vcard_has_75_octets_at_most(alice: User) -> None:
    make_contact("Žofie " * 20, owner=alice, notes="ž" * 1000)

    lines = written(alice, "vcf").split(b"\r\n")

    assert max(map(len, lines)) == 75
    assert b"".join(line[1:] if line[:1] == b" " else b"\n" + line for line in lines).decode().count("ž") == 1000


def test_who_may_not_see_addresses_exports_none(alice: User, marketer: User) -> None:
    contact = make_contact("Eva", owner=alice, street="Dlouhá 1", notes="secret", email="eva@customer.example")
    add_birthday(contact, 3, 10)

    [person] = exported_people(marketer, [contact.pk])

    hidden = ("street", "postcode", "notes", "birthday")
    assert (person.emails, person.phones, [person.texts[name] for name in hidden]) == ([], [], [""] * 4)
    assert person.texts["full_name"] == "Eva"
    assert ImportantDate.objects.count() == 1

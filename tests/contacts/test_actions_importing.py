# long: one action, with all that a file may hold
"""Importing: whose the people become, whom a row means, what a second run does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from contacts.actions.importing import import_contacts
from contacts.consent import may_contact
from contacts.importing.rows import ImportRefused
from contacts.models import (
    Channel,
    Company,
    Consent,
    Contact,
    ContactPoint,
    ImportantDate,
    ImportRun,
    PointKind,
    Purpose,
    StageChange,
    ZoneSource,
)
from contacts.signals import contact_zone_changed
from staff.models import AuditEntry, User
from tests.contacts.test_importing_readers import FILES, exported
from tests.factories.contacts import add_birthday, add_point, make_company, make_contact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def run_import(by: User, text: str, **kwargs: object) -> ImportRun:
    return import_contacts(by=by, data=text.encode(), filename="people.csv", **{"now": NOW, **kwargs})


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.skipped, run.row_errors.count()


def points(contact: Contact) -> list[tuple[str, str, str, str]]:
    return [(point.kind, point.value, point.normalised, point.label) for point in contact.points.all()]


def stored_rows() -> dict[str, list[dict[str, object]]]:
    """Every row that an import may write, as it stands."""
    models = (Contact, Company, ContactPoint, ImportantDate, StageChange)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_imported_person_is_the_owners_with_every_field_in_place(alice: User) -> None:
    data = exported("google_since_2024.csv")

    run = import_contacts(by=alice, data=data, filename="contacts.csv", now=NOW)

    contact = Contact.objects.get(surname_core="Müller-Lüdenscheidt")
    assert counts(run) == (4, 0, 0, 0, 0)
    assert (run.file_name, run.file_format, run.unknown_columns) == ("contacts.csv", "google", ["Labels"])
    assert (contact.owner, contact.team, contact.created_by) == (alice, alice.team, alice)
    assert (contact.created_at, contact.updated_at) == (NOW, NOW)
    assert (contact.full_name, contact.given, contact.called) == ("Jürgen Müller-Lüdenscheidt", "Jürgen", "Jürgi")
    assert (contact.titles, contact.generation) == (["prof", "dr"], "Jr.")
    assert (contact.street, contact.city, contact.postcode, contact.country) == (
        "Straße der Einheit 5",
        "Köln",
        "50667",
        "DE",
    )
    assert (contact.job_title, contact.notes) == ("Geschäftsführer", "Zeile eins\nZeile zwei; „so sagte er“")
    assert (contact.time_zone, contact.zone_confirmed_at) == ("Europe/Berlin", None)
    assert contact.zone_source in (ZoneSource.COUNTRY, ZoneSource.ADDRESS)
    assert contact.search_key == "jurgen muller-ludenscheidt jurgi"
    assert contact.sort_key == "muller-ludenscheidt jurgen"
    assert contact.company is not None
    assert (contact.company.name, contact.company.owner) == ("Müller & Söhne GmbH, Köln", alice)
    assert contact.company.website == "https://www.mueller-soehne.example"
    assert points(contact) == [
        (PointKind.EMAIL, "j.mueller@mueller-soehne.example", "j.mueller@mueller-soehne.example", "Work"),
        (PointKind.EMAIL, "juergen@zuhause.example", "juergen@zuhause.example", "Home"),
        (PointKind.EMAIL, "jm@zuhause.example", "jm@zuhause.example", "Home"),
        (PointKind.PHONE, "+49 171 1234567", "+491711234567", "Mobile"),
        (PointKind.PHONE, "+49 221 7654321", "+492217654321", "Work Fax"),
    ]
    assert [(d.kind, d.month, d.day, d.year, d.month_day) for d in contact.dates.all()] == [
        ("birthday", 12, 24, 1965, 1224)
    ]
    assert [(change.after, change.at, change.by) for change in contact.stage_changes.all()] == [
        ("awareness", NOW, alice)
    ]


def test_nobody_imported_has_agreed_to_anything(alice: User) -> None:
    run_import(alice, "Name,E-mail,Birthday\nJan Novák,jan@x.cz,1980-04-15\n")

    jan = Contact.objects.get()
    assert Consent.objects.count() == 0
    assert not may_contact(jan, Purpose.GREETINGS, Channel.EMAIL, NOW)
    assert not may_contact(jan, Purpose.FEEDBACK, Channel.EMAIL, NOW)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [(path.name, "cp1250" if path.name == "tabulka.csv" else "utf-8") for path in sorted(Path(FILES).iterdir())],
)
def test_second_run_changes_nothing(alice: User, name: str, encoding: str) -> None:
    data = exported(name, encoding)
    first = import_contacts(by=alice, data=data, filename=name, now=NOW)
    before = stored_rows()

    second = import_contacts(by=alice, data=data, filename=name, now=LATER)

    assert first.created > 0
    assert counts(second) == (0, 0, first.created, 0, first.row_errors.count())
    assert stored_rows() == before


def test_google_moved_to_its_new_headers_and_nobody_doubled(alice: User) -> None:
    header = "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\n"
    import_contacts(by=alice, data=exported("google_until_2023.csv"), filename="old.csv", now=NOW)

    run = run_import(alice, header + "Jiří,Dvořák,Pivovar pod hradem,* Work,DVORAK@pivovar-example.cz\n", now=LATER)

    assert counts(run) == (0, 0, 1, 0, 0)


def test_what_stands_wins_and_gaps_are_filled(alice: User, carol: Contact) -> None:
    carol.job_title = "Director"
    carol.save()

    run = run_import(
        alice,
        "First Name,Last Name,E-mail,Phone,Job title,Company,Birthday,Language,Nickname,City,Country\n"
        "Carol,Novotna,CAROL@customer.example,00420 601 000 002,Clerk,Brewery,15.4.1980,en,Carola,Brno,CZ\n",
        now=LATER,
    )

    carol.refresh_from_db()
    assert counts(run) == (0, 1, 0, 0, 0)
    assert (carol.full_name, carol.job_title, carol.languages) == ("Carol Novotná", "Director", ["cs"])
    assert (carol.given, carol.surname_core, carol.called) == ("Carol", "Novotna", "Carola")
    assert (carol.city, carol.time_zone, carol.zone_source) == ("Brno", "Europe/Prague", ZoneSource.TOLD)
    assert (carol.version, carol.updated_at) == (2, LATER)
    assert carol.search_key == "carol novotna carola"
    assert carol.company is not None
    assert carol.company.name == "Brewery"
    assert [point[1] for point in points(carol)] == [
        "carol@customer.example",
        "+420 601 000 001",
        "00420 601 000 002",
    ]
    assert [(date.day, date.month, date.year) for date in carol.dates.all()] == [(15, 4, 1980)]


def test_standing_birthday_and_address_are_not_touched(alice: User, carol: Contact) -> None:
    add_birthday(carol, 1, 2)
    Contact.objects.filter(pk=carol.pk).update(city="Plzeň")

    run = run_import(
        alice, "Name,E-mail,Birthday,Street,City\nCarol Novotná,carol@customer.example,1980-04-15,Long 1,Brno\n"
    )

    carol.refresh_from_db()
    assert counts(run) == (0, 0, 1, 0, 0)
    assert (carol.street, carol.city) == ("", "Plzeň")
    assert [(date.month, date.day) for date in carol.dates.all()] == [(1, 2)]


def test_external_id_comes_before_the_address(alice: User, carol: Contact) -> None:
    eva = make_contact("Eva", owner=alice, external_id="C-7")

    run = run_import(alice, "Name,E-mail,External ID\nEva N.,carol@customer.example,C-7\n")

    assert counts(run) == (0, 1, 0, 0, 0)
    assert [point.value for point in eva.points.all()] == ["carol@customer.example"]


def test_other_external_id_is_another_person(alice: User) -> None:
    make_contact("Eva Malá", owner=alice, external_id="C-7", email="office@x.cz")

    run = run_import(alice, "Name,E-mail,External ID\nEva Malá,office@x.cz,C-8\n")

    assert counts(run) == (1, 0, 0, 0, 0)


def test_phone_with_the_name_finds_the_person_written_otherwise(alice: User, carol: Contact) -> None:
    run = run_import(alice, "Name,Phone,Country\nCAROL NOVOTNA,601 000 001,CZ\n")

    assert counts(run) == (0, 0, 1, 0, 0)


def test_phone_alone_finds_nobody(alice: User, carol: Contact) -> None:
    run = run_import(alice, "Name,Phone\nJan Novotný,+420 601 000 001\n")

    assert counts(run) == (1, 0, 0, 0, 0)


def test_same_address_in_another_script_is_the_same_person(alice: User) -> None:
    make_contact("山田太郎", owner=alice, email="taro@yamada.example")

    run = run_import(alice, "Name,E-mail\nTaro Yamada,taro@yamada.example\n")

    assert counts(run) == (0, 0, 1, 0, 0)


def test_household_with_one_address_stays_two_people(alice: User) -> None:
    text = "Name,E-mail,Phone\nJan Novák,doma@x.cz,+420601000001\nEva Malá,doma@x.cz,+420601000002\n"

    first, second = run_import(alice, text), run_import(alice, text, now=LATER)

    assert (counts(first), counts(second)) == ((2, 0, 0, 0, 0), (0, 0, 2, 0, 0))
    assert [(c.full_name, c.points.count()) for c in Contact.objects.order_by("pk")] == [
        ("Jan Novák", 2),
        ("Eva Malá", 2),
    ]


def test_one_person_in_two_rows_becomes_one(alice: User) -> None:
    text = "Name,E-mail,Company\nJan Novák,jan@x.cz,\nJan Novák,jan@x.cz,Brewery\nJan Novák,JAN@x.cz,Other\n"

    first, second = run_import(alice, text), run_import(alice, text, now=LATER)

    assert (counts(first), counts(second)) == ((1, 1, 1, 0, 0), (0, 0, 3, 0, 0))
    assert [str(contact.company) for contact in Contact.objects.all()] == ["Brewery"]


def test_strangers_contact_is_neither_matched_nor_shown(alice: User, charlie: User) -> None:
    secret = make_contact("Jan Novák", owner=charlie, email="jan@x.cz", external_id="J-1")
    make_company("Brewery", owner=charlie)

    run = run_import(alice, "Name,E-mail,External ID,Company\nJan Novák,jan@x.cz,J-1,Brewery\n")

    assert counts(run) == (1, 0, 0, 0, 0)
    mine = Contact.objects.get(owner=alice)
    assert mine.pk != secret.pk
    assert mine.company is not None
    assert mine.company.owner == alice


def test_the_lead_fills_a_colleagues_contact_which_stays_theirs(lead: User, bob: User) -> None:
    hers = make_contact("Jan Novák", owner=bob, email="jan@x.cz")

    run = run_import(lead, "Name,E-mail,Job title\nJan Novák,jan@x.cz,Brewer\n")

    hers.refresh_from_db()
    assert counts(run) == (0, 1, 0, 0, 0)
    assert (hers.owner, hers.job_title) == (bob, "Brewer")


@pytest.mark.parametrize("name", ["marketer", "bob"])
def test_seen_but_not_writable_is_skipped(name: str, request: pytest.FixtureRequest, carol: Contact) -> None:
    run = run_import(
        request.getfixturevalue(name), "Name,E-mail,Job title\nCarol,carol@customer.example,Clerk\nNew One,new@x.cz,\n"
    )

    carol.refresh_from_db()
    assert counts(run) == (1, 0, 0, 1, 0)
    assert (carol.job_title, carol.version) == ("", 1)


def test_bin_does_not_block(alice: User, carol: Contact) -> None:
    Contact.objects.filter(pk=carol.pk).update(deleted_at=NOW)

    run = run_import(alice, "Name,E-mail\nCarol Novotná,carol@customer.example\n")

    assert counts(run) == (1, 0, 0, 0, 0)


def test_importing_for_others_goes_as_far_as_the_role(
    alice: User, bob: User, charlie: User, lead: User, dpo: User
) -> None:
    text = "Name\nJan Novák\n"

    for by, owner in ((alice, bob), (lead, charlie), (dpo, dpo)):
        with pytest.raises(PermissionDenied):
            run_import(by, text, owner=owner)
    run = run_import(lead, text, owner=bob)

    assert (run.by, run.owner) == (lead, bob)
    assert [(contact.owner, contact.created_by) for contact in Contact.objects.all()] == [(bob, lead)]
    assert ImportRun.objects.count() == 1


def test_company_is_found_by_its_folded_name(alice: User, bob: User) -> None:
    known = make_company("Pivovar Žatec", owner=bob)

    run_import(alice, "Name,Company\nJan,PIVOVAR ZATEC\nEva,Pivovar Žatec\nPetr,New Brewery\nOlga,new brewery\n")

    assert [contact.company for contact in Contact.objects.filter(full_name__in=["Jan", "Eva"])] == [known, known]
    assert sorted(Company.objects.values_list("name", flat=True)) == ["New Brewery", "Pivovar Žatec"]


def test_zone_is_told_guessed_or_the_organisations(alice: User) -> None:
    run_import(alice, "Name,Time zone,Country\nTold,Asia/Tokyo,CZ\nGuessed,,JP\nNowhere,,\nWide,,RU\n")

    assert list(Contact.objects.order_by("pk").values_list("full_name", "time_zone", "zone_source")) == [
        ("Told", "Asia/Tokyo", ZoneSource.TOLD),
        ("Guessed", "Asia/Tokyo", ZoneSource.COUNTRY),
        ("Nowhere", "Europe/Prague", ZoneSource.ORGANISATION),
        ("Wide", "Europe/Prague", ZoneSource.ORGANISATION),
    ]


def test_hubspots_zone_is_a_guess(alice: User) -> None:
    import_contacts(by=alice, data=exported("hubspot.csv"), filename="hubspot.csv", now=NOW)

    assert list(Contact.objects.order_by("pk").values_list("time_zone", "zone_source")) == [
        ("Europe/Kyiv", ZoneSource.ADDRESS),
        ("America/Los_Angeles", ZoneSource.ADDRESS),
    ]


def test_filled_zone_is_announced(alice: User) -> None:
    jan = make_contact("Jan", owner=alice, email="jan@x.cz", zone_source=ZoneSource.ORGANISATION)
    moved: list[tuple[int, datetime]] = []

    def listen(sender: object, contact: Contact, now: datetime, **kwargs: object) -> None:
        moved.append((contact.pk, now))

    contact_zone_changed.connect(listen)
    try:
        run_import(alice, "Name,E-mail,Time zone\nJan,jan@x.cz,Asia/Tokyo\n")
        run_import(alice, "Name,E-mail,Time zone\nJan,jan@x.cz,Asia/Seoul\n")
    finally:
        contact_zone_changed.disconnect(listen)

    jan.refresh_from_db()
    assert (jan.time_zone, jan.zone_source) == ("Asia/Tokyo", ZoneSource.TOLD)
    assert moved == [(jan.pk, NOW)]


def test_number_that_is_none_is_kept_as_written(alice: User) -> None:
    text = "Name,Phone,Country\nJan,ext. 12 / ask for Jan,CZ\nEva,777 123 456,CZ\nIvan,8 (495) 123-45-67,RU\n"

    run = run_import(alice, text)

    assert counts(run) == (3, 0, 0, 0, 0)
    assert list(ContactPoint.objects.order_by("pk").values_list("value", "normalised")) == [
        ("ext. 12 / ask for Jan", "12"),
        ("777 123 456", "+420777123456"),
        ("8 (495) 123-45-67", "+74951234567"),
    ]


def test_number_written_in_two_ways_is_one(alice: User) -> None:
    run_import(alice, "Name,Phone,Mobile,Country\nJan,777 123 456,+420777123456,CZ\n")

    assert list(ContactPoint.objects.values_list("value", flat=True)) == ["777 123 456"]


def test_bad_rows_are_kept_with_their_reasons(alice: User) -> None:
    run = import_contacts(by=alice, data=exported("bad_rows.csv"), filename="bad.csv", now=NOW)

    assert counts(run) == (2, 0, 0, 0, 7)
    first = run.row_errors.first()
    assert first is not None
    assert (first.row, first.reason, dict(first.content)["E-mail"]) == (3, "The row has no name.", "noname@example.com")
    assert not ContactPoint.objects.filter(value="noname@example.com").exists()


def test_row_that_the_database_refuses_stops_no_other(alice: User) -> None:
    refuse_name("Refused One")
    text = "Name,E-mail,Company\nJan,jan@x.cz,\nRefused One,refused@x.cz,Left Behind\nEva,eva@x.cz,\n"

    run = run_import(alice, text)

    assert counts(run) == (2, 0, 0, 0, 1)
    assert list(run.row_errors.values_list("row", "reason")) == [(3, "The row could not be stored.")]
    assert sorted(Contact.objects.values_list("full_name", flat=True)) == ["Eva", "Jan"]
    assert not Company.objects.exists()
    assert StageChange.objects.count() == 2


def test_company_first_met_beside_a_refused_row_is_made_all_the_same(alice: User) -> None:
    refuse_name("Refused One")
    text = "Name,Company\nJan,House\nRefused One,Mill\nEva,MILL\nIva,house\n"

    run = run_import(alice, text)

    assert counts(run) == (3, 0, 0, 0, 1)
    assert list(Contact.objects.order_by("pk").values_list("full_name", "company__name")) == [
        ("Jan", "House"),
        ("Eva", "MILL"),
        ("Iva", "House"),
    ]
    assert Company.objects.count() == 2


def refuse_name(name: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER refuse_name BEFORE INSERT ON contacts_contact "
                f"WHEN NEW.full_name = '{name}' BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        else:
            cursor.execute(f"ALTER TABLE contacts_contact ADD CONSTRAINT refuse_name CHECK (full_name <> '{name}')")


def test_refused_file_leaves_no_trace(alice: User) -> None:
    with pytest.raises(ImportRefused):
        run_import(alice, "date,amount\n2020-01-01,5\n")

    assert ImportRun.objects.count() == 0
    assert not AuditEntry.objects.filter(action="contacts.import").exists()


def test_import_is_in_the_audit_trail(alice: User) -> None:
    run = run_import(alice, "Name\nJan Novák\n")

    entry = AuditEntry.objects.get(action="contacts.import")
    assert (entry.actor, entry.subject_id, entry.at) == (alice, run.pk, NOW)
    assert entry.detail == {"file": "people.csv", "format": "csv", "rows": 1, "owner": alice.pk}


def test_queries_do_not_grow_with_the_rows(alice: User, django_assert_max_num_queries) -> None:
    rows = "".join(f"Person {n},p{n}@x.cz,+4206010{n:05d},Firm {n},1980-04-15\n" for n in range(200))
    text = f"Name,E-mail,Phone,Company,Birthday\n{rows}"

    with django_assert_max_num_queries(45):
        assert counts(run_import(alice, text)) == (200, 0, 0, 0, 0)
    with django_assert_max_num_queries(30):
        assert counts(run_import(alice, text, now=LATER)) == (0, 0, 200, 0, 0)


def test_rows_without_address_are_found_by_name(alice: User, carol: Contact) -> None:
    text = "Name,Birthday\nMononym,1980-04-15\nCarol Novotná,1980-04-15\n"

    first, second = run_import(alice, text), run_import(alice, text, now=LATER)

    assert (counts(first), counts(second)) == ((1, 1, 0, 0, 0), (0, 0, 2, 0, 0))


def test_added_address_stands_after_those_known(alice: User, carol: Contact) -> None:
    add_point(carol, PointKind.EMAIL, "second@customer.example")

    run_import(alice, "Name,E-mail,E-mail 2\nCarol,new@customer.example,carol@customer.example\n")

    emails = carol.points.filter(kind=PointKind.EMAIL).order_by("position", "pk")
    assert [email.value for email in emails][-1] == "new@customer.example"
    assert emails[0].value == "carol@customer.example"

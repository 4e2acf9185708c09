"""Creating, changing, binning and restoring."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contacts.actions.contacts import (
    create_contact,
    put_in_bin,
    restore,
    update_contact,
)
from contacts.models import Contact, ContactPoint, ImportantDate, Stage, StageChange, ZoneSource
from contacts.signals import contact_zone_changed
from crm.conflicts import StaleRecord
from staff.models import AuditEntry, User

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def test_a_new_contact_belongs_to_its_owner_and_the_owners_team(alice: User) -> None:
    contact = create_contact(
        by=alice,
        owner=alice,
        fields={"full_name": "Jan Novák", "given": "Jan", "surname_core": "Novák", "country": "CZ"},
        emails=[("Jan@Novak.example", "work"), ("jan@novak.example", "home")],
        phones=[("601 000 001", "")],
        birthday=(2, 29, None),
        now=NOW,
    )
    assert (contact.owner, contact.team, contact.created_by) == (alice, alice.team, alice)
    assert (contact.search_key, contact.sort_key) == ("jan novak", "novak jan")
    assert (contact.time_zone, contact.zone_source) == ("Europe/Prague", ZoneSource.COUNTRY)
    points = ContactPoint.objects.values_list("kind", "value", "normalised", "label")
    assert list(points) == [
        ("email", "Jan@Novak.example", "jan@novak.example", "work"),
        ("phone", "601 000 001", "+420601000001", ""),
    ]
    birthday = ImportantDate.objects.get()
    assert (birthday.month_day, birthday.year) == (229, None)
    assert StageChange.objects.get().after == Stage.AWARENESS
    assert AuditEntry.objects.get().action == "contacts.create"


def test_a_place_nobody_knows_takes_the_organisations_zone_and_says_so(alice: User) -> None:
    contact = create_contact(by=alice, owner=alice, fields={"full_name": "Nemo"}, now=NOW)
    assert (contact.time_zone, contact.zone_source) == ("Europe/Prague", ZoneSource.ORGANISATION)
    assert not contact.is_zone_confirmed


def test_nothing_is_saved_of_a_contact_with_an_impossible_birthday(alice: User) -> None:
    with pytest.raises(ValidationError, match="no such day"):
        create_contact(by=alice, owner=alice, fields={"full_name": "Nemo"}, birthday=(2, 31, None), now=NOW)
    assert not Contact.objects.exists()


def test_a_change_writes_names_of_fields_into_the_audit_trail_and_moves_the_version(
    alice: User, carol: Contact
) -> None:
    update_contact(by=alice, contact=carol, fields={"called": "Kája", "stage": Stage.EXPANSION}, now=NOW)
    carol.refresh_from_db()
    assert (carol.called, carol.version, carol.updated_at) == ("Kája", 2, NOW)
    assert carol.search_key == "carol novotna kaja"
    assert AuditEntry.objects.get().detail == {"fields": ["called", "stage"]}
    change = StageChange.objects.get()
    assert (change.before, change.after, change.by) == (Stage.AWARENESS, Stage.EXPANSION, alice)
    assert ContactPoint.objects.filter(contact=carol).count() == 2


def test_the_second_of_two_editors_is_told(alice: User, bob: User, carol: Contact) -> None:
    seen_by_bob = Contact.objects.get(pk=carol.pk)
    update_contact(by=alice, contact=carol, fields={"called": "Kája"}, now=NOW)
    with pytest.raises(StaleRecord):
        update_contact(by=bob, contact=seen_by_bob, fields={"called": "Karolína"}, now=NOW)
    carol.refresh_from_db()
    assert carol.called == "Kája"


def test_a_move_to_another_zone_is_announced(alice: User, carol: Contact) -> None:
    heard = []

    def listen(contact: Contact, **kwargs: object) -> None:
        heard.append(contact.time_zone)

    contact_zone_changed.connect(listen)
    try:
        told = {"time_zone": "Asia/Tokyo", "zone_source": ZoneSource.TOLD}
        update_contact(by=alice, contact=carol, fields=told, now=NOW)
        update_contact(by=alice, contact=carol, fields={"called": "Kája"}, now=NOW)
    finally:
        contact_zone_changed.disconnect(listen)
    assert heard == ["Asia/Tokyo"]


def test_a_zone_that_the_contact_told_us_is_not_replaced_by_a_proposal(alice: User, carol: Contact) -> None:
    update_contact(by=alice, contact=carol, fields={"country": "JP"}, now=NOW)
    assert carol.time_zone == "Europe/Prague"


def test_addresses_left_out_of_a_change_are_gone(alice: User, carol: Contact) -> None:
    update_contact(by=alice, contact=carol, fields={}, emails=[("new@customer.example", "")], now=NOW)
    emails = ContactPoint.objects.filter(contact=carol, kind="email")
    assert [point.value for point in emails] == ["new@customer.example"]
    assert ContactPoint.objects.filter(contact=carol, kind="phone").count() == 1


def test_extensions_of_one_number_are_two_ways_to_reach_them(alice: User, carol: Contact) -> None:
    phones = [("+420 601 000 001 ext. 1", ""), ("+420 601 000 001 ext. 2", ""), ("+420601000001 ext 2", "")]
    update_contact(by=alice, contact=carol, fields={}, phones=phones)
    kept = carol.points.filter(kind="phone").values_list("value", "normalised")
    assert list(kept) == [
        ("+420 601 000 001 ext. 1", "+420601000001;ext=1"),
        ("+420 601 000 001 ext. 2", "+420601000001;ext=2"),
    ]


def test_a_change_keeps_the_rows_of_the_addresses_that_stay(alice: User, carol: Contact) -> None:
    before = carol.points.get(kind="email")
    wanted = [("first@customer.example", ""), ("Carol@customer.example", "home")]
    update_contact(by=alice, contact=carol, fields={}, emails=wanted, now=NOW)
    points = carol.points.filter(kind="email").values_list("value", "normalised", "label", "position")
    assert list(points) == [
        ("first@customer.example", "first@customer.example", "", 0),
        ("Carol@customer.example", "carol@customer.example", "home", 1),
    ]
    assert carol.points.get(normalised="carol@customer.example") == before


def test_many_addresses_cost_no_more_than_one(alice: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(7):
        create_contact(by=alice, owner=alice, fields={"full_name": "One"}, emails=[("1@x.example", "")], now=NOW)
    emails = [(f"{number}@x.example", "") for number in range(5)]
    phones = [(f"+42060100000{number}", "") for number in range(5)]
    with django_assert_num_queries(7):
        create_contact(by=alice, owner=alice, fields={"full_name": "Ten"}, emails=emails, phones=phones, now=NOW)
    assert ContactPoint.objects.count() == 11


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"full_name": ""}, "This field cannot be blank."),
        ({"full_name": "Nemo", "hours_from": time(9)}, "Hours for calls need a beginning before their end."),
        ({"full_name": "Nemo", "hours_until": time(0)}, "Hours for calls need a beginning before their end."),
    ],
)
def test_what_the_database_would_refuse_is_refused_with_a_sentence(
    alice: User, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        create_contact(by=alice, owner=alice, fields=fields, now=NOW)


def test_no_constraint_of_a_contact_goes_unasked() -> None:
    """Contact.validate_constraints knows these four; a fifth one has to be thought of there."""
    names = {constraint.name for constraint in Contact._meta.constraints}
    assert names == {
        *("contacts_contact_has_name", "contacts_hours_forwards", "contacts_lunch_forwards"),
        "contacts_cost_has_currency",
    }


def test_the_bin_hides_and_restoring_brings_back(alice: User, carol: Contact) -> None:
    put_in_bin(by=alice, row=carol, now=NOW)
    assert not Contact.objects.visible_to(alice).exists()
    assert list(Contact.objects.in_bin()) == [carol]
    restore(by=alice, row=carol, now=NOW)
    assert list(Contact.objects.visible_to(alice)) == [carol]
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "contacts.bin",
        "contacts.restore",
    ]

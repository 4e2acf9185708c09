"""How forms of address and footings are written, merged and erased."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contacts.actions.addressing import Terms, save_forms_of_address, set_footing
from contacts.actions.contacts import create_contact, update_contact
from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact, Footing
from crm.conflicts import StaleRecord
from staff.models import AuditValues
from tests.factories.contacts import make_contact

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 19, 12, tzinfo=UTC)
INFORMAL = Terms("informal", date(2026, 11, 2))


def origin(user, at=NOW, source="colleague"):
    return {"source": source, "confirmed_by": user.pk, "confirmed_at": at.isoformat()}


def footings():
    return list(Footing.objects.order_by("pk").values_list("contact", "team", "register", "agreed_on"))


def test_each_change_of_a_form_is_noted_with_who_and_when(alice, bob, carol):
    update_contact(by=alice, contact=carol, fields={"called": "Carol", "titles": ["dr"], "notes": "x"}, now=NOW)
    assert carol.name_sources == {"called": origin(alice), "titles": origin(alice)}
    update_contact(by=bob, contact=carol, fields={"called": "Caro", "titles": ["dr"]}, source="told", now=LATER)
    assert carol.name_sources == {"called": origin(bob, LATER, "told"), "titles": origin(alice)}
    update_contact(by=bob, contact=carol, fields={"called": ""}, now=LATER)
    assert Contact.objects.get(pk=carol.pk).name_sources == {"titles": origin(alice)}


def test_a_new_contact_has_the_sources_of_its_maker(alice):
    fields = {"full_name": "Jan Němec", "grammatical_gender": "m"}
    contact = create_contact(by=alice, owner=alice, fields=fields, now=NOW)
    assert contact.name_sources == {"grammatical_gender": origin(alice)}


def test_a_stale_form_changes_nothing(alice, carol):
    update_contact(by=alice, contact=Contact.objects.get(pk=carol.pk), fields={"called": "Carol"}, now=NOW)
    with pytest.raises(StaleRecord):
        save_forms_of_address(by=alice, contact=carol, fields={"called": "Caro"}, terms=INFORMAL, now=NOW)
    assert (Contact.objects.get(pk=carol.pk).called, footings()) == ("Carol", [])


def test_a_footing_is_changed_and_taken_back(alice, team, carol):
    for terms in (INFORMAL, INFORMAL, Terms("formal"), Terms("")):
        set_footing(by=alice, contact=carol, team=team, terms=terms, now=NOW)
    told = AuditValues.objects.filter(entry__action="contacts.footing.change").order_by("entry_id")
    assert [kept.values["changes"]["footing"] for kept in told] == [
        ["", "informal 2026-11-02"],
        ["informal 2026-11-02", "formal"],
        ["formal", ""],
    ]
    assert footings() == []


@pytest.mark.parametrize("terms", [Terms("formal", date(2026, 11, 2)), Terms("cordial")])
def test_impossible_terms_are_refused(alice, team, carol, terms):
    with pytest.raises(ValidationError):
        set_footing(by=alice, contact=carol, team=team, terms=terms, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Footing.objects.create(contact=carol, team=team, register=terms.register, agreed_on=terms.agreed_on)
    assert footings() == []


def test_a_merge_takes_footings_along_and_gives_them_back(alice, lead, team, other_team, carol):
    twin = make_contact("Carol N.", owner=alice)
    set_footing(by=alice, contact=carol, team=team, terms=Terms("formal"), now=NOW)
    set_footing(by=alice, contact=twin, team=team, terms=INFORMAL, now=NOW)
    set_footing(by=alice, contact=twin, team=other_team, terms=INFORMAL, now=NOW)
    before = footings()
    merge = merge_contacts(by=lead, survivor=carol, merged=twin, now=NOW)
    day = INFORMAL.agreed_on
    assert footings() == [
        (carol.pk, team.pk, "formal", None),
        (twin.pk, team.pk, "informal", day),
        (carol.pk, other_team.pk, "informal", day),
    ]
    undo_merge(by=lead, merge=merge, now=LATER)
    assert footings() == before


def test_the_source_of_a_form_goes_along_with_the_form(alice, bob, lead, carol):
    twin = make_contact("Carol Novotná", owner=alice)
    update_contact(by=alice, contact=carol, fields={"called": "Carol"}, now=NOW)
    update_contact(by=bob, contact=twin, fields={"called": "Caro", "grammatical_gender": "f"}, now=NOW)
    merge = merge_contacts(by=lead, survivor=carol, merged=twin, now=LATER)
    carol.refresh_from_db()
    assert (carol.called, carol.grammatical_gender) == ("Carol", "f")
    assert carol.name_sources == {"called": origin(alice), "grammatical_gender": origin(bob)}
    undo_merge(by=lead, merge=merge, now=LATER)
    carol.refresh_from_db()
    assert carol.name_sources == {"called": origin(alice)}


def test_erasing_takes_footings_and_sources(alice, admin, team, carol):
    save_forms_of_address(by=alice, contact=carol, fields={"called": "Carol"}, terms=INFORMAL, now=NOW)
    erase_contact(by=admin, contact=carol, now=LATER)
    assert (footings(), Contact.objects.get(pk=carol.pk).name_sources) == ([], {})

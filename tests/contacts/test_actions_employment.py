"""A contact moves to another company: by the card, by an import, by a merge; and what did not happen is taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.actions.contacts import update_contact
from contacts.actions.erasing import erase_contact
from contacts.actions.import_work import run_imports
from contacts.actions.importing import import_contacts
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.actions.undoing_import import ask_to_undo
from contacts.models import Company, Contact, Employment, Winner
from tests.factories.contacts import make_company, make_contact

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY, LATER = NOW.date(), NOW + timedelta(days=40)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def house(alice):
    return make_company("House", owner=alice)


@pytest.fixture
def mill(alice):
    return make_company("Mill", owner=alice)


@pytest.fixture
def dora(alice, house):
    return make_contact("Dora Dvořáková", owner=alice, company=house, job_title="Cook", email="dora@x.example")


def move(contact, company, by, now=NOW, **fields):
    contact = Contact.objects.get(pk=contact.pk)
    return update_contact(by=by, contact=contact, fields={"company": company, **fields}, now=now)


def jobs(contact=None):
    rows = Employment.objects.filter(contact=contact) if contact else Employment.objects.all()
    return list(rows.order_by("pk").values_list("company__name", "job_title", "since", "until"))


def test_moving_closes_the_job_and_opens_the_next(alice, dora, house, mill):
    move(dora, mill, alice, job_title="Miller")
    assert jobs() == [("House", "Cook", None, TODAY), ("Mill", "Miller", TODAY, None)]
    move(dora, None, alice, now=LATER)
    assert jobs() == [("House", "Cook", None, TODAY), ("Mill", "Miller", TODAY, LATER.date())]
    assert [job.is_current for job in Employment.objects.all()] == [False, False]


def test_who_does_not_move_has_no_rows(alice, dora, house):
    move(dora, house, alice, job_title="Head cook")
    assert jobs() == []


def test_a_first_company_opens_a_job(alice, carol, mill):
    move(carol, mill, alice)
    assert jobs() == [("Mill", "", TODAY, None)]


def test_a_slip_of_the_same_day_goes(alice, dora, house, mill):
    other = make_company("Other", owner=alice)
    move(dora, other, alice)
    move(dora, mill, alice)
    assert jobs() == [("House", "Cook", None, TODAY), ("Mill", "Cook", TODAY, None)]


def test_there_is_one_present_job_and_it_ends_after_it_began(dora, house, mill):
    Employment.objects.create(contact=dora, company=house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(contact=dora, company=mill)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(contact=dora, company=mill, since=TODAY, until=TODAY - timedelta(days=1))


def imported(by, winner=Winner.FILE):
    text = "Name,E-mail,Company\nDora Dvořáková,dora@x.example,Mill\nNew One,new@x.example,Mill\n"
    return import_contacts(by=by, data=text.encode(), filename="people.csv", winner=winner, now=NOW)


def test_an_import_moves_whom_it_changes_and_undoing_it_takes_the_move_back(alice, dora, mill):
    run = imported(alice)
    assert jobs() == [("House", "Cook", None, TODAY), ("Mill", "Cook", TODAY, None)]
    imported(alice)
    assert len(jobs()) == 2
    assert ask_to_undo(by=alice, run=run, now=NOW)
    run_imports(now=NOW)
    assert jobs() == [("House", "Cook", None, None)]
    assert Contact.objects.get(pk=dora.pk).company == Company.objects.get(name="House")


def test_an_import_that_fills_gaps_moves_nobody(alice, dora, mill):
    imported(alice, Winner.GAPS)
    assert jobs() == []


def test_of_two_present_jobs_the_survivors_goes_on(alice, carol, dora, house, mill):
    move(carol, mill, alice)
    move(dora, mill, alice)
    move(dora, house, alice, now=LATER)
    before = jobs(), jobs(carol)
    merge = merge_contacts(
        by=alice, survivor=Contact.objects.get(pk=carol.pk), merged=Contact.objects.get(pk=dora.pk), now=LATER
    )
    assert jobs(carol) == [
        ("Mill", "", TODAY, None),
        ("House", "Cook", None, TODAY),
        ("Mill", "Cook", TODAY, LATER.date()),
        ("House", "Cook", LATER.date(), LATER.date()),
    ]
    undo_merge(by=alice, merge=merge, now=LATER)
    assert (jobs(), jobs(carol)) == before


def test_a_company_that_the_survivor_does_not_keep_is_not_lost(alice, carol, dora, mill):
    Contact.objects.filter(pk=carol.pk).update(company=mill)
    merge = merge_contacts(by=alice, survivor=Contact.objects.get(pk=carol.pk), merged=dora, now=NOW)
    assert jobs(carol) == [("House", "Cook", None, TODAY)]
    undo_merge(by=alice, merge=merge, now=NOW)
    assert jobs() == []


def test_jobs_go_with_the_erased(dpo, alice, carol, dora, mill):
    move(dora, mill, alice)
    move(carol, mill, alice)
    erase_contact(by=dpo, contact=Contact.objects.get(pk=dora.pk), now=NOW)
    assert list(Employment.objects.values_list("contact", flat=True)) == [carol.pk]


def test_the_card_and_the_company_tell_who_moved(sign_in, alice, charlie, dora, house, mill):
    Company.objects.filter(pk=house.pk).update(owner=charlie, team=charlie.team)
    move(dora, mill, alice)
    card = sign_in(alice).get(reverse("contacts:contact_ties", args=[dora.pk]), headers=HTMX).content.decode()
    words = ("House</bdi>, <bdi>Cook", "until 18 Nov 2026", "Mill</bdi>, <bdi>Cook", "since 18 Nov 2026")
    assert [card.count(word) for word in words] == [1, 1, 1, 1]
    place = reverse("contacts:company_detail", args=[house.pk])
    assert "Worked here before" not in sign_in(charlie).get(place).content.decode()
    Contact.objects.filter(pk=dora.pk).update(owner=charlie, team=charlie.team)
    page = sign_in(charlie).get(place).content.decode()
    assert [page.count(words) for words in ("Dora Dvořáková", "moved to <bdi>Mill</bdi>")] == [1, 1]


def test_jobs_stand_newest_first(dora, house, mill):
    for company, until in ((house, date(2020, 1, 1)), (mill, None), (mill, date(2024, 1, 1))):
        Employment.objects.create(contact=dora, company=company, until=until)
    assert [job.until for job in dora.jobs.all()] == [None, date(2024, 1, 1), date(2020, 1, 1)]

"""What a contact is to us, where they came from and what that cost: typed, shown, asked for, exported and merged."""

from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.actions import import_work
from contacts.actions.importing import import_contacts
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.actions.undoing_import import ask_to_undo
from contacts.models import Company, Contact
from tests.factories.contacts import make_company, make_contact, make_segment

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TYPED = {
    "roles": ["customer", "press"],
    "source": "fair",
    "campaign": "Autumn fair",
    "referrer_name": "Aunt Olga",
    "cost": "12.5 EUR",
}
NO_COST = {"acquisition_cost": None, "acquisition_currency": ""}
KEPT = {"acquisition_cost": Decimal("12.5"), "acquisition_currency": "EUR"}


def stored(contact):
    contact.refresh_from_db()
    return (contact.roles, contact.source, contact.campaign, contact.referrer_name, contact.cost and str(contact.cost))


def test_the_form_keeps_it_and_the_card_tells_it(sign_in, alice, carol):
    client, page = sign_in(alice), reverse("contacts:contact_edit", args=[carol.pk])
    values = {"full_name": carol.full_name, "version": carol.version, "stage": "awareness"}
    saved = client.post(page, {**values, **TYPED})
    carol.refresh_from_db()
    assert (saved.status_code, carol.roles, carol.source, carol.campaign) == (
        303, ["customer", "press"], "fair", "Autumn fair"
    )  # fmt: skip
    assert (carol.referrer_name, carol.acquisition_cost, carol.acquisition_currency) == (
        "Aunt Olga", Decimal("12.5"), "EUR"
    )  # fmt: skip
    card = client.get(reverse("contacts:contact_detail", args=[carol.pk])).content.decode()
    told = ("Press", "Fair or event", "Autumn fair", "Aunt Olga", "12.50\N{NO-BREAK SPACE}EUR")
    assert {words: words in card for words in told} == dict.fromkeys(told, True)
    form = client.get(page).context["form"]
    assert {name: form[name].value() for name in ("roles", "source", "campaign", "referrer_name", "cost")} == TYPED


@pytest.mark.parametrize("wrong", [{"cost": "-5 EUR"}, {"cost": "5 XXX"}, {"source": "moon"}, {"roles": ["king"]}])
def test_what_cannot_be_is_refused_beside_its_field(sign_in, alice, carol, wrong):
    values = {"full_name": carol.full_name, "version": carol.version, "stage": "awareness", **TYPED, **wrong}
    page = sign_in(alice).post(reverse("contacts:contact_edit", args=[carol.pk]), values)
    assert (page.status_code, list(page.context["form"].errors)) == (422, list(wrong))


@pytest.mark.parametrize(
    "columns", [{"acquisition_cost": 1}, {"acquisition_currency": "EUR"}, {**KEPT, "acquisition_cost": -1}]
)
def test_the_database_takes_no_cost_without_its_currency(carol, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=carol.pk).update(**columns)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (("roles", "any_of", ["press"]), ["Known"]),
        (("roles", "none_of", ["press"]), ["Other"]),
        (("source", "any_of", ["fair"]), ["Known"]),
        (("source", "empty"), ["Other"]),
        (("campaign", "contains", "autumn"), ["Known"]),
        (("cost", "gte", "12"), ["Known"]),
        (("referrer_name", "filled"), ["Known"]),
        (("industry", "any_of", ["media"]), ["Known"]),
        (("size_band", "any_of", ["1-9"]), ["Known"]),
    ],
)
def test_segments_ask_for_it(alice, condition, found):
    company = make_company("Radio", owner=alice, industry="media", size_band="1-9")
    told = {"source": "fair", "campaign": "Autumn fair", "referrer_name": "Olga", "roles": ["press"], **KEPT}
    make_contact("Known", owner=alice, company=company, **told)
    make_contact("Other", owner=alice)
    segment = make_segment(alice, condition)
    assert [contact.full_name for contact in segment.shown_to(alice, NOW)] == found


def test_our_own_export_comes_back_unchanged(sign_in, alice, carol):
    company = make_company("Radio", owner=alice, industry="media", size_band="1-9")
    Contact.objects.filter(pk=carol.pk).update(
        company=company, roles=["press", "partner"], source="fair", campaign="Autumn", referrer_name="Olga", **KEPT
    )
    client = sign_in(alice)
    for kind, name in (("csv", "people.csv"), ("vcf", "people.vcf")):
        file = b"".join(client.get(reverse("contacts:contact_export", args=[kind])).streaming_content)
        before = stored(carol)
        run = import_contacts(by=alice, filename=name, data=file, winner="file", now=NOW)
        assert (run.unchanged, run.updated, list(run.row_errors.values_list("reason", flat=True))) == (1, 0, [])
        assert stored(carol) == before
        Contact.objects.filter(pk=carol.pk).update(
            source="", campaign="", acquisition_cost=None, acquisition_currency=""
        )
        run = import_contacts(by=alice, filename=name, data=file, now=NOW)
        assert (run.updated, stored(carol)) == (1, before)
    assert Company.objects.count() == 1


def test_undoing_an_import_takes_the_cost_back(alice, carol):
    table = "Name,E-mail,Acquisition cost,Source\nCarol Novotná,carol@customer.example,12.5 EUR,Website\n"
    run = import_contacts(by=alice, filename="people.csv", data=table.encode(), now=NOW)
    carol.refresh_from_db()
    assert (carol.source, str(carol.acquisition_cost)) == ("website", "12.5000")
    ask_to_undo(by=alice, run=run, now=NOW)
    import_work.run_imports(now=NOW)
    assert stored(carol) == (["customer"], "", "", "", None)


def test_a_merge_takes_it_along_and_gives_it_back(alice, carol):
    karel = make_contact("Karel", owner=alice, source="fair", campaign="Autumn", referrer_name="Olga", **KEPT)
    before = stored(carol)
    merge = merge_contacts(
        by=alice, survivor=carol, merged=karel, chosen={"source": "merged", "cost": "merged"}, now=NOW
    )
    assert stored(carol)[1:3] == ("fair", "Autumn")
    assert carol.acquisition_cost == Decimal("12.5")
    undo_merge(by=alice, merge=merge, now=NOW)
    assert stored(carol) == before


def test_a_company_tells_its_industry_and_size(sign_in, alice):
    company = make_company("Radio", owner=alice)
    client = sign_in(alice)
    values = {"name": "Radio", "industry": "media", "size_band": "250+", "version": company.version}
    client.post(reverse("contacts:company_edit", args=[company.pk]), values)
    page = client.get(reverse("contacts:company_detail", args=[company.pk])).content.decode()
    assert [words in page for words in ("Media and culture", "250 people and more")] == [True, True]


def test_the_list_shows_it_in_columns(sign_in, alice):
    company = make_company("Radio", owner=alice, industry="media")
    make_contact("Known", owner=alice, company=company, source="fair", campaign="Autumn", roles=["press"])
    query = "?col=roles&col=source&col=campaign&col=industry"
    page = sign_in(alice).get(reverse("contacts:contact_list") + query).content.decode()
    told = ("Press", "Fair or event", "Autumn", "Media and culture")
    assert [f"<bdi>{words}</bdi>" in page for words in told] == [True] * 4


@pytest.mark.parametrize(
    ("source", "campaign", "origin", "told"),
    [
        ("", "", "trade fair", ("fair", "")),
        ("fair", "Autumn", "trade fair", ("fair", "Autumn")),
        ("", "", "A flyer", ("other", "A flyer")),
        ("", "Autumn", "A flyer", ("other", "Autumn · A flyer")),
        ("website", "", "trade fair", ("website", "trade fair")),
        ("other", "A flyer", "A flyer", ("other", "A flyer")),
        ("", "x" * 120, "A flyer", ("other", "x" * 120)),
    ],
)
def test_what_stood_in_two_fields_is_said_in_one_and_again_the_same(source, campaign, origin, told):
    said_once = import_module("contacts.migrations.0023_one_source").said_once
    assert said_once(source, campaign, origin) == told
    assert said_once(*told, origin) == told

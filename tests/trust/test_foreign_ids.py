"""Numbers and names of others' records in what is asked and sent find nothing, and tell nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import Company, Contact
from staff.models import AuditEntry, User
from tests.factories.imports import through_the_page
from tests.sizes import size
from tests.trust.canaries import CODE
from tests.trust.conftest import browser
from tests.trust.crawl import text_of
from tests.trust.expected import BINS, Whose, group_of, sees
from tests.trust.page_forms import own_form
from tests.trust.test_foreign_objects import CHANGING

pytestmark = [pytest.mark.trust, pytest.mark.slow]

ABSENT = "zq9999x"
SEARCHES = (
    *("/search/?q={}", "/contacts/?q={}", "/companies/?q={}", "/companies/options/?company={}"),
    *("/interactions/log/?q={}", "/sales/?q={}", "/outbox/?q={}", "/feedback/?q={}", "/loyalty/?q={}"),
)
SEARCHED = ("contacts.Contact", "contacts.Company", "contacts.ContactPoint", "interactions.FollowUp", "staff.Share")


def answer(client, address: str) -> tuple[int, str]:
    """The page without what was typed, and without what differs between two equal ones."""
    response = client.get(address)
    return response.status_code, re.sub(CODE, "", CHANGING.sub("", text_of(response)))


@pytest.mark.parametrize("role", ["manager", "marketer", "administrator"])
def test_a_search_for_a_word_that_is_not_ones_to_see_finds_what_an_absent_word_finds(world_of, role):
    world = world_of(role)
    client, faults = browser(world), []
    hidden = [
        (code, canary)
        for code, canary in world.canaries.items()
        if canary.model in SEARCHED and not sees(role, group_of(canary.model, canary.field), canary.whose)
    ]
    # Of each field one is enough in the suite.
    firsts = {(canary.model, canary.field, canary.whose in BINS): (code, canary) for code, canary in reversed(hidden)}
    for search in SEARCHES[: size(5, full=len(SEARCHES))]:
        nothing = answer(client, search.format(ABSENT))
        for code, canary in hidden if size(0, full=1) else firsts.values():
            if answer(client, search.format(code)) != nothing:
                faults.append(f"GET {search.format(code)} tells the {role} of {canary}")
    assert not faults, "\n".join(faults)


def test_ones_own_words_are_found(world_of):
    world = world_of("manager")
    client, contact = browser(world), world.contact(Whose.OWN)
    for search in ("/search/?q={}", "/contacts/?q={}", "/interactions/log/?q={}"):
        assert answer(client, search.format(ABSENT)) != answer(client, search.format(contact.full_name.split()[0]))


def test_a_foreign_customer_in_a_question_is_absent(world_of):
    world = world_of("manager")
    client = browser(world)
    for whose in (Whose.FOREIGN, Whose.BIN, Whose.FOREIGN_BIN):
        pk = world.contact(whose).pk
        assert [client.get(f"/sales/?contact={each}").status_code for each in (pk, 99_999_999)] == [404, 404]
    assert client.get(f"/sales/?contact={world.contact(Whose.TEAM).pk}").status_code == 200


def test_the_trail_of_a_customer_is_empty_for_the_administrator(world_of):
    world = world_of("administrator")
    client, pk = browser(world), world.contact(Whose.OWN).pk
    assert AuditEntry.objects.filter(customer_id=pk).exists()
    for page in ("/audit/", "/audit/summary/"):
        texts = set()
        for number in (pk, 99_999_999):
            text = CHANGING.sub("", text_of(client.get(f"{page}?customer={number}")))
            texts.add(re.sub(rf'(customer=|customer%3D|/contacts/|name="customer" value="){number}\b', "", text))
        assert len(texts) == 1, page
    file = client.get(f"/audit/export.csv?customer={pk}").content.decode()
    assert len(file.strip().splitlines()) == 1


def test_who_cannot_see_customers_is_lent_none(world_of):
    world = world_of("manager")
    client, contact = browser(world), world.contact(Whose.OWN)
    address = reverse("contacts:contact_share", args=[contact.pk])
    until = (world.now.date()).isoformat()
    for user in (User.objects.get(email="left@fair.example"), world.reader):
        response = client.post(address, {"user": user.pk, "level": "own", "until": until, "reason": "x"})
        assert response.status_code == 422


@pytest.mark.parametrize(("role", "status"), [("manager", 303), ("lead", 422)])
def test_nobody_imports_for_a_colleague_of_another_team(world_of, role, status):
    world = world_of(role)
    file = SimpleUploadedFile("people.csv", b"Name,Email\nNew Person,new@person.example\n", "text/csv")
    client = browser(world)
    if status == 303:
        through_the_page(client, file, owner=world.stranger.pk)
    else:
        assert client.post("/contacts/import/", {"file": file, "owner": world.stranger.pk}).status_code == status
    assert [contact.owner for contact in Contact.objects.filter(full_name="New Person")] == [world.reader][
        : status == 303
    ]


def test_a_foreign_companys_name_makes_a_company_of_ones_own(world_of):
    world = world_of("manager")
    foreign = world.rows[Company, Whose.FOREIGN]
    client = browser(world)
    form = own_form(client.get("/contacts/new/").content.decode(), "/contacts/new/")
    response = client.post("/contacts/new/", form.values | {"full_name": "New Person", "company": foreign.name})

    assert response.status_code == 303
    company = Contact.objects.get(full_name="New Person").company
    assert (company.name, company.owner) == (foreign.name, world.reader)
    assert company != foreign


@pytest.mark.parametrize("whose", [Whose.FOREIGN, Whose.FOREIGN_BIN])
def test_an_import_tells_nothing_of_foreign_people(world_of, whose):
    """The file names somebody by name, address and number: each makes a new person, as one does whom nobody knows."""
    world = world_of("manager")
    client, contact = browser(world), world.contact(whose)
    email = contact.points.get(kind="email").value
    before = Contact.objects.count()
    results = []
    for name, address in ((contact.full_name, email), ("Unheard Of", "unheard@of.example")):
        table = f"Name,Email\n{name},{address}\n,not-an-address\n".encode()
        run = through_the_page(client, SimpleUploadedFile("people.csv", table, "text/csv"))
        results.append((run.created, run.updated, run.unchanged, run.skipped, run.row_errors.count()))
    assert results[0] == results[1]
    assert Contact.objects.count() == before + sum(result[0] for result in results) == before + 2
    assert Contact.objects.get(pk=contact.pk).points.count() == 2

"""The pages that make two companies one, and two again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.merging_companies import merge_companies
from contacts.models import Company, CompanyMerge, Contact
from contacts.tagging import set_tags
from tests.contacts.test_views_editing import sent_by
from tests.contacts.test_views_merging import sent
from tests.factories.contacts import make_company, make_contact, make_custom_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def globex(alice):
    return make_company("Globex", owner=alice, city="Praha", country="CZ")


@pytest.fixture
def twin(alice):
    return make_company("Globex Ltd", owner=alice, industry="energy", city="Brno", country="CZ")


def page_of(one, other):
    return f"{choosing(one)}?other={other.pk}"


def choosing(one):
    return reverse("contacts:company_merge", args=[one.pk])


def card(company):
    return reverse("contacts:company_detail", args=[company.pk])


def test_two_become_one_and_two_again(client, sign_in, alice, globex, twin):
    person = make_contact("Person", owner=alice, company=twin)
    saved = sent(sign_in(alice), page_of(globex, twin), name="merged", place="merged")
    moved, page = client.get(card(twin)), client.get(card(globex)).content.decode()
    globex.refresh_from_db()
    person.refresh_from_db()
    assert (saved.status_code, saved["Location"], moved["Location"]) == (303, card(globex), card(globex))
    assert (globex.name, globex.city, globex.industry, person.company) == ("Globex Ltd", "Brno", "energy", globex)
    undo = reverse("contacts:company_merge_undo", args=[CompanyMerge.objects.get().pk])
    assert page.count(undo) == 1
    undone = client.post(undo, follow=True)
    globex.refresh_from_db()
    assert (undone.redirect_chain[0][0], globex.name, globex.city) == (card(globex), "Globex", "Praha")
    assert "Globex Ltd and Globex are two companies again." in undone.content.decode()
    assert client.get(card(twin)).status_code == 200


def test_the_page_shows_both_and_changes_nothing(client, sign_in, alice, bob, charlie, globex, twin):
    field = make_custom_field("company", "text", "Own rank")
    for number, company in enumerate((globex, twin)):
        company.custom_values.create(field=field, kind="text", text=f"Rank {number}")
        set_tags(company, [f"tag {number}"], by=alice, now=globex.updated_at)
        make_contact(f"Person {number}", owner=alice, company=company)
    make_contact("Of a stranger", owner=charlie, company=twin)
    answer = sign_in(alice).get(page_of(globex, twin))
    page = answer.content.decode()
    assert [words in page for words in ("Rank 0", "Rank 1", "tag 0", "tag 1", "Praha, Czechia")] == [True] * 5
    assert list(answer.context["beside"][1])[2:] == [["1"], ["1"]]
    assert not CompanyMerge.objects.exists()
    assert set(answer.context["form"].words) == {"name", "place", "industry", f"custom_{field.pk}"}


def test_the_lead_merges_the_teams(sign_in, lead, globex, twin):
    assert sent(sign_in(lead), page_of(globex, twin)).status_code == 303
    assert CompanyMerge.objects.get().by == lead


def test_strangers_find_nothing_and_readers_may_not(client, sign_in, alice, bob, charlie, marketer, globex, twin):
    merge = merge_companies(by=alice, survivor=globex, merged=twin)
    other = make_company("Other", owner=alice)
    pages = [page_of(globex, other), page_of(other, globex), choosing(globex)]
    answers = {}
    for reader in (charlie, bob, marketer):
        sign_in(reader)
        answers[reader.full_name] = [client.get(page).status_code for page in pages] + [
            client.post(reverse("contacts:company_merge_undo", args=[merge.pk])).status_code
        ]
    assert answers == {"Charlie": [404] * 4, "Bob": [403] * 4, "Marketer": [403] * 4}
    sign_in(bob)
    assert client.get(card(twin)).status_code == 303
    assert "contacts:company_merge" not in client.get(card(globex)).content.decode()
    assert client.get(card(globex)).context["may_merge"] is False
    sign_in(charlie)
    assert client.get(card(twin)).status_code == 404


def test_a_foreign_other_is_as_absent_as_none(client, sign_in, alice, charlie, globex):
    foreign = make_company("Globex", owner=charlie)
    sign_in(alice)
    assert [client.get(f"{choosing(globex)}?other={pk}").status_code for pk in (foreign.pk, 999_999)] == [404, 404]
    assert client.post(page_of(globex, foreign), {"seen": "1.1"}).status_code == 404


def test_bad_ids_and_methods(client, sign_in, alice, globex, twin):
    sign_in(alice)
    assert client.post(reverse("contacts:company_merge_undo", args=[999_999])).status_code == 404
    assert client.get(reverse("contacts:company_merge_undo", args=[1])).status_code == 405
    assert client.post(choosing(globex)).status_code == 422
    assert client.get(f"{choosing(globex)}?other=x").context["found"] == []
    assert sent(client, page_of(globex, twin), seen="x").status_code == 422
    same = client.post(page_of(globex, globex), {"seen": "1.1"})
    assert (same.status_code, "Choose two different companies." in same.content.decode()) == (422, True)


def test_who_changed_since_is_looked_at_again(client, sign_in, alice, globex, twin):
    form = sign_in(alice).get(page_of(globex, twin)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    Company.objects.filter(pk=twin.pk).update(version=7)
    answer = client.post(page_of(globex, twin), values)
    assert (answer.status_code, CompanyMerge.objects.count()) == (422, 0)
    assert "Somebody changed one of them meanwhile" in answer.content.decode()


def test_a_double_tap_merges_once(client, sign_in, alice, globex, twin):
    form = sign_in(alice).get(page_of(globex, twin)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    first, second = (client.post(page_of(globex, twin), values) for _tap in range(2))
    assert first["Location"] == second["Location"]
    assert CompanyMerge.objects.count() == 1


def test_the_other_is_looked_for_among_ones_own(sign_in, alice, bob, charlie, globex, twin):
    make_company("Globex of Bob", owner=bob)
    make_company("Globex of Charlie", owner=charlie)
    answer = sign_in(alice).get(choosing(globex), {"q": "globex"})
    assert answer.context["found"] == [twin]
    assert "Brno" in answer.content.decode()


def test_an_undo_that_cannot_be_says_why(sign_in, alice, globex, twin):
    first = merge_companies(by=alice, survivor=globex, merged=twin)
    merge_companies(by=alice, survivor=globex, merged=make_company("Third", owner=alice))
    answer = sign_in(alice).post(reverse("contacts:company_merge_undo", args=[first.pk]), follow=True)
    assert "Undo that of Third into Globex first." in answer.content.decode()


def test_the_card_takes_as_many_queries_for_three_merges_as_for_one(client, sign_in, alice, globex):
    counts = []
    sign_in(alice).get(card(globex))
    for number in range(3):
        merge_companies(by=alice, survivor=globex, merged=make_company(f"Other {number}", owner=alice))
        with CaptureQueriesContext(connection) as queries:
            client.get(card(globex))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_a_form_that_was_open_does_not_make_the_gone_one_anew(client, sign_in, alice, globex, twin):
    """Its company field still says the old name, which nobody typed."""
    person = make_contact("Person", owner=alice, company=twin)
    page = reverse("contacts:contact_edit", args=[person.pk])
    data = sent_by(sign_in(alice), page, job_title="Miller")
    merge_companies(by=alice, survivor=globex, merged=twin)
    assert client.post(page, data).status_code == 303
    person = Contact.objects.get(pk=person.pk)
    assert (person.company, person.job_title, Company.objects.alive().count()) == (globex, "Miller", 1)

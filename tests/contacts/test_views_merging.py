"""The pages that make two people one, and two again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.merging import merge_contacts
from contacts.models import Contact, Merge
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_entry


@pytest.fixture
def karel(alice):
    return make_contact("Karla Novotná", owner=alice, email="karla@customer.example", city="Brno", notes="Has a dog.")


def page_of(one, other):
    return f"{choosing(one)}?other={other.pk}"


def choosing(one):
    return reverse("contacts:contact_merge", args=[one.pk])


def sent(client, page, **changes):
    form = client.get(page).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return client.post(page, {**values, **changes})


def test_two_become_one_and_two_again(client, sign_in, alice, carol, karel):
    card = reverse("contacts:contact_detail", args=[carol.pk])
    saved = sent(sign_in(alice), page_of(carol, karel), name="merged")
    moved = client.get(reverse("contacts:contact_detail", args=[karel.pk]))
    panel = client.get(reverse("contacts:contact_merges", args=[carol.pk])).content.decode()
    carol.refresh_from_db()
    assert (saved.status_code, saved["Location"], moved["Location"]) == (303, card, card)
    assert (carol.full_name, carol.city) == ("Karla Novotná", "Brno")
    undo = reverse("contacts:merge_undo", args=[Merge.objects.get().pk])
    assert panel.count(undo) == 1
    undone = client.post(undo)
    carol.refresh_from_db()
    assert (undone["Location"], carol.full_name) == (card, "Carol Novotná")
    assert client.get(reverse("contacts:contact_detail", args=[karel.pk])).status_code == 200


def test_the_lead_merges_the_teams(sign_in, lead, carol, karel):
    assert sent(sign_in(lead), page_of(carol, karel)).status_code == 303
    assert Merge.objects.get().by == lead


def test_strangers_find_nothing_and_readers_may_not(client, sign_in, bob, charlie, marketer, carol, karel):
    merge = merge_contacts(by=carol.owner, survivor=carol, merged=karel)
    other = make_contact("Other", owner=carol.owner)
    pages = [
        page_of(carol, other),
        page_of(other, carol),
        choosing(carol),
        reverse("contacts:contact_merges", args=[carol.pk]),
    ]
    answers = {}
    for reader in (charlie, bob, marketer):
        sign_in(reader)
        answers[reader.full_name] = [client.get(page).status_code for page in pages] + [
            client.post(reverse("contacts:merge_undo", args=[merge.pk])).status_code
        ]
    assert answers == {"Charlie": [404] * 5, "Bob": [403] * 5, "Marketer": [403] * 5}
    assert client.get(reverse("contacts:contact_detail", args=[karel.pk])).status_code == 303
    sign_in(charlie)
    assert client.get(reverse("contacts:contact_detail", args=[karel.pk])).status_code == 404


def test_bad_ids_and_methods(client, sign_in, alice, carol, karel):
    sign_in(alice)
    assert client.get(f"{choosing(carol)}?other=999999").status_code == 404
    assert client.post(reverse("contacts:merge_undo", args=[999_999])).status_code == 404
    assert client.get(reverse("contacts:merge_undo", args=[1])).status_code == 405
    assert client.post(choosing(carol)).status_code == 422
    assert client.get(f"{choosing(carol)}?other=x").context["found"] == []
    assert sent(client, page_of(carol, karel), seen="x").status_code == 422
    same = client.post(page_of(carol, carol), {"seen": "1.1"})
    assert (same.status_code, "Choose two different people." in same.content.decode()) == (422, True)


def test_who_changed_since_is_looked_at_again(client, sign_in, alice, carol, karel):
    sign_in(alice)
    form = client.get(page_of(carol, karel)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    Contact.objects.filter(pk=karel.pk).update(version=7)
    answer = client.post(page_of(carol, karel), values)
    assert (answer.status_code, Merge.objects.count()) == (422, 0)
    assert "Somebody changed one of them meanwhile" in answer.content.decode()


def test_a_double_tap_merges_once(client, sign_in, alice, carol, karel):
    sign_in(alice)
    form = client.get(page_of(carol, karel)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    first, second = (client.post(page_of(carol, karel), values) for _tap in range(2))
    assert first["Location"] == second["Location"]
    assert Merge.objects.count() == 1


def test_the_other_is_looked_for_among_ones_own(client, sign_in, alice, bob, charlie, carol, karel):
    make_contact("Novotná of Bob", owner=bob)
    make_contact("Novotná of Charlie", owner=charlie)
    page = choosing(carol)
    found = sign_in(alice).get(page, {"q": "novotna"}).context["found"]
    assert found == [karel]


def test_the_panel_takes_as_many_queries_for_three_as_for_one(client, sign_in, alice, carol):
    page, counts = reverse("contacts:contact_merges", args=[carol.pk]), []
    sign_in(alice).get(page)
    for number in range(3):
        merge_contacts(by=alice, survivor=carol, merged=make_contact(f"Other {number}", owner=alice))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_an_undo_that_cannot_be_says_why(client, sign_in, alice, carol, karel):
    dora = make_contact("Dora", owner=alice)
    make_entry(karel, carol.created_at)
    first = merge_contacts(by=alice, survivor=carol, merged=karel)
    merge_contacts(by=alice, survivor=carol, merged=dora)
    answer = sign_in(alice).post(reverse("contacts:merge_undo", args=[first.pk]), follow=True)
    assert "Undo that of Dora into Carol Novotná first." in answer.content.decode()

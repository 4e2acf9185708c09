"""Facts on the card and on the company's page, and the questions of a talk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from contacts.models import Fact
from tests.factories.contacts import make_company, make_fact, make_question

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
TYPED = {
    "kind": "need", "text": "A quieter lamp", "source": "told", "known_since": "2026-11-01",
    "expires_on": "2027-05-01", "group": "basic",
}  # fmt: skip


def url(name, pk):
    return reverse(f"contacts:{name}", args=[pk])


def test_the_panel_shows_what_holds_what_is_stale_and_what_ended(sign_in, alice, carol, stop_clock):
    stop_clock(NOW)
    make_fact(carol, "A quieter lamp", expires_on=NOW.date() - timedelta(days=1), created_by=alice)
    make_fact(carol, "Rides a bicycle", kind="life", group="sensitive")
    make_fact(carol, "A red chair", retired_at=NOW)
    page = sign_in(alice).get(url("contact_needs", carol.pk), headers=HTMX).content.decode()
    words = (
        '<bdi class="fw-medium">A quieter lamp</bdi>',
        "Rides a bicycle</bdi>",
        "A red chair</bdi>",
        "Ask whether it still holds",
        "told by the customer · since 1 Jan 2025 · <bdi>Alice</bdi>",
    )
    # That somebody should ask is said beside the fact, and in its menu.
    assert [page.count(word) for word in words] == [1, 1, 1, 2, 1]


def test_the_panel_hides_the_groups_that_one_does_not_see(sign_in, bob, marketer, charlie, carol):
    for group in ("basic", "contact", "sensitive"):
        make_fact(carol, f"Fact {group}", group=group)
    pages = {user: sign_in(user).get(url("contact_needs", carol.pk)) for user in (bob, marketer, charlie)}
    shown = {
        user: [group for group in ("basic", "contact", "sensitive") if f"Fact {group}" in page.content.decode()]
        for user, page in pages.items()
    }
    assert shown == {bob: ["basic", "contact"], marketer: ["basic"], charlie: []}
    assert pages[charlie].status_code == 404


def test_each_fact_has_a_menu_whose_name_tells_them_apart(sign_in, alice, carol):
    for text in ("A quieter lamp", "A <red> chair"):
        make_fact(carol, text)
    page = sign_in(alice).get(url("contact_needs", carol.pk), headers=HTMX).content.decode()
    names = [
        f'<span class="visually-hidden">More: {escape(text)}</span></summary>'
        for text in ("A quieter lamp", "A <red> chair")
    ]
    assert [page.count(name) for name in names] == [1, 1]
    assert (page.count('<details class="menu">'), page.count("Holds no more")) == (2, 2)


def test_who_only_reads_is_offered_no_change(sign_in, alice, bob, carol):
    make_fact(carol)
    pages = [sign_in(user).get(url("contact_needs", carol.pk)).content.decode() for user in (alice, bob)]
    assert ["Holds no more" in page for page in pages] == [True, False]


def test_the_panel_asks_as_much_for_three_facts_as_for_one(sign_in, alice, carol, django_assert_num_queries):
    client = sign_in(alice)
    make_fact(carol)
    client.get(url("contact_needs", carol.pk), headers=HTMX)
    with django_assert_num_queries(9) as captured:
        client.get(url("contact_needs", carol.pk), headers=HTMX)
    make_fact(carol, "Another")
    make_fact(carol, "A third", kind="interest")
    with django_assert_num_queries(len(captured)):
        client.get(url("contact_needs", carol.pk), headers=HTMX)


def test_a_fact_is_added_to_a_person_and_to_a_company(sign_in, alice, carol):
    company = make_company(owner=alice)
    client = sign_in(alice)
    done = [
        client.post(url(*place), TYPED) for place in (("fact_create", carol.pk), ("company_fact_create", company.pk))
    ]
    assert [answer.status_code for answer in done] == [303, 303]
    assert sorted(Fact.objects.values_list("text", "contact", "company"), key=str) == sorted(
        [("A quieter lamp", carol.pk, None), ("A quieter lamp", None, company.pk)], key=str
    )
    assert "A quieter lamp</bdi>" in client.get(done[1].url).content.decode()


def test_the_form_of_a_new_fact_proposes_what_is_usual(sign_in, alice, carol, stop_clock):
    stop_clock(NOW)
    client = sign_in(alice)
    forms = [client.get(f"{url('fact_create', carol.pk)}?kind={kind}").context["form"] for kind in ("life", "x")]
    assert [(form["kind"].initial, form["group"].initial, form["expires_on"].initial) for form in forms] == [
        ("life", "sensitive", None),
        ("need", "basic", NOW.date() + timedelta(days=182)),
    ]


def test_of_a_company_no_life_is_told(sign_in, alice):
    page = sign_in(alice).post(url("company_fact_create", make_company(owner=alice).pk), {**TYPED, "kind": "life"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["kind"])


def test_life_is_seen_by_who_sees_what_is_sensitive(sign_in, alice, carol):
    page = sign_in(alice).post(url("fact_create", carol.pk), {**TYPED, "kind": "life"})
    assert (page.status_code, list(page.context["form"].errors), Fact.objects.count()) == (422, ["group"], 0)


def test_a_fact_is_mended_and_ended(sign_in, alice, carol):
    fact = make_fact(carol)
    client = sign_in(alice)
    assert client.get(url("fact_edit", fact.pk)).context["form"]["text"].value() == "A quieter lamp"
    client.post(url("fact_edit", fact.pk), {**TYPED, "text": "A lamp"})
    fact.refresh_from_db()
    assert (fact.text, fact.is_retired) == ("A lamp", False)
    assert client.post(url("fact_retire", fact.pk)).url == url("contact_detail", carol.pk)
    fact.refresh_from_db()
    assert (fact.is_retired, fact.retired_by) == (True, alice)


@pytest.mark.parametrize("name", ["fact_create", "fact_edit", "contact_questions"])
def test_who_may_not_change_is_refused(sign_in, bob, charlie, marketer, carol, name):
    pk = make_fact(carol).pk if name == "fact_edit" else carol.pk
    answers = {user: sign_in(user).post(url(name, pk), TYPED).status_code for user in (bob, charlie, marketer)}
    assert answers == {bob: 403, charlie: 404, marketer: 403}
    assert list(Fact.objects.exclude(text="A quieter lamp")) == []


def test_a_sensitive_fact_does_not_exist_for_who_does_not_see_it(sign_in, bob, lead, carol):
    fact = make_fact(carol, group="sensitive")
    answers = [sign_in(user).get(url("fact_edit", fact.pk)).status_code for user in (bob, lead)]
    assert answers == [404, 200]


def test_bad_ids_and_wrong_methods(client, sign_in, alice, carol):
    fact = make_fact(carol)
    sign_in(alice)
    names = ("contact_needs", "fact_create", "company_fact_create", "fact_edit", "contact_questions")
    assert [client.get(url(name, 999_999)).status_code for name in names] == [404] * 5
    assert [
        client.post(url("contact_needs", carol.pk)).status_code,
        client.get(url("fact_retire", fact.pk)).status_code,
    ] == [405, 405]
    assert client.post(url("fact_retire", 999_999)).status_code == 404


def test_a_double_tap_writes_one_fact(sign_in, alice, carol):
    client = sign_in(alice)
    for _ in range(2):
        client.post(url("fact_create", carol.pk), {**TYPED, "once": "the-same-key"})
    assert Fact.objects.count() == 1


def test_the_questions_are_asked_and_answered(sign_in, alice, carol):
    first, second = make_question(), make_question("What do you like?", kind="interest")
    make_question("Not any more?", is_offered=False)
    client = sign_in(alice)
    page = client.get(url("contact_questions", carol.pk)).content.decode()
    assert [words in page for words in ("What do you need?", "What do you like?", "Not any more?")] == [
        True,
        True,
        False,
    ]
    done = client.post(url("contact_questions", carol.pk), {f"answer_{first.pk}": "A lamp", f"answer_{second.pk}": ""})
    assert done.url == url("contact_detail", carol.pk)
    assert list(Fact.objects.values_list("text", "kind", "question")) == [("A lamp", "need", first.pk)]


def test_without_questions_the_page_says_who_words_them(sign_in, alice, admin, carol):
    pages = [sign_in(user).get(url("contact_questions", carol.pk)).content.decode() for user in (alice, admin)]
    assert [(reverse("contacts:question_list") in page, "No questions yet" in page) for page in pages] == [
        (False, True),
        (True, True),
    ]

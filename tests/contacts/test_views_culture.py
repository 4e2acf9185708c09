"""The pages of culture notes and of countries."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from contacts.actions.culture import flag, propose, publish
from contacts.models import CultureFlag, CultureNote
from staff.models import Role
from tests.factories.contacts import make_contact, make_note
from tests.factories.staff import make_user

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TYPED = {
    "country": "DK", "region": "", "language": "", "topic": "response", "kind": "tendency", "confidence": "low",
    "text_en": "Answers often come within two days.", "source": "Our own mails", "valid_as_of": "2026-11-01",
}  # fmt: skip
LIST, CREATE = reverse("contacts:country_list"), reverse("contacts:culture_create")


def url(name, note):
    return reverse(f"contacts:{name}", args=[note.pk])


def form_of(client, note):
    """What a browser would send back unchanged."""
    form = client.get(url("culture_edit", note)).context["form"]
    return {bound.name: bound.value() or "" for bound in form if bound.name != "once"}


def test_a_note_is_proposed_and_published_by_another(sign_in, lead, marketer):
    answer = sign_in(lead).post(CREATE, TYPED)
    note = CultureNote.objects.get()
    assert (answer.url, note.state, note.is_shown) == (url("culture_note", note), "proposed", False)
    decision = {"answer": "publish", "version": note.version}
    own = sign_in(lead).post(url("culture_decide", note), decision, follow=True)
    assert "Who wrote a proposal does not publish it" in own.content.decode()
    page = sign_in(marketer).get(url("culture_note", note)).content.decode()
    assert (page.count('value="publish"'), "Answers often come within two days." in page) == (1, True)
    sign_in(marketer).post(url("culture_decide", note), decision)
    note.refresh_from_db()
    assert (note.state, note.is_shown, note.reviewer) == ("published", True, marketer)


def test_the_author_is_not_offered_to_publish(sign_in, lead):
    note = propose(by=lead, fields={**TYPED, "valid_as_of": NOW.date()}, now=NOW)
    page = sign_in(lead).get(url("culture_note", note)).content.decode()
    assert ('value="publish"' in page, "You wrote this: somebody else publishes it." in page) == (False, True)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"text_en": "Danes are direct."}, ["text_en"]),
        ({"text_en": ""}, ["text_en"]),
        ({"source": ""}, ["source"]),
        ({"dissent_en": "Some wait."}, ["dissent_source"]),
        ({"text_en": "Often " + "x" * 240}, ["text_en"]),
        ({"valid_as_of": "31. 2. 2026"}, ["valid_as_of"]),
        ({"country": "", "language": ""}, ["__all__"]),
        ({"language": "da"}, ["__all__"]),
    ],
)
def test_what_a_note_may_not_say_is_said_beside_its_field(sign_in, lead, typed, wrong):
    page = sign_in(lead).post(CREATE, {**TYPED, **typed})
    assert (page.status_code, list(page.context["form"].errors)) == (422, wrong)
    assert CultureNote.objects.count() == 0


def test_what_only_one_of_two_editors_changed_is_kept(sign_in, lead, marketer):
    note = make_note()
    opened = form_of(sign_in(lead), note)
    sign_in(marketer).post(url("culture_edit", note), {**form_of(sign_in(marketer), note), "source": "A better guide"})
    sign_in(lead).post(url("culture_edit", note), {**opened, "text_en": "Some people shake hands."})
    content = note.versions.order_by("-number")[0].content
    assert (content["source"], content["text_en"]) == ("A better guide", "Some people shake hands.")


def test_what_two_editors_changed_is_asked(sign_in, lead, marketer):
    note = make_note()
    opened = form_of(sign_in(lead), note)
    theirs = {**form_of(sign_in(marketer), note), "text_en": "Some people shake hands."}
    sign_in(marketer).post(url("culture_edit", note), theirs)
    page = sign_in(lead).post(url("culture_edit", note), {**opened, "text_en": "Few people shake hands."})
    words = page.content.decode()
    assert page.status_code == 422
    assert ["Some people shake hands." in words, "Few people shake hands." in words, "Marketer" in words] == [True] * 3


def test_a_late_decision_is_told(sign_in, lead, marketer, admin):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    propose(by=lead, note=note, fields={"text_en": "Few people shake hands."}, version=2, now=NOW)
    page = sign_in(marketer).post(url("culture_decide", note), {"answer": "publish", "version": 2}, follow=True)
    note.refresh_from_db()
    assert ("Somebody was faster" in page.content.decode(), note.state) == (True, "proposed")


@pytest.mark.parametrize(
    "data", [{}, {"answer": "publish"}, {"answer": "x", "version": "1"}, {"answer": "publish", "version": "²"}]
)
def test_a_decision_that_is_none(sign_in, lead, data):
    assert sign_in(lead).post(url("culture_decide", make_note()), data).status_code == 400


def test_a_note_is_taken_down(sign_in, lead):
    note = make_note()
    sign_in(lead).post(url("culture_decide", note), {"answer": "down", "version": 1, "reason": "Hurts"})
    note.refresh_from_db()
    assert not note.is_shown


def test_the_history_shows_what_changed_and_by_whom(sign_in, alice, lead, marketer):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, reason="Milder", now=NOW)
    publish(by=marketer, note=note, version=2, now=NOW)
    page = sign_in(alice).get(url("culture_note", note)).content.decode()
    words = (
        "<del><bdi>Many people shake hands.</bdi></del>", "<ins><bdi>Some people shake hands.</bdi></ins>", "Milder",
        "<bdi>Lead</bdi>", "<bdi>Marketer</bdi>",
    )  # fmt: skip
    assert [word in page for word in words] == [True] * 5


def test_anybody_flags_and_who_looks_after_notes_answers(sign_in, alice, lead):
    note = make_note()
    sign_in(alice).post(url("culture_flag", note), {"reason": "Out of date"})
    flagged = CultureFlag.objects.get()
    assert "Out of date" in sign_in(lead).get(reverse("contacts:culture_flags")).content.decode()
    sign_in(lead).post(url("culture_settle", flagged), {"answer": "Changed"})
    flagged.refresh_from_db()
    assert (flagged.created_by, flagged.settled_by, flagged.answer) == (alice, lead, "Changed")
    assert sign_in(lead).get(url("culture_settle", flagged)).status_code == 404


def test_a_flag_says_why(sign_in, alice):
    assert sign_in(alice).post(url("culture_flag", make_note()), {"reason": " "}).status_code == 422


def test_the_queue_of_reviews(sign_in, lead, stop_clock):
    stop_clock(NOW)
    waiting, old = make_note(valid_as_of="2026-01-01"), make_note("Often old.", valid_as_of="2024-11-18")
    make_note("Often young.", valid_as_of="2024-11-19")
    propose(by=lead, note=waiting, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    context = sign_in(lead).get(reverse("contacts:culture_review")).context
    assert (context["waiting"], context["rows"]) == ([waiting], [old])


def test_everybody_reads_and_few_write(sign_in, alice, bob, charlie, dpo, lead, marketer, admin):
    note, hidden = make_note(), make_note("Often hidden.", is_shown=False)
    flagged = flag(by=alice, note=note, reason="Wrong", now=NOW)
    readers = (alice, bob, charlie, dpo, make_user("Analyst", Role.ANALYST))
    for reader in readers:
        client = sign_in(reader)
        pages = [
            LIST,
            reverse("contacts:country_sheet", args=["CZ"]),
            url("culture_note", note),
            url("culture_flag", note),
        ]
        assert [client.get(page).status_code for page in pages] == [200] * 4
        closed = [CREATE, url("culture_edit", note), url("culture_settle", flagged), reverse("contacts:culture_review")]
        assert [client.get(page).status_code for page in closed] == [403] * 4
        assert client.post(url("culture_decide", note)).status_code == 403
        assert client.get(url("culture_note", hidden)).status_code == 404
    for editor in (lead, marketer, admin):
        assert sign_in(editor).get(url("culture_note", hidden)).status_code == 200


def test_bad_ids_and_wrong_methods(sign_in, lead):
    client = sign_in(lead)
    names = ("culture_note", "culture_edit", "culture_flag", "culture_settle")
    assert [client.get(reverse(f"contacts:{name}", args=[999_999])).status_code for name in names] == [404] * 4
    assert client.get(url("culture_decide", make_note())).status_code == 405
    assert [client.post(page).status_code for page in (LIST, reverse("contacts:country_sheet", args=["CZ"]))] == [
        405
    ] * 2


@pytest.mark.parametrize("code", ["XX", "ZZ", "EU", "Q", "CZE", "١٢"])
def test_a_country_that_is_none(sign_in, alice, code):
    assert sign_in(alice).get(reverse("contacts:country_sheet", args=[code])).status_code == 404


def test_the_list_finds_a_country_by_name_and_code(sign_in, alice):
    make_note()
    client = sign_in(alice)
    found = [
        [row["code"] for row in client.get(LIST, {"q": text}).context["rows"]] for text in ("turki", "cz", "nowhere")
    ]
    assert found == [["TR"], ["CZ"], []]
    everything = client.get(LIST).context
    assert [row["code"] for row in everything["rows"]] == ["CZ"]
    assert len(everything["others"]) > 240


def test_the_sheet_puts_culture_and_selling_apart(sign_in, alice):
    make_note()
    make_note("Prices often rise.", topic="economy")
    context = sign_in(alice).get(reverse("contacts:country_sheet", args=["cz"])).context
    shown = [[row["topic"].value for row in context[part]] for part in ("manners", "sheet")]
    assert shown == [["greeting"], ["economy"]]


def test_our_own_country_stands_beside(sign_in, alice, organisation):
    organisation.time_zone = "Europe/Prague"
    organisation.save()
    make_note("Many people shake hands.")
    make_note("Many people bow.", country="JP")
    make_note("Gifts are often small.", country="JP", topic="gifts")
    client, sheet = sign_in(alice), reverse("contacts:country_sheet", args=["JP"])
    context = client.get(sheet).context
    assert (context["ours"], [row["topic"].value for row in context["beside"]]) == ("CZ", ["greeting"])
    assert client.get(sheet, {"beside": "DK"}).context["beside"] == []


def test_the_sheet_counts_only_whom_one_sees(sign_in, alice, charlie):
    for name, languages, owner in (("A", ["cs"], alice), ("B", ["cs", "en"], alice), ("C", ["de"], charlie)):
        make_contact(name, owner=owner, country="CZ", languages=languages)
    nobody, sheet = make_user("Analyst", Role.ANALYST), reverse("contacts:country_sheet", args=["CZ"])
    seen = [sign_in(user).get(sheet).context["customers"] for user in (alice, charlie, nobody)]
    assert [(one.total, dict(one.languages)) for one in seen[:2]] == [(2, {"cs": 2, "en": 1}), (1, {"de": 1})]
    assert seen[2] is None


def test_the_sheet_asks_as_much_for_ten_notes_as_for_one(sign_in, alice, django_assert_max_num_queries):
    client, sheet = sign_in(alice), reverse("contacts:country_sheet", args=["CZ"])
    make_note()
    client.get(sheet)
    with django_assert_max_num_queries(12) as captured:
        client.get(sheet)
    for number in range(9):
        make_note(f"Often, {number}.")
        make_contact(f"Person {number}", owner=alice, country="CZ", languages=["cs"])
    with django_assert_max_num_queries(len(captured)):
        client.get(sheet)

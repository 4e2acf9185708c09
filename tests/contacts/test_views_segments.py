"""Segments as colleagues meet them: the page that puts one together, who is in it, and the list that it filters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.actions.segments import count_segments
from contacts.models import Contact, Segment, SegmentMembership
from contacts.rules import matching
from staff.models import AuditEntry, User
from tests.factories.contacts import make_contact, make_segment

SignIn = Callable[[User], Client]
KEYS = ("field", "is", "value")
CZECH = ("country", "any_of", ["CZ"])
TYPED: dict[str, Any] = {
    "name": "Czech and quiet",
    "line": ["0//", "1/0/country", "2/0/", "3/2/last_contact", "4/2/name"],
    "mode-0": "all", "mode-2": "any",
    "is-1": "any_of", "chosen-1": ["CZ", "SK"],
    "is-3": "not_in_last", "value-3": "90",
    "is-4": "contains", "value-4": "novot",
    "do": "save",
}  # fmt: skip
RULES = {
    "all": [
        {"field": "country", "is": "any_of", "value": ["CZ", "SK"]},
        {
            "any": [
                {"field": "last_contact", "is": "not_in_last", "value": 90},
                {"field": "name", "is": "contains", "value": "novot"},
            ]
        },
    ]
}


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


def test_putting_one_together_and_saving(sign_in: SignIn, alice: User, carol: Contact) -> None:
    page = sign_in(alice).post(url("segment_create"), TYPED)
    segment = Segment.objects.get()
    assert (page.status_code, page.url) == (303, url("segment_detail", segment.pk))
    assert (segment.name, segment.owner, segment.is_shared, segment.rules) == ("Czech and quiet", alice, False, RULES)
    assert AuditEntry.objects.get(action="contacts.segment.create").subject_id == segment.pk


def test_the_stored_rules_come_back_as_the_same_lines(sign_in: SignIn, alice: User) -> None:
    segment = Segment.objects.create(owner=alice, name="Kept", rules=RULES)
    page = sign_in(alice).get(url("segment_edit", segment.pk))
    assert [line.name for line in page.context["builder"].lines.values()] == TYPED["line"]
    assert page.context["builder"].checked() == RULES


@pytest.mark.parametrize(
    ("do", "extra", "lines"),
    [
        ("add-2", {"new-2": "city"}, [*TYPED["line"], "5/2/city"]),
        ("add-2", {"new-2": "password"}, TYPED["line"]),
        ("add-1", {"new-1": "city"}, TYPED["line"]),
        ("add-99", {"new-99": "city"}, TYPED["line"]),
        ("group-2", {}, [*TYPED["line"], "5/2/"]),
        ("remove-1", {}, ["0//", "2/0/", "3/2/last_contact", "4/2/name"]),
        ("remove-2", {}, ["0//", "1/0/country"]),
        ("remove-0", {}, TYPED["line"]),
        ("refresh", {}, TYPED["line"]),
        ("x" * 1000, {}, TYPED["line"]),
        ("remove-²", {}, TYPED["line"]),
    ],
)
def test_a_button_changes_the_lines_and_stores_nothing(
    sign_in: SignIn, alice: User, do: str, extra: dict[str, str], lines: list[str]
) -> None:
    page = sign_in(alice).post(url("segment_create"), {**TYPED, **extra, "do": do})
    assert page.status_code == 200
    assert [line.name for line in page.context["builder"].lines.values()] == lines
    assert page.context["form"]["name"].value() == "Czech and quiet"
    assert not Segment.objects.exists()


@pytest.mark.parametrize("lines", [["1/1/"], ["1/2/", "2/1/"], ["x"], ["9/0/city/more"], ["1/0/"] * 200, ["²/0/city"]])
def test_lines_that_nobody_could_have_sent_do_no_harm(sign_in: SignIn, alice: User, lines: list[str]) -> None:
    page = sign_in(alice).post(url("segment_create"), {"name": "x", "line": lines, "do": "save"})
    assert page.status_code == 422
    assert not Segment.objects.exists()


def test_the_preview_counts_whom_i_see(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    make_contact("Novotný Hidden", owner=charlie)
    page = sign_in(alice).post(url("segment_create"), {**TYPED, "do": "preview"}, headers={"HX-Request": "true"})
    assert page.context["count"] == 1
    assert "1 customer" in page.content.decode()
    assert page.content.strip().startswith(b'<div id="segment-builder"')


def test_a_large_count_stops_at_ten_thousand(
    sign_in: SignIn, alice: User, carol: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.views_segments.COUNTED_TO", 1)
    make_contact("Another", owner=alice)
    segment = make_segment(alice, CZECH)
    assert "over 10,000 customers" in sign_in(alice).get(url("segment_detail", segment.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "line", "sentence"),
    [
        ({"chosen-1": []}, 1, "Choose at least one."),
        ({"chosen-1": ["XX"]}, 1, "One of the choices does not exist any more. Choose again."),
        ({"value-3": ""}, 3, "Enter a number of days."),
        ({"value-4": "NUL \x00"}, 4, ""),
        ({"is-3": "nonsense", "value-3": "90"}, 3, ""),
    ],
)
def test_a_line_that_is_wrong_says_so(
    sign_in: SignIn, alice: User, changes: dict[str, Any], line: int, sentence: str
) -> None:
    page = sign_in(alice).post(url("segment_create"), {**TYPED, **changes})
    if sentence:
        assert (page.status_code, page.context["builder"].lines[line].error) == (422, sentence)
        assert not Segment.objects.exists()
    else:
        assert page.status_code in (303, 422)


def test_a_segment_needs_a_name_and_a_condition(sign_in: SignIn, alice: User) -> None:
    page = sign_in(alice).post(url("segment_create"), {"name": "", "line": ["0//"], "do": "save"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["name"])
    assert page.context["builder"].error == "A group needs a condition."


def test_nobody_asks_for_what_they_see_of_nobody(sign_in: SignIn, marketer: User) -> None:
    client = sign_in(marketer)
    offered = client.get(url("segment_create")).context["offered"]
    assert {"notes", "email", "revenue", "nps", "points", "activity"} & {
        one.code for _h, group in offered for one in group
    } == set()
    data = {"name": "Sick", "line": ["0//", "1/0/notes"], "is-1": "contains", "value-1": "ill", "do": "save"}
    page = client.post(url("segment_create"), data)
    assert (page.status_code, page.context["builder"].error) == (
        422,
        "You do not see what one of the conditions asks for.",
    )
    assert not Segment.objects.exists()


def test_the_slower_editor_sees_the_conflict(sign_in: SignIn, alice: User) -> None:
    segment = make_segment(alice, CZECH)
    client = sign_in(alice)
    assert client.post(url("segment_edit", segment.pk), {**TYPED, "version": 1}).status_code == 303
    page = client.post(url("segment_edit", segment.pk), {**TYPED, "name": "Mine", "version": 1})
    assert "Somebody else changed this segment" in page.context["form"].non_field_errors()[0]
    segment.refresh_from_db()
    assert (segment.name, segment.version) == ("Czech and quiet", 2)


def test_a_double_tap_makes_one(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    pages = [client.post(url("segment_create"), {**TYPED, "once": "one-tap"}) for _tap in range(2)]
    assert [page.url for page in pages] == [url("segment_detail", Segment.objects.get().pk)] * 2


def test_who_uses_and_who_changes_it(
    sign_in: SignIn, alice: User, bob: User, charlie: User, lead: User, marketer: User, dpo: User
) -> None:
    own, shared = make_segment(alice, CZECH, name="Own"), make_segment(alice, CZECH, name="Shared", is_shared=True)
    found = {}
    for user in (alice, bob, charlie, lead, marketer, dpo):
        client = sign_in(user)
        found[user.full_name] = [
            client.get(url(name, segment.pk)).status_code
            for segment in (own, shared)
            for name in ("segment_detail", "segment_edit")
        ]
    assert found == {
        "Alice": [200, 200, 200, 200],
        "Bob": [404, 404, 200, 403],
        "Charlie": [404, 404, 200, 403],
        "Lead": [404, 404, 200, 200],
        "Marketer": [404, 404, 200, 200],
        "Dpo": [404, 403, 200, 403],
    }
    assert sign_in(bob).get(url("segment_detail", 999_999)).status_code == 404


def test_the_list_is_filtered_by_a_segment_at_once(sign_in: SignIn, alice: User, charlie: User, carol: Contact) -> None:
    make_contact("Yamada Tarō", owner=alice, country="JP")
    make_contact("Hidden Czech", owner=charlie)
    segment = make_segment(alice, CZECH, name="Czechs")
    page = sign_in(alice).get(url("contact_list"), {"segment": segment.pk})
    assert [row["pk"] for row in page.context["rows"]] == [carol.pk]
    assert [(chip["name"], chip["words"]) for chip in page.context["chips"]] == [("segment", "Czechs")]


@pytest.mark.parametrize("mode", ["all", "any", "none"])
@pytest.mark.parametrize(
    "rest",
    [("job_title", "filled"), ("email", "filled"), ("notes", "contains", "ill"), ("stage", "any_of", ["expansion"])],
)
def test_the_list_shows_whom_the_segment_counts(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact, mode: str, rest: tuple[Any, ...]
) -> None:
    """Whatever the index of the list holds of the conditions."""
    for number, country in enumerate(("CZ", "SK", "JP")):
        for title in ("", "Buyer"):
            make_contact(f"One {number} {title}", owner=alice, country=country, job_title=title, notes=title and "ill")
    make_contact("Hidden", owner=charlie, job_title="Buyer", notes="ill", stage="expansion")
    rules = [{"field": "country", "is": "any_of", "value": ["CZ", "JP"]}, dict(zip(KEYS, rest, strict=False))]
    segment = Segment.objects.create(owner=alice, name="Mixed", rules={mode: rules})
    page = sign_in(alice).get(url("contact_list"), {"segment": segment.pk})
    met = Contact.objects.alive().filter(matching(segment.rules, timezone.now()), owner=alice)
    assert {row["pk"] for row in page.context["rows"]} == set(met.values_list("pk", flat=True))


def test_a_foreign_segment_filters_nothing_and_shows_nobody(
    sign_in: SignIn, alice: User, bob: User, marketer: User, carol: Contact
) -> None:
    foreign = make_segment(bob, CZECH)
    secret = make_segment(alice, ("notes", "contains", "ill"), is_shared=True)
    assert sign_in(alice).get(url("contact_list"), {"segment": foreign.pk}).status_code == 400
    assert sign_in(alice).get(url("contact_list"), {"segment": "x"}).status_code == 400
    assert sign_in(marketer).get(url("contact_list"), {"segment": secret.pk}).status_code == 400
    page = sign_in(marketer).get(url("segment_detail", secret.pk))
    assert (page.status_code, page.context["may_ask"], "count" in page.context) == (200, False, False)


def test_who_entered_and_who_left_is_written_down_each_night(
    sign_in: SignIn, alice: User, charlie: User, carol: Contact
) -> None:
    now = timezone.now()
    segment = make_segment(alice, CZECH)
    assert count_segments(now=now - timedelta(days=3)) == {"segments": 1, "entered": 0, "left": 0}
    newcomer, hidden = make_contact("Newcomer", owner=alice), make_contact("Hidden", owner=charlie)
    Contact.objects.filter(pk=carol.pk).update(country="JP")
    assert count_segments(now=now - timedelta(days=2)) == {"segments": 1, "entered": 2, "left": 1}
    assert count_segments(now=now - timedelta(days=2)) == {"segments": 1, "entered": 0, "left": 0}
    page = sign_in(alice).get(url("segment_detail", segment.pk))
    assert [stay.contact for stay in page.context["entered"]] == [newcomer]
    assert [stay.contact for stay in page.context["left"]] == [carol]
    assert hidden.full_name not in page.content.decode()
    count_segments(now=now + timedelta(days=100))
    assert not SegmentMembership.objects.filter(left_at__isnull=False).exists()


def test_new_rules_begin_a_new_count(sign_in: SignIn, alice: User, carol: Contact) -> None:
    segment = make_segment(alice, CZECH)
    count_segments(now=timezone.now())
    sign_in(alice).post(url("segment_edit", segment.pk), {**TYPED, "version": 1})
    segment.refresh_from_db()
    assert (segment.watched_since, segment.memberships.count()) == (None, 0)


def test_the_page_asks_as_much_for_three_as_for_one(
    sign_in: SignIn, alice: User, carol: Contact, django_assert_num_queries: Callable
) -> None:
    client = sign_in(alice)
    make_segment(alice, CZECH)
    client.get(url("segment_list"))
    with django_assert_num_queries(7) as captured:
        client.get(url("segment_list"))
    for number in range(2):
        make_segment(alice, CZECH, name=f"Segment {number}")
    with django_assert_num_queries(len(captured)):
        client.get(url("segment_list"))


def test_away_and_back(sign_in: SignIn, alice: User, bob: User, carol: Contact) -> None:
    segment = make_segment(alice, CZECH, is_shared=True)
    assert sign_in(bob).post(url("segment_bin", segment.pk)).status_code == 403
    client = sign_in(alice)
    assert client.get(url("segment_bin", segment.pk)).status_code == 405
    assert client.post(url("segment_bin", segment.pk)).status_code == 303
    assert client.get(url("segment_detail", segment.pk)).status_code == 404
    assert count_segments(now=timezone.now())["segments"] == 0
    assert [one.pk for one in client.get(url("segment_list")).context["binned"]] == [segment.pk]
    assert sign_in(bob).post(url("segment_restore", segment.pk)).status_code == 404
    assert sign_in(alice).post(url("segment_restore", segment.pk)).status_code == 303
    assert client.get(url("segment_detail", segment.pk)).status_code == 200

"""What a segment finds, and what is refused as a rule."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contacts import segments
from contacts.comparing import Kind
from contacts.models import Contact, Segment, StageChange
from contacts.rules import DEEPEST, MOST_CONDITIONS, clean_rules, in_words
from contacts.segments import Condition, UnknownCondition, find
from interactions.models import Interaction
from loyalty.models import Account
from sales.models import Product
from staff.models import User
from staff.policy import Action
from tests.factories.contacts import add_birthday, add_consent, add_point, make_company, make_contact, make_segment
from tests.factories.feedback import make_response, make_survey
from tests.factories.interactions import make_follow_up
from tests.factories.loyalty import give, make_member
from tests.factories.sales import make_contract, make_product, make_purchase

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
STAGE = {"field": "stage", "is": "any_of", "value": ["awareness"]}


def names(*rules: dict[str, Any], mode: str = "all") -> list[str]:
    found = Segment(rules=clean_rules({mode: list(rules)})).contacts(NOW)
    return sorted(found.values_list("full_name", flat=True))


def asked(field: str, comparison: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "is": comparison} | ({} if value is None else {"value": value})


@pytest.fixture
def people(alice: User, bob: User) -> None:
    """Jana of whom much is known, and Olga of whom nearly nothing."""
    company = make_company("Žlutý kůň", owner=alice)
    jana = make_contact(
        "Jana Nováková", owner=alice, company=company, job_title="Ředitelka", city="Brno", formality="formal",
        notes="Likes jazz", source="fair", email="jana@kun.example", phone="+420 601 000 001",
        stage="commitment", last_contact_at=NOW - timedelta(days=5), created_at=NOW - timedelta(days=300),
    )  # fmt: skip
    make_contact(
        "Ольга", owner=bob, team=None, languages=[], country="", time_zone="UTC", zone_source="organisation",
        created_at=NOW - timedelta(days=2), referred_by=jana,
    )  # fmt: skip
    add_birthday(jana, 3, 12, 1985)
    add_consent(jana, "greetings", "marketing")
    add_consent(jana, "marketing", state="withdrawn", at=NOW - timedelta(days=1))
    StageChange.objects.create(contact=jana, after="commitment", at=NOW - timedelta(days=20))


BOTH = ["Jana Nováková", "Ольга"]
JANA, OLGA = BOTH[:1], BOTH[1:]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (asked("name", "contains", "novak"), JANA),
        (asked("name", "contains", "olga"), OLGA),
        (asked("company", "is", "zluty kun"), JANA),
        (asked("company", "empty"), OLGA),
        (asked("job_title", "starts", "ŘEDI"), JANA),
        (asked("job_title", "empty"), OLGA),
        (asked("formality", "none_of", ["informal"]), BOTH),
        (asked("birthday", "in_next", 7), JANA),
        (asked("birthday", "in_next", 1), []),
        (asked("birthday", "empty"), OLGA),
        (asked("notes", "contains", "JAZZ"), JANA),
        (asked("language", "any_of", ["cs", "en"]), JANA),
        (asked("language", "none_of", ["cs"]), OLGA),
        (asked("language", "empty"), OLGA),
        (asked("country", "any_of", ["CZ"]), JANA),
        (asked("country", "empty"), OLGA),
        (asked("city", "is", "brno"), JANA),
        (asked("time_zone", "any_of", ["Europe/Prague"]), JANA),
        (asked("zone_confirmed", "no"), OLGA),
        (asked("stage", "none_of", ["awareness"]), JANA),
        (asked("stage_change", "happened", {"of": ["commitment"], "days": 30}), JANA),
        (asked("stage_change", "happened", {"of": ["commitment"], "days": 10}), []),
        (asked("stage_change", "not_happened", {"of": ["commitment"], "days": 30}), OLGA),
        (asked("team", "empty"), OLGA),
        (asked("source", "any_of", ["fair"]), JANA),
        (asked("referred", "yes"), OLGA),
        (asked("created", "in_last", 30), OLGA),
        (asked("created", "before", "2026-03-01"), JANA),
        (asked("created", "after", "2026-03-07"), OLGA),
        (asked("last_contact", "in_last", 7), JANA),
        (asked("last_contact", "not_in_last", 3), BOTH),
        (asked("last_contact", "empty"), OLGA),
        (asked("agreed", "any_of", ["greetings"]), JANA),
        (asked("agreed", "any_of", ["marketing"]), []),
        (asked("agreed", "none_of", ["marketing"]), BOTH),
        (asked("refused", "any_of", ["marketing"]), JANA),
        (asked("do_not_contact", "no"), BOTH),
        (asked("email", "contains", "KUN.example"), JANA),
        (asked("email", "empty"), OLGA),
        (asked("phone", "filled"), JANA),
    ],
)
def test_each_fact_of_a_contact_finds_whom_it_says(people: None, rule: dict[str, Any], found: list[str]) -> None:
    assert names(rule) == found


def test_owner_and_team_are_compared_by_who_they_are(people: None, alice: User) -> None:
    assert names(asked("owner", "any_of", [str(alice.pk)])) == JANA
    assert names(asked("owner", "none_of", [str(alice.pk)])) == OLGA
    assert names(asked("team", "any_of", [str(alice.team_id)])) == JANA


@pytest.fixture
def history(people: None, alice: User) -> None:
    jana = Contact.objects.get(full_name="Jana Nováková")
    for days, kind, sentiment in ((4, "call", -1), (40, "meeting", 2)):
        at = NOW - timedelta(days=days)
        Interaction.objects.create(contact=jana, at=at, kind=kind, sentiment=sentiment, source=f"test/{days}", by=alice)
    make_follow_up(alice, jana, now=NOW - timedelta(days=3), owner=alice)
    make_purchase(jana, NOW - timedelta(days=60), product=make_product())
    make_purchase(jana, NOW - timedelta(days=10), amount="50")
    make_contract(jana, (NOW - timedelta(days=300)).date(), ends_on=(NOW + timedelta(days=20)).date())
    make_response(jana, 3, at=NOW - timedelta(days=2))
    give(make_member(jana), 500, now=NOW - timedelta(days=1))
    Account.objects.filter(contact=jana).update(opened_at=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (asked("activity", "happened", {"of": ["call"], "days": 5}), JANA),
        (asked("activity", "happened", {"of": ["meeting"], "days": 5}), []),
        (asked("activity", "not_happened", {"of": ["call", "meeting"], "days": 90}), OLGA),
        (asked("entries", "gte", "2"), JANA),
        (asked("entries", "lte", "0"), OLGA),
        (asked("sentiment", "lte", "-1"), JANA),
        (asked("sentiment", "gte", "0"), []),
        (asked("next_step", "no"), OLGA),
        (asked("purchases", "eq", "0"), OLGA),
        (asked("purchases", "gte", "2"), JANA),
        (asked("revenue", "gte", "150"), JANA),
        (asked("revenue", "lte", "149.99"), OLGA),
        (asked("last_purchase", "not_in_last", 15), OLGA),
        (asked("last_purchase", "in_last", 15), JANA),
        (asked("last_purchase", "before", "2026-02-01"), []),
        (asked("contract_end", "in_next", 30), JANA),
        (asked("contract", "no"), OLGA),
        (asked("csat", "lte", "3"), JANA),
        (asked("csat", "empty"), OLGA),
        (asked("member", "yes"), JANA),
        (asked("points", "gte", "500"), JANA),
        (asked("points", "lte", "499"), OLGA),
        (asked("points_expire", "in_next", 3000), []),
    ],
)
def test_each_room_adds_what_it_knows(history: None, rule: dict[str, Any], found: list[str]) -> None:
    assert names(rule) == found


def test_a_choice_from_the_rooms_is_compared_by_its_row(history: None) -> None:
    product, survey = str(Product.objects.get().pk), str(make_survey().pk)
    assert names(asked("bought", "happened", {"of": [product], "days": 90})) == JANA
    assert names(asked("bought", "happened", {"of": [product], "days": 30})) == []
    assert names(asked("answered", "happened", {"of": [survey], "days": 30})) == JANA
    assert names(asked("asked", "not_happened", {"of": [survey], "days": 3000})) == OLGA


def test_rules_nest_with_and_or_and_not(people: None) -> None:
    czech, olga = asked("country", "any_of", ["CZ"]), asked("name", "contains", "olga")
    assert names(czech, olga) == []
    assert names(czech, olga, mode="any") == BOTH
    assert names(czech, mode="none") == OLGA
    assert (
        names({"any": [olga, {"none": [{"any": [olga, {"none": [czech]}]}]}]}, asked("stage", "none_of", ["awareness"]))
        == JANA
    )


def test_who_is_in_the_bin_belongs_to_no_segment(people: None) -> None:
    Contact.objects.filter(full_name="Ольга").update(deleted_at=NOW)
    assert names(asked("do_not_contact", "no")) == JANA


@pytest.mark.parametrize("month_day", [(12, 30), (1, 2)])
def test_birthdays_are_looked_for_across_the_new_year(alice: User, month_day: tuple[int, int]) -> None:
    add_birthday(make_contact(owner=alice), *month_day)
    segment = Segment(rules=clean_rules(asked("birthday", "in_next", 7)))
    assert segment.contacts(datetime(2026, 12, 28, 12, tzinfo=UTC)).count() == 1
    assert segment.contacts(datetime(2026, 6, 1, 12, tzinfo=UTC)).count() == 0


def test_a_segment_is_one_query(people: None, django_assert_num_queries: Callable) -> None:
    rules = clean_rules({"any": [asked("agreed", "any_of", ["greetings"]), {"none": [asked("points", "gte", "1")]}]})
    with django_assert_num_queries(1):
        list(Segment(rules=rules).contacts(NOW))


DEEP: dict[str, Any] = STAGE
for _level in range(DEEPEST + 1):
    DEEP = {"all": [DEEP]}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (None, "This is no rule of a segment."),
        ([], "This is no rule of a segment."),
        ("x" * 100_000, "This is no rule of a segment."),
        ({"all": []}, "A group needs a condition."),
        ({"all": [STAGE], "any": [STAGE]}, "This is no rule of a segment."),
        ({"all": STAGE}, "This is no rule of a segment."),
        ({"all": [STAGE] * (MOST_CONDITIONS + 1)}, "A segment has at most 40 conditions."),
        ({"all": [{"any": [STAGE] * MOST_CONDITIONS}, STAGE]}, "A segment has at most 40 conditions."),
        (DEEP, "The groups are nested too deeply."),
        ({**STAGE, "sql": "1=1"}, "This is no rule of a segment."),
        (asked("password", "is", "x"), "Nobody here knows the fact that a condition asks for."),
        (asked("owner__password", "is", "x"), "Nobody here knows the fact that a condition asks for."),
        ({"field": ["stage"], "is": "any_of"}, "Nobody here knows the fact that a condition asks for."),
        (asked("stage", "contains", "a"), "Choose how to compare."),
        ({**STAGE, "is": {"a": 1}}, "Choose how to compare."),
        (asked("stage", "any_of", []), "Choose at least one."),
        (asked("stage", "any_of", "awareness"), "Choose at least one."),
        (asked("stage", "any_of", ["nonsense"]), "One of the choices does not exist any more. Choose again."),
        (asked("stage", "any_of", [{"a": 1}]), "One of the choices does not exist any more. Choose again."),
        (asked("city", "is", "NUL \x00"), "This text holds broken characters. Type it again."),
        (asked("city", "is", "half \ud800"), "This text holds broken characters. Type it again."),
        (asked("city", "is", " "), "Enter what to compare with."),
        (asked("city", "is", 7), "Enter what to compare with."),
        (asked("city", "is", "x" * 100_000), "This is too long to compare with."),
        (asked("points", "gte", "NaN"), "Enter a number."),
        (asked("points", "gte", "Infinity"), "Enter a number."),
        (asked("points", "gte", "1e99"), "Enter a number."),
        (asked("points", "gte", "١"), "Enter a number."),
        (asked("points", "gte", True), "Enter a number."),
        (asked("points", "gte", "0.00001"), "Enter a number with at most four decimals."),
        (asked("created", "in_last", "0"), "Enter a number of days."),
        (asked("created", "in_last", 10**9), "Enter a number of days."),
        (asked("created", "in_last", "²"), "Enter a number of days."),
        (asked("created", "before", "2026-02-30"), "Enter a date."),
        (asked("created", "before", "0001-01-01"), "Enter a date."),
        (asked("activity", "happened", ["call"]), "Choose at least one."),
        (asked("activity", "happened", {"of": ["call"]}), "Enter a number of days."),
    ],
)
def test_what_is_no_rule_is_refused_with_a_sentence(organisation: object, rules: Any, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_rules(rules)
    assert refused.value.messages == [sentence]


def test_what_was_cleaned_is_clean(organisation: object) -> None:
    rules = clean_rules({"none": [asked("points", "gte", " 1,50 "), asked("city", "is", " Brno "), STAGE]})
    assert rules == {"none": [asked("points", "gte", "1.50"), asked("city", "is", "Brno"), STAGE]}
    assert clean_rules(rules) == rules
    assert clean_rules(STAGE) == {"all": [STAGE]}


def test_a_segment_whose_fact_is_gone_has_nobody_and_says_so(people: None, alice: User) -> None:
    segment = make_segment(alice, ("tier", "any_of", ["gold"]), mode="none")
    assert list(segment.contacts(NOW)) == []
    assert list(segment.shown_to(alice, NOW)) == []
    assert segment.may_be_asked_by(alice) is False
    assert in_words(segment.rules)["members"][0]["label"] == "A fact that nobody knows any more"


def test_who_is_shown_is_who_may_be_asked_about(people: None, alice: User, bob: User, charlie: User, dpo: User) -> None:
    """Bob sees Jana of his team, but not what is sensitive of hers; the marketer sees no address of anybody."""
    segment = make_segment(alice, ("notes", "contains", "jazz"))
    shown = {
        user.full_name: [one.full_name for one in segment.shown_to(user, NOW)] for user in (alice, bob, charlie, dpo)
    }
    assert shown == {"Alice": JANA, "Bob": [], "Charlie": [], "Dpo": JANA}
    denied = make_segment(alice, ("notes", "contains", "jazz"), mode="none")
    assert [one.full_name for one in denied.shown_to(bob, NOW)] == OLGA


def test_rules_are_told_in_words(people: None) -> None:
    rules = clean_rules({"any": [asked("country", "any_of", ["CZ", "JP"]), {"none": [asked("created", "in_last", 7)]}]})
    words = in_words(rules)
    first, second = words["members"]
    assert (str(words["mode"]), str(first["label"]), first["value"]) == (
        "at least one of these",
        "Country",
        "Czechia, Japan",
    )
    assert (str(second["mode"]), second["members"][0]["value"]) == ("none of these", "7")


def test_a_condition_is_registered_once(db: None) -> None:
    stage = find("stage")
    segments.register(stage)
    other = Condition("stage", "Stage", "", Kind("text"), segments.text("stage"), Action.VIEW_CONTACTS)
    with pytest.raises(ValueError, match="two conditions"):
        segments.register(other)
    with pytest.raises(UnknownCondition):
        find("custom:1x")


def test_phones_and_addresses_are_two_things(people: None) -> None:
    olga = Contact.objects.get(full_name="Ольга")
    add_point(olga, "phone", "+370 600 00001")
    assert names(asked("phone", "filled")) == BOTH
    assert names(asked("email", "filled")) == JANA

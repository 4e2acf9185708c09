"""The counted figures against the plain ones, over worlds made by chance."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from feedback.models import Answer, Question
from loyalty.models import Programme, Referral
from metrics.definitions import METRICS
from metrics.facts import Facts
from metrics.figures import as_json, from_json, measure
from metrics.periods import Period
from tests.factories.contacts import make_contact
from tests.factories.sales import make_contract, make_purchase
from tests.metrics import reference
from tests.metrics.worlds import answer, behind, make_question

NUMBERS = ("value", "numerator", "denominator", "n", "ci_low", "ci_high", "ci_method")
PERIODS = [
    Period(date(2026, 1, 1), date(2026, 7, 1), date(2026, 6, 30), "Europe/Prague"),
    Period(date(2026, 1, 1), date(2027, 1, 1), date(2026, 10, 5), "America/New_York"),
]


def build(chance: Random) -> None:
    programme = Programme.objects.create(code="points", name="Points")
    contacts = [make_contact(f"Customer {number}") for number in range(14)]
    for contact in contacts:
        _trade(contact, chance)
        _say(contact, chance)
        if chance.random() < 0.3:
            contact.referred_by = contacts[0] if contact is not contacts[0] else None
        elif contact is not contacts[0] and chance.random() < 0.3:
            state = chance.choice(["qualified", "reversed"])
            Referral.objects.create(programme=programme, advocate=contacts[0], referee=contact, state=state)
        if chance.random() < 0.15:
            contact.deleted_at = datetime(2026, 1, 1, tzinfo=UTC)
        contact.save()


def _trade(contact, chance):
    for _number in range(chance.choice([0, 1, 2, 2, 5])):
        amount, currency = f"{chance.randrange(100_000)}.{chance.randrange(10_000):04}", chance.choice(["EUR", "CZK"])
        base = None if chance.random() < 0.3 else amount
        status = chance.choice(["settled", "settled", "settled", "refunded"])
        base_currency = chance.choice(["EUR"] * 9 + ["DKK"])
        moment = _moment(chance)
        make_purchase(contact, moment, amount, currency=currency, base=base, status=status, base_currency=base_currency)
    for _number in range(chance.choice([0, 0, 1, 2])):
        start = _moment(chance).date()
        make_contract(contact, start, chance.choice([None, start + timedelta(days=chance.randrange(400))]))


def _say(contact, chance):
    for wave in range(chance.choice([0, 1, 3])):
        survey, trigger = chance.choice([("relationship", "by_hand"), ("after", "after_conversation")])
        kind, moment = chance.choice(["nps", "csat"]), _moment(chance)
        given = answer(
            contact,
            kind,
            chance.randrange(1, 6),
            moment,
            wave=str(wave),
            survey=survey,
            trigger=trigger,
        )
        if chance.random() < 0.4:
            second, _made = Question.objects.get_or_create(
                survey=make_question(kind, survey, trigger).survey, kind=kind, position={"nps": 8, "csat": 9}[kind]
            )
            at = moment + timedelta(minutes=chance.choice([-1, 0, 1]))
            Answer.objects.create(response=given.response, question=second, value=chance.randrange(1, 6), at=at)


def _moment(chance: Random) -> datetime:
    """Often within an hour of a midnight that begins a month."""
    if chance.random() < 0.4:
        day = datetime(chance.choice([2025, 2026]), chance.randrange(1, 13), 1, tzinfo=UTC)
        return day + timedelta(minutes=chance.randrange(-360, 360))
    return datetime(2024, 6, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(900 * 24 * 60))


@pytest.mark.parametrize("period", PERIODS, ids=["ended", "running"])
@pytest.mark.parametrize("seed", range(6))
def test_counted_figures_are_the_plain_ones(organisation, seed, period):
    build(Random(seed))
    window, expected = reference.figures(period)
    facts = Facts([period])
    assert facts.window == window
    for code, (envelope, parts) in expected.items():
        found = METRICS[code].measure(period, facts)
        assert {name: getattr(found, name) for name in NUMBERS} == {name: getattr(envelope, name) for name in NUMBERS}
        assert {part: behind(code, part, facts) for part in METRICS[code].parts} == parts
        if not METRICS[code].is_about_answers:
            sizes = {part: METRICS[code].size(period, facts, part) for part in METRICS[code].parts}
            assert sizes == {part: len(members) for part, members in parts.items()}


def test_thirteen_periods_at_once_are_the_same_as_each_by_itself(organisation):
    build(Random(7))
    periods = PERIODS[1].trend()
    facts = Facts(periods)
    together = measure(periods, facts)
    for place, period in enumerate(periods):
        alone = measure([period], Facts([period], window=facts.window))
        for code, measured in alone.measured.items():
            assert together.measured[code].envelopes[place] == measured.envelopes[0]


def test_what_is_stored_is_read_back_exactly(organisation):
    build(Random(8))
    periods = PERIODS[1].trend()
    figures = measure(periods, Facts(periods))
    assert from_json(json.loads(json.dumps(as_json(figures))), periods) == figures


def test_figures_ask_ten_times_whatever_the_number_of_customers(organisation, django_assert_num_queries):
    build(Random(9))
    with django_assert_num_queries(10):
        measure([PERIODS[0]], Facts([PERIODS[0]]))

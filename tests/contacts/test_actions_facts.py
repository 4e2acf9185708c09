"""Facts are written down, mended and ended; each leaves its entry, and goes along with a merge and an erasing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contacts.actions.erasing import erase_contact
from contacts.actions.facts import answer_questions, change_fact, record_fact, retire_fact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact, Fact
from contacts.models.fact import usual_expiry
from contacts.rules import matching
from staff.models import AuditEntry
from staff.policy import Action, can, scope
from tests.factories.contacts import make_company, make_contact, make_fact, make_question

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOW.date()
NEED = {"kind": "need", "text": "A quieter lamp", "source": "told", "known_since": TODAY, "group": "basic"}


def recorded(by, record, **fields):
    return record_fact(by=by, record=record, fields={**NEED, **fields}, now=NOW)


def trail():
    return [
        (entry.action, entry.detail)
        for entry in AuditEntry.objects.filter(action__startswith="contacts.fact").order_by("pk")
    ]


def test_a_fact_is_recorded_mended_and_ended(alice, carol):
    fact = recorded(alice, carol)
    change_fact(by=alice, fact=fact, fields={"text": "A lamp without a hum", "source": "told"}, now=NOW)
    assert [retire_fact(by=alice, fact=fact, now=NOW) for _ in range(2)] == [True, False]
    fact.refresh_from_db()
    assert (fact.text, fact.folded, fact.retired_at, fact.retired_by) == (
        "A lamp without a hum", "a lamp without a hum", NOW, alice,
    )  # fmt: skip
    assert trail() == [
        ("contacts.fact.create", {"fact": fact.pk, "kind": "need"}),
        ("contacts.fact.change", {"fact": fact.pk, "fields": ["text"]}),
        ("contacts.fact.retire", {"fact": fact.pk, "kind": "need"}),
    ]


def test_a_need_goes_stale_and_the_others_hold():
    assert usual_expiry("need", date(2026, 1, 1)) == date(2026, 7, 2)
    assert usual_expiry("interest", date(2026, 1, 1)) is None


def test_a_stale_fact_is_open(carol):
    fact = make_fact(carol, expires_on=TODAY)
    ended = make_fact(carol, expires_on=TODAY, retired_at=NOW)
    tomorrow = TODAY + timedelta(days=1)
    assert [fact.is_stale(TODAY), fact.is_stale(tomorrow), ended.is_stale(tomorrow)] == [False, True, False]
    assert list(Fact.objects.open()) == list(Fact.objects.stale(tomorrow)) == [fact]
    assert list(Fact.objects.stale(TODAY)) == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "life", "group": "basic"}, "group"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"text": ""}, "text"),
        ({"source": "guess"}, "source"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_by_the_database(alice, carol, fields, wrong):
    with pytest.raises(ValidationError) as refused:
        recorded(alice, carol, **fields)
    assert list(refused.value.message_dict) == [wrong]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fact(carol, **{"text": "Something", "known_since": TODAY, **fields})


def test_a_company_lives_through_nothing(alice):
    company = make_company(owner=alice)
    with pytest.raises(ValidationError, match="people alone"):
        recorded(alice, company, kind="life", group="sensitive")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fact(company, kind="life", group="sensitive")
    assert recorded(alice, company).record == company


def test_each_answer_becomes_a_fact_of_today(alice, carol):
    need, life = make_question(), make_question("Who lives with you?", kind="life")
    facts = answer_questions(by=alice, contact=carol, answers={need: "A quieter lamp", life: "Two dogs"}, now=NOW)
    assert [(fact.kind, fact.group, fact.source, fact.known_since, fact.question) for fact in facts] == [
        ("need", "basic", "told", TODAY, need),
        ("life", "sensitive", "told", TODAY, life),
    ]
    assert [fact.expires_on for fact in facts] == [usual_expiry("need", TODAY), None]


def test_what_was_not_answered_is_not_written(alice, carol):
    assert answer_questions(by=alice, contact=carol, answers={make_question(): ""}, now=NOW) == []


def test_who_sees_a_group_of_fields_sees_its_facts(alice, bob, charlie, marketer, dpo, carol):
    facts = [make_fact(carol, group, group=group) for group in ("basic", "contact", "sensitive")]
    seen = {
        user: sorted(scope(user, Action.VIEW_CONTACTS, Fact.objects.all()).values_list("text", flat=True))
        for user in (alice, bob, charlie, marketer, dpo)
    }
    every = ["basic", "contact", "sensitive"]
    assert seen == {alice: every, bob: ["basic", "contact"], charlie: [], marketer: ["basic"], dpo: every}
    assert {user: [fact.text for fact in facts if can(user, Action.VIEW_CONTACTS, fact)] for user in seen} == seen


def found(*condition):
    rule = dict(zip(("field", "is", "value"), condition, strict=False))
    return set(Contact.objects.filter(matching(rule, NOW)).values_list("full_name", flat=True))


def test_segments_ask_for_open_needs(alice, carol):
    dora = make_contact("Dora", owner=alice)
    make_fact(carol, "Тихая лампа")
    make_fact(dora, "A quiet lamp", retired_at=NOW)
    make_fact(dora, "A guarded lamp", group="sensitive")
    assert found("need", "contains", "лампа") == {"Carol Novotná"}
    assert found("need", "contains", "lamp") == {"Carol Novotná"}
    assert found("guarded_need", "contains", "guarded") == {"Dora"}
    assert found("need", "empty") == {"Dora"}
    assert found("life", "filled") == set()


@pytest.fixture
def karel(alice):
    return make_contact("Karel Novotný", owner=alice)


def facts_of():
    return list(Fact.objects.order_by("pk").values_list("text", "contact__full_name"))


def test_facts_go_along_with_a_merge_and_come_back(alice, carol, karel):
    for contact, text in ((carol, "A lamp"), (karel, "A LAMP"), (karel, "A chair")):
        make_fact(contact, text)
    make_fact(karel, "A lamp", retired_at=NOW)
    before = facts_of()
    merge = merge_contacts(by=alice, survivor=carol, merged=karel, now=NOW)
    assert facts_of() == [
        ("A lamp", "Carol Novotná"),
        ("A LAMP", "Karel Novotný"),
        ("A chair", "Carol Novotná"),
        ("A lamp", "Carol Novotná"),
    ]
    undo_merge(by=alice, merge=merge, now=NOW)
    assert facts_of() == before


def test_facts_go_with_the_erased(dpo, carol, karel):
    make_fact(carol)
    stays = make_fact(karel)
    erase_contact(by=dpo, contact=carol, now=NOW)
    assert list(Fact.objects.all()) == [stays]

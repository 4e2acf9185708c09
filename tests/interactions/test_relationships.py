"""What a relationship is, how tense, what was agreed: the actions, and what a tense one holds back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact
from interactions.actions import plan_follow_up
from interactions.actions.relationships import note_bond, note_tension, save_agreement, save_breach
from interactions.care import HOLD, tension_of
from interactions.models import Agreement, Bond, BondKind, Breach, FollowUp, Signal, Tension, TensionLevel
from outreach import ready_made
from outreach.models import Hold
from staff.models import AuditEntry, Notice, User
from staff.people import belongings
from staff.signals import colleague_left
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_recap, make_talk
from tests.factories.relationships import make_agreement, make_bond, make_breach, make_tension
from tests.factories.staff import make_user

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TENSE = {"level": TensionLevel.TENSE, "reason": "The third late delivery", "review_on": date(2026, 6, 15)}


@pytest.fixture(autouse=True)
def _ready_made(organisation: object) -> None:
    ready_made.install(now=NOW)


def plan_mail(by: User, contact: Contact) -> FollowUp:
    when = {"local_date": date(2026, 6, 3), "local_time": time(10), "zone": "UTC", "now": NOW}
    return plan_follow_up(by=by, contact=contact, kind="mail", title="Hello", body="As we said.", **when)


def test_a_kind_is_noted_once_and_its_history_stays(alice: User, carol: Contact) -> None:
    first = note_bond(by=alice, contact=carol, kind=BondKind.SOCIAL, now=NOW)
    assert note_bond(by=alice, contact=carol, kind=BondKind.SOCIAL, now=NOW + DAY) == first
    second = note_bond(by=alice, contact=carol, kind=BondKind.PARTNER, reason="A joint offer", now=NOW + 2 * DAY)
    assert list(Bond.objects.all()) == [second, first]
    assert list(Bond.objects.standing()) == [second]
    assert AuditEntry.objects.filter(action="interactions.bond").count() == 2


def test_a_tension_says_why_and_a_tense_one_when_somebody_looks_again(alice: User, carol: Contact) -> None:
    with pytest.raises(ValidationError, match="Say what the tension comes from"):
        note_tension(by=alice, contact=carol, level=TensionLevel.STRAINED, now=NOW)
    with pytest.raises(ValidationError, match="Give the day"):
        note_tension(by=alice, contact=carol, level=TensionLevel.TENSE, reason="A late delivery", now=NOW)
    assert not Tension.objects.exists()


def test_the_database_keeps_a_tense_relationship_reviewed(alice: User, carol: Contact) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_tension(carol, alice, "tense", review_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_tension(carol, alice, "calm", keeper=alice)


def test_while_it_is_tense_only_service_mail_leaves(alice: User, carol: Contact) -> None:
    note_tension(by=alice, contact=carol, now=NOW, **TENSE)
    assert list(Hold.objects.values_list("contact", "key", "reason", "until")) == [
        (carol.pk, HOLD, "The relationship is tense.", None)
    ]
    note_tension(by=alice, contact=carol, level=TensionLevel.STRAINED, reason="Better", now=NOW + DAY)
    assert not Hold.objects.exists()


def test_the_leads_are_told_and_a_signal_stands_at_once(alice: User, lead: User, charlie: User, carol: Contact) -> None:
    note_tension(by=alice, contact=carol, now=NOW, **TENSE)
    assert list(Notice.objects.values_list("user", "kind", "params")) == [
        (lead.pk, "relationship_tense", {"contact": "Carol Novotná", "by": "Alice"})
    ]
    assert list(Signal.objects.values_list("kind", "state")) == [("tense", "open")]
    note_tension(by=lead, contact=carol, level=TensionLevel.CALM, now=NOW + DAY)
    assert list(Signal.objects.values_list("kind", "state")) == [("tense", "gone")]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "keeper", "may"),
    [("alice", "", True), ("alice", "bob", False), ("bob", "bob", True), ("bob", "", False), ("lead", "bob", True)],
)
def test_only_who_speaks_with_them_and_the_leads_write_while_it_is_tense(
    who: str, keeper: str, may: bool, alice: User, bob: User, lead: User, carol: Contact
) -> None:
    cast = {"alice": alice, "bob": bob, "lead": lead, "": None}
    note_tension(by=alice, contact=carol, keeper=cast[keeper], now=NOW, **TENSE)
    if may:
        assert plan_mail(cast[who], carol).message is not None
    else:
        with pytest.raises(ValidationError, match="This relationship is tense"):
            plan_mail(cast[who], carol)
    assert FollowUp.objects.count() == may


def test_a_recap_is_sent_by_who_speaks_with_them_alone(alice: User, bob: User, carol: Contact) -> None:
    entry = make_talk(alice, carol, NOW, points=["Late again"])
    note_tension(by=alice, contact=carol, keeper=bob, now=NOW, **TENSE)
    with pytest.raises(ValidationError, match="This relationship is tense"):
        make_recap(entry, by=alice, now=NOW)
    assert make_recap(entry, by=bob, now=NOW).message.sender == bob


def test_a_colleague_writes_again_once_it_is_calm_and_tasks_are_free(alice: User, bob: User, carol: Contact) -> None:
    note_tension(by=alice, contact=carol, now=NOW, **TENSE)
    task = {"kind": "task", "title": "Call", "local_date": date(2026, 6, 3), "local_time": time(10), "zone": "UTC"}
    assert plan_follow_up(by=bob, contact=carol, now=NOW, **task).pk
    note_tension(by=alice, contact=carol, level=TensionLevel.CALM, now=NOW + timedelta(hours=1))
    assert plan_mail(bob, carol).pk


def test_a_rule_and_its_breach_are_written_down_and_changed(alice: User, bob: User, carol: Contact) -> None:
    fields = {"words": "Invoices to Anna", "source": "asked", "agreed_on": date(2026, 1, 5)}
    rule = save_agreement(by=alice, contact=carol, fields=fields, now=NOW)
    told = {"broken_by": "we", "happened_on": date(2026, 3, 2), "words": "The invoice went to Bob"}
    breach = save_breach(by=bob, agreement=rule, fields=told, now=NOW)
    save_breach(by=bob, agreement=rule, fields={"followed": "We sent it again"}, breach=breach, now=NOW)
    save_agreement(by=bob, contact=carol, fields={"ended_on": date(2026, 5, 1)}, agreement=rule, now=NOW)
    assert Breach.objects.values_list("words", "followed", "created_by").get() == (
        *("The invoice went to Bob", "We sent it again"),
        bob.pk,
    )
    assert (rule.created_by, rule.ended_on) == (alice, date(2026, 5, 1))
    assert not Agreement.objects.holding(NOW.date()).exists()
    assert Agreement.objects.holding(date(2026, 4, 30)).exists()


def test_a_rule_does_not_end_before_it_begins(alice: User, carol: Contact) -> None:
    fields = {"words": "Invoices to Anna", "source": "asked", "agreed_on": NOW.date(), "ended_on": date(2026, 1, 5)}
    with pytest.raises(ValidationError, match="The rule cannot end before it was agreed on"):
        save_agreement(by=alice, contact=carol, fields=fields, now=NOW)


def test_a_merge_takes_the_relationship_along_and_gives_it_back(alice: User, carol: Contact) -> None:
    survivor = make_contact("Carol N.", owner=alice)
    make_bond(survivor, alice, "partner", at=NOW - 9 * DAY)
    make_bond(carol, alice, "social", at=NOW - 2 * DAY)
    breach = make_breach(make_agreement(carol))
    note_tension(by=alice, contact=carol, now=NOW - DAY, **TENSE)
    merge = merge_contacts(by=alice, survivor=survivor, merged=carol, now=NOW)
    assert Bond.objects.newest(survivor).kind == "social"
    assert tension_of(survivor).is_tense
    assert Hold.objects.get().contact_id == survivor.pk
    breach.refresh_from_db()
    assert breach.agreement.contact_id == survivor.pk
    undo_merge(by=alice, merge=merge, now=NOW + DAY)
    assert Bond.objects.newest(survivor).kind == "partner"
    assert tension_of(survivor) is None
    assert tension_of(carol).is_tense
    assert Hold.objects.get().contact_id == carol.pk


def test_of_two_tensions_the_newer_holds_after_a_merge(alice: User, carol: Contact) -> None:
    survivor = make_contact("Carol N.", owner=alice)
    note_tension(by=alice, contact=carol, now=NOW - 9 * DAY, **TENSE)
    note_tension(by=alice, contact=survivor, level=TensionLevel.CALM, now=NOW - DAY)
    merge_contacts(by=alice, survivor=survivor, merged=carol, now=NOW)
    assert not Hold.objects.exists()
    assert not Signal.objects.open().exists()


def test_an_erased_person_leaves_kinds_and_levels_without_a_word(alice: User, dpo: User, carol: Contact) -> None:
    make_bond(carol, alice, "social", reason="Carol likes to talk")
    note_tension(by=alice, contact=carol, now=NOW, **TENSE)
    make_breach(make_agreement(carol), followed="We called her")
    erase_contact(by=dpo, contact=carol, now=NOW)
    assert Bond.objects.values_list("kind", "reason").get() == ("social", "")
    assert Tension.objects.values_list("level", "reason").get() == ("tense", "")
    assert Agreement.objects.get().words == ""
    assert Breach.objects.values_list("words", "followed").get() == ("", "")
    assert not Signal.objects.open().exists()


def test_who_leaves_hands_tense_relationships_over(alice: User, bob: User, carol: Contact) -> None:
    note_tension(by=alice, contact=carol, keeper=bob, now=NOW - DAY, **TENSE)
    note_tension(by=alice, contact=carol, keeper=bob, now=NOW, **TENSE)
    assert [(str(one.label), one.count) for one in belongings(bob) if one.count] == [
        ("Tense relationships in their care", 1)
    ]
    dora = make_user("Dora", team=bob.team)
    colleague_left.send(User, user=bob, successor=dora, by=alice, now=NOW)
    assert tension_of(carol).keeper == dora
    assert list(Tension.objects.order_by("at").values_list("keeper", flat=True)) == [bob.pk, dora.pk]

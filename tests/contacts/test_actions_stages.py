"""How contacts move from stage to stage: what an exit has to say, and to whom it is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contacts.actions.contacts import create_contact, update_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.actions.stages import standing_grounds
from contacts.models import Contact, Grounds, StageChange
from contacts.models.stage import NO_GROUNDS
from contacts.signals import contact_stage_changed
from staff.models import User
from tests.factories.contacts import make_contact

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
LEFT = Grounds("alternative", "they", win_back_on=date(2026, 9, 1), reason="Cheaper elsewhere")
FOR_GOOD = Grounds("other", "we", is_final=True, reason="The firm is closed")


def leave(contact: Contact, by: User, grounds: Grounds = LEFT, now: datetime = NOW) -> StageChange:
    update_contact(by=by, contact=contact, fields={"stage": "dissolution"}, grounds=grounds, now=now)
    return contact.stage_changes.first()


@pytest.mark.parametrize(
    ("grounds", "missing"),
    [
        (NO_GROUNDS, ["ended_by", "exit_reason", "win_back_on"]),
        (Grounds("needs", "both"), ["win_back_on"]),
        (Grounds("needs", "both", win_back_on=date(2027, 1, 1), is_final=True, reason="No"), ["win_back_on"]),
        (Grounds("needs", "both", is_final=True), ["reason"]),
        (Grounds("", "they", win_back_on=date(2027, 1, 1)), ["exit_reason"]),
        (Grounds("needs", "", win_back_on=date(2027, 1, 1)), ["ended_by"]),
    ],
)
def test_an_exit_that_does_not_say_all_is_refused_and_nothing_is_saved(
    alice: User, carol: Contact, grounds: Grounds, missing: list[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        leave(carol, alice, grounds)
    assert sorted(refused.value.message_dict) == missing
    with pytest.raises(ValidationError):
        create_contact(by=alice, owner=alice, fields={"full_name": "Nemo", "stage": "dissolution"}, grounds=grounds)
    carol.refresh_from_db()
    assert (carol.stage, StageChange.objects.count(), Contact.objects.count()) == ("awareness", 0, 1)


@pytest.mark.parametrize("grounds", [LEFT, FOR_GOOD])
def test_an_exit_keeps_why_by_whom_and_when_we_try_again(alice: User, carol: Contact, grounds: Grounds) -> None:
    change = leave(carol, alice, grounds)
    change.refresh_from_db()
    assert (change.before, change.after, change.by, change.grounds) == ("awareness", "dissolution", alice, grounds)


def test_who_comes_back_keeps_the_words_and_no_exit(alice: User, carol: Contact) -> None:
    leave(carol, alice)
    update_contact(by=alice, contact=carol, fields={"stage": "exploration"}, grounds=LEFT, now=NOW + timedelta(days=1))
    path = carol.stage_changes.values_list("before", "after", "exit_reason", "reason")
    assert list(path) == [
        ("dissolution", "exploration", "", "Cheaper elsewhere"),
        ("awareness", "dissolution", "alternative", "Cheaper elsewhere"),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"after": "dissolution"},
        {"after": "dissolution", "exit_reason": "needs", "ended_by": "x", "is_final": True, "reason": "x"},
        {"after": "dissolution", "exit_reason": "needs", "ended_by": "we"},
        {"after": "dissolution", "exit_reason": "needs", "ended_by": "we", "is_final": True, "win_back_on": NOW},
        {"after": "expansion", "exit_reason": "needs"},
        {"after": "expansion", "win_back_on": NOW},
        {"after": "expansion", "is_final": True},
    ],
)
def test_the_database_takes_no_exit_that_is_not_told(carol: Contact, columns: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=r"contacts_exit_is_told|CHECK constraint"), transaction.atomic():
        StageChange.objects.create(contact=carol, **columns)


def test_exits_that_are_older_than_the_question_stand(alice: User, carol: Contact) -> None:
    StageChange.objects.create(contact=carol, after="dissolution", exit_reason="unrecorded")
    assert standing_grounds(carol.pk, "dissolution") == Grounds("unrecorded")


def test_each_move_is_announced_once(alice: User, carol: Contact) -> None:
    heard = []

    def listen(contact: Contact, change: StageChange, now: datetime, **kwargs: object) -> None:
        heard.append((contact.pk, change.before, change.after, now))

    contact_stage_changed.connect(listen)
    try:
        leave(carol, alice)
        update_contact(by=alice, contact=carol, fields={"called": "Kája"}, now=NOW)
    finally:
        contact_stage_changed.disconnect(listen)
    assert heard == [(carol.pk, "awareness", "dissolution", NOW)]


def test_a_merge_into_somebody_who_left_says_again_why(alice: User, carol: Contact) -> None:
    leave(carol, alice, now=NOW - timedelta(days=30))
    karel = make_contact("Karel", owner=alice, stage="expansion")
    StageChange.objects.create(contact=karel, after="expansion", at=NOW - timedelta(days=3))
    merge = merge_contacts(by=alice, survivor=carol, merged=karel, chosen={"stage": "survivor"}, now=NOW)
    newest = carol.stage_changes.first()
    assert (newest.before, newest.after, newest.grounds) == ("expansion", "dissolution", LEFT)
    undo_merge(by=alice, merge=merge, now=NOW)
    assert [row.grounds for row in carol.stage_changes.all()] == [LEFT]
    assert [row.after for row in karel.stage_changes.all()] == ["expansion"]

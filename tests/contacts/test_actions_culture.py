"""Two people publish a note; every step of its life stays; anybody flags it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from contacts.actions.culture import (
    WAITING,
    as_proposed,
    decline,
    flag,
    install_notes,
    newest_version,
    propose,
    publish,
    settle,
    take_down,
)
from contacts.models import CultureFlag, CultureNote, CultureVersion
from contacts.models.culture import check_after
from crm.conflicts import StaleRecord
from staff import notices
from staff.models import AuditEntry, Notice, Organisation
from tests.factories.contacts import make_note
from tests.factories.staff import make_user

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
NEW = {
    "country": "DK", "topic": "response", "kind": "tendency", "confidence": "low", "source": "Our own mails",
    "valid_as_of": date(2026, 11, 1), "text_en": "Answers often come within two days.",
}  # fmt: skip


def test_an_edit_is_shown_once_a_second_person_publishes_it(lead, marketer):
    note = make_note("Many people shake hands.")
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, reason="Milder", now=NOW)
    note.refresh_from_db()
    assert (note.text_en, note.state, note.is_reviewed, as_proposed(note).text_en) == (
        "Many people shake hands.", "proposed", False, "Some people shake hands.",
    )  # fmt: skip
    publish(by=marketer, note=note, version=2, now=NOW)
    note.refresh_from_db()
    assert (note.text_en, note.state, note.reviewer, note.reviewed_at) == (
        "Some people shake hands.", "published", marketer, NOW,
    )  # fmt: skip
    steps = note.versions.order_by("number").values_list("number", "step", "by", "author", "reason")
    assert list(steps) == [
        (1, "shipped", None, None, ""),
        (2, "proposed", lead.pk, lead.pk, "Milder"),
        (3, "published", marketer.pk, lead.pk, ""),
    ]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "contacts.culture.propose", "contacts.culture.publish",
    ]  # fmt: skip


def test_who_proposed_does_not_publish_even_past_the_action(lead):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    with pytest.raises(PermissionDenied):
        publish(by=lead, note=note, version=2, now=NOW)
    note.refresh_from_db()
    assert (note.text_en, note.state) == ("Many people shake hands.", "proposed")
    row = {"note": note, "number": 3, "step": "published", "content": {}, "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        CultureVersion.objects.create(**row, author=lead, by=lead)


def test_the_house_asks_for_two_whatever_its_rule_on_second_persons(lead):
    Organisation.objects.update(needs_second_person=False)
    note = propose(by=lead, fields=NEW, now=NOW)
    with pytest.raises(PermissionDenied):
        publish(by=lead, note=note, version=1, now=NOW)


def test_a_new_note_is_not_shown_before_it_is_published(lead, marketer):
    note = propose(by=lead, fields=NEW, now=NOW)
    assert list(CultureNote.objects.shown()) == []
    publish(by=marketer, note=note, version=1, now=NOW)
    assert list(CultureNote.objects.shown()) == [note]


def test_of_two_editors_the_second_is_told(lead, marketer):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    with pytest.raises(StaleRecord):
        propose(by=marketer, note=note, fields={"text_en": "Few people shake hands."}, version=1, now=NOW)
    assert newest_version(note).content["text_en"] == "Some people shake hands."


def test_what_is_published_is_what_was_seen(lead, marketer, admin):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    propose(by=admin, note=note, fields={"text_en": "Few people shake hands."}, version=2, now=NOW)
    with pytest.raises(StaleRecord):
        publish(by=marketer, note=note, version=2, now=NOW)
    # Lead's words are gone from the proposal, so lead is a second person to the superuser's.
    publish(by=lead, note=note, version=3, now=NOW)
    note.refresh_from_db()
    assert note.text_en == "Few people shake hands."


def test_a_proposal_that_is_not_taken_leaves_what_is_shown(lead, marketer):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    decline(by=marketer, note=note, version=2, reason="Too weak", now=NOW)
    note.refresh_from_db()
    assert (note.text_en, note.state, note.is_shown) == ("Many people shake hands.", "unreviewed", True)
    assert list(lead.notices.values_list("kind", "params")) == [("culture_declined", {"by": "Marketer"})]
    with pytest.raises(StaleRecord):
        publish(by=marketer, note=note, version=3, now=NOW)


def test_one_person_takes_a_note_down_and_two_bring_it_back(lead, marketer):
    note = make_note()
    with pytest.raises(ValidationError):
        take_down(by=lead, note=note, version=1, reason="", now=NOW)
    take_down(by=lead, note=note, version=1, reason="Hurts", now=NOW)
    assert list(CultureNote.objects.shown()) == []
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=2, now=NOW)
    publish(by=marketer, note=note, version=3, now=NOW)
    assert list(CultureNote.objects.shown()) == [note]


def test_only_who_looks_after_notes_changes_them(alice):
    note = make_note()
    for change in (
        lambda: propose(by=alice, note=note, fields={"text_en": "Some."}, version=1, now=NOW),
        lambda: publish(by=alice, note=note, version=1, now=NOW),
        lambda: decline(by=alice, note=note, version=1, now=NOW),
        lambda: take_down(by=alice, note=note, version=1, reason="No", now=NOW),
        lambda: settle(by=alice, flagged=flag(by=alice, note=note, reason="Wrong", now=NOW), answer="No", now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_a_note_without_a_source_is_refused(lead):
    with pytest.raises(ValidationError) as raised:
        propose(by=lead, fields={**NEW, "source": ""}, now=NOW)
    assert list(raised.value.message_dict) == ["source"]


def test_the_history_can_be_neither_changed_nor_deleted(lead):
    version = CultureVersion.objects.get(note=make_note())
    for change in (lambda: CultureVersion.objects.update(reason="x"), version.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_anybody_flags_and_the_same_word_twice_is_one(alice, lead):
    note = make_note()
    first = flag(by=alice, note=note, reason="Out of date", now=NOW)
    assert flag(by=alice, note=note, reason="Out of date", now=NOW) == first
    assert settle(by=lead, flagged=first, answer="Changed", now=NOW)
    assert not settle(by=lead, flagged=first, answer="Changed again", now=NOW)
    first.refresh_from_db()
    assert (first.answer, first.settled_by, list(CultureFlag.objects.open())) == ("Changed", lead, [])


@pytest.mark.parametrize(
    ("valid_as_of", "check"),
    [
        (date(2024, 5, 17), date(2026, 5, 17)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_after_24_months_a_note_asks_to_be_checked(db, valid_as_of, check):
    note = make_note(valid_as_of=valid_as_of)
    assert check_after(valid_as_of) == check
    assert [note.is_to_check(day) for day in (date.fromordinal(check.toordinal() - 1), check)] == [False, True]
    assert list(CultureNote.objects.to_check(check)) == [note]


def test_what_came_with_rapport_is_planted_once_and_never_written_over(organisation, lead, marketer):
    assert (install_notes(now=NOW), install_notes(now=NOW)) == (179, 0)
    note = CultureNote.objects.get(key="CZ-5")
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    publish(by=marketer, note=note, version=2, now=NOW)
    call_command("load_culture", verbosity=0)
    note.refresh_from_db()
    assert (note.text_en, CultureNote.objects.count()) == ("Some people shake hands.", 179)


def test_no_house_no_notes(db):
    call_command("load_culture", verbosity=0)
    assert CultureNote.objects.count() == 0


def waiting_for(user):
    return list(Notice.objects.filter(user=user, kind=WAITING).order_by("pk"))


def test_everybody_else_who_may_publish_it_is_told_once(lead, marketer, admin, alice):
    make_user("Gone", "marketer", is_active=False)
    note = make_note()
    for version, text in enumerate(("Some people shake hands.", "Some people nod."), start=1):
        propose(by=lead, note=note, fields={"text_en": text}, version=version, now=NOW)
    [notice] = waiting_for(marketer)
    assert (notice.params, notice.url) == ({"by": lead.full_name}, reverse("contacts:culture_note", args=[note.pk]))
    assert [len(waiting_for(user)) for user in (lead, alice)] == [0, 0]
    assert {row.user.is_active for row in Notice.objects.filter(kind=WAITING)} == {True}
    with translation.override("cs"):
        assert notices.text(notice) == f"{lead.full_name}: návrh poznámky o kultuře. Zveřejní ji druhá osoba."


def test_who_proposed_first_is_told_of_another_wording_and_all_of_the_next_proposal(lead, marketer):
    note = make_note()
    propose(by=lead, note=note, fields={"text_en": "Some people shake hands."}, version=1, now=NOW)
    propose(by=marketer, note=note, fields={"text_en": "Some people nod."}, version=2, now=NOW)
    assert (len(waiting_for(lead)), len(waiting_for(marketer))) == (1, 1)
    publish(by=lead, note=note, version=3, now=NOW)
    propose(by=lead, note=note, fields={"text_en": "Some people bow."}, version=4, now=NOW)
    assert (len(waiting_for(lead)), len(waiting_for(marketer))) == (1, 2)

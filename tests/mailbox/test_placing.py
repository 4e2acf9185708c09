"""Where a mail goes, and why; and that it goes nowhere on the word of a forged sender."""

from datetime import UTC, datetime

import pytest

from contacts.models import Consent, Contact, StageChange
from interactions.models import Direction, FollowUp, Interaction
from mailbox.actions import ignore
from mailbox.actions.triage import Ignore
from mailbox.models import Mailbox, MailState, Reason
from outreach.models import Message
from staff.models import RoleAssignment, User
from tests.factories.contacts import make_contact
from tests.factories.mailbox import letter, make_drop_box, make_mailbox, read_letter
from tests.factories.outreach import make_message

WAITING, IGNORED, TIMELINE = MailState.WAITING, MailState.IGNORED, MailState.TIMELINE
DROP = "log+s3cretw0rd@fair.example"


def where(mail) -> tuple[str, str, Contact | None]:
    return mail.state, mail.reason, mail.contact


@pytest.mark.parametrize(
    ("checks", "reason"), [("fail", Reason.FORGED), ("none", Reason.UNVERIFIED), ("", Reason.UNVERIFIED)]
)
def test_a_sender_whom_nobody_vouches_for_waits_with_a_warning(alice: User, carol: Contact, checks, reason) -> None:
    mail = read_letter(make_mailbox(alice), letter(checks=checks))
    assert (where(mail), mail.suggested, mail.is_warned_of) == ((WAITING, reason, None), carol, True)
    assert not Interaction.objects.exists()


def test_a_mail_starts_nothing_and_changes_nothing(alice: User, carol: Contact) -> None:
    before = Contact.objects.values().get(pk=carol.pk)
    counted = [model.objects.count() for model in (Consent, StageChange, FollowUp, Message)]
    for subject in ("UNSUBSCRIBE", "I agree to everything", "My new address is x@evil.example"):
        read_letter(make_mailbox(alice), letter(subject=subject, body=subject))
    after = Contact.objects.values().get(pk=carol.pk)
    assert {name for name in after if after[name] != before[name]} == {"last_contact_at"}
    assert [model.objects.count() for model in (Consent, StageChange, FollowUp, Message)] == counted


def test_an_unknown_sender_waits(alice: User, carol: Contact) -> None:
    mail = read_letter(make_mailbox(alice), letter(sender="new@else.example"))
    assert where(mail) == (WAITING, Reason.UNKNOWN, None)


def test_a_customer_of_another_team_is_unknown(charlie: User, carol: Contact) -> None:
    mail = read_letter(make_mailbox(charlie), letter())
    assert (where(mail), mail.suggested) == ((WAITING, Reason.UNKNOWN, None), None)


def test_who_may_log_with_nobody_any_more_has_every_mail_wait(alice: User, carol: Contact) -> None:
    mailbox = make_mailbox(alice)
    RoleAssignment.objects.filter(user=alice).delete()
    mail = read_letter(Mailbox.objects.get(pk=mailbox.pk), letter())
    assert (where(mail), mail.suggested) == ((WAITING, Reason.UNKNOWN, None), None)


def test_of_several_with_one_address_the_owner_s_counts(alice: User, bob: User, carol: Contact) -> None:
    other = make_contact("Karel", owner=bob, email="carol@customer.example")
    assert where(read_letter(make_mailbox(alice), letter())) == (TIMELINE, "", carol)
    other.owner = alice
    other.save()
    mail = read_letter(make_mailbox(alice), letter())
    assert (where(mail), mail.suggested) == ((WAITING, Reason.SEVERAL, None), carol)


def test_an_answer_from_an_address_we_do_not_know_waits_with_whom_we_wrote(alice: User, carol: Contact) -> None:
    sent = make_message(carol)
    more = (f"References: {sent.message_id}",)
    mail = read_letter(make_mailbox(alice), letter(sender="private@else.example", more=more))
    assert (where(mail), mail.suggested) == ((WAITING, Reason.OTHER_ADDRESS, None), carol)


def test_an_answer_to_a_mail_of_another_team_tells_nothing(charlie: User, carol: Contact) -> None:
    more = (f"In-Reply-To: {make_message(carol).message_id}",)
    mail = read_letter(make_mailbox(charlie), letter(sender="private@else.example", more=more))
    assert (where(mail), mail.suggested) == ((WAITING, Reason.UNKNOWN, None), None)


def test_automatic_answers_are_not_the_customer_s_words(alice: User, carol: Contact) -> None:
    mail = read_letter(make_mailbox(alice), letter(more=("Auto-Submitted: auto-replied",)))
    assert where(mail) == (IGNORED, Reason.AUTOMATIC, None)


def test_two_senders_are_none(alice: User, carol: Contact) -> None:
    mail = read_letter(make_mailbox(alice), letter(sender="carol@customer.example, mallory@customer.example"))
    assert where(mail) == (WAITING, Reason.NO_SENDER, None)


def test_what_a_colleague_wrote_goes_to_whom_it_was_written(alice: User, carol: Contact) -> None:
    raw = letter(sender="Alice <alice@fair.example>", to="x@else.example, carol@customer.example")
    mail = read_letter(make_mailbox(alice), raw)
    assert where(mail) == (TIMELINE, "", carol)
    assert (mail.entry.direction, mail.entry.by) == (Direction.OUT, alice)


def test_what_stands_in_the_folder_of_sent_mails_was_written_there(alice: User, carol: Contact) -> None:
    raw = letter(sender="alice@fair.example", to="carol@customer.example", checks="")
    written = raw.replace(raw[raw.index(b"Received") : raw.index(b"From")], b"")
    assert where(read_letter(make_mailbox(alice), written)) == (TIMELINE, "", carol)
    assert where(read_letter(make_mailbox(alice), raw)) == (WAITING, Reason.UNVERIFIED, None)
    foreign = written.replace(b"From: alice@fair.example", b"From: bob@fair.example")
    assert read_letter(make_mailbox(alice), foreign).state != TIMELINE


@pytest.mark.parametrize(
    ("to", "reason"), [("bob@fair.example", Reason.INTERNAL), ("friend@else.example", Reason.NO_RECIPIENT)]
)
def test_of_a_colleague_s_own_mails_only_those_to_customers_are_logged(alice, bob, carol, to: str, reason) -> None:
    mail = read_letter(make_mailbox(alice), letter(sender="alice@fair.example", to=to))
    assert where(mail) == (IGNORED, reason, None)


def test_who_is_ignored_reaches_only_those_who_do_not_ignore_them(alice: User, bob: User, carol: Contact) -> None:
    new = letter(sender="new@else.example")
    ignore(by=alice, mail=read_letter(make_mailbox(alice), new), what=Ignore.DOMAIN)
    again = read_letter(make_mailbox(alice), letter(sender="other@else.example"))
    assert (where(again), again.earlier_reason) == ((IGNORED, Reason.SENDER_IGNORED, None), Reason.UNKNOWN)
    assert read_letter(make_mailbox(alice), letter(sender="x@not-else.example")).state == WAITING
    assert read_letter(make_mailbox(bob), letter(sender="other@else.example")).state == WAITING


# --- the drop-box ---------------------------------------------------------------------------------
@pytest.fixture
def drops(admin: User, alice: User):
    make_drop_box(alice)
    return make_mailbox(admin, address="log@fair.example", takes_drops=True)


@pytest.mark.parametrize(
    "header",
    [
        f"Delivered-To: {DROP}",
        f"X-Original-To: <{DROP}>",
        f"Received: from a by b for <{DROP}>; Wed, 18 Nov 2026 09:00:01 +0000",
    ],
)
def test_a_blind_copy_lands_on_the_customer_s_timeline_as_the_colleague_s(drops, alice, carol, header: str) -> None:
    raw = letter(sender="Alice <alice@fair.example>", to="Carol <carol@customer.example>", more=(header,))
    mail = read_letter(drops, raw)
    assert (where(mail), mail.owner) == ((TIMELINE, "", carol), alice)
    assert (mail.entry.direction, mail.entry.by, mail.entry.summary) == (Direction.OUT, alice, "Lamps")


def test_the_secret_word_is_kept_out_of_what_others_read(drops, alice, carol) -> None:
    mail = read_letter(drops, letter(sender="alice@fair.example", to=f"carol@customer.example, {DROP}"))
    assert mail.recipients == [["", "carol@customer.example"]]


def test_a_drop_box_takes_mails_of_its_colleague_alone(drops, alice, bob, carol) -> None:
    for sender in ("carol@customer.example", "bob@fair.example", "mallory@evil.example"):
        mail = read_letter(drops, letter(sender=sender, to="carol@customer.example", more=(f"Delivered-To: {DROP}",)))
        assert where(mail) == (IGNORED, Reason.NOT_THEIR_DROP, None)


def test_a_forged_colleague_waits(drops, alice, carol) -> None:
    raw = letter(
        sender="alice@fair.example", to="carol@customer.example", more=(f"Delivered-To: {DROP}",), checks="fail"
    )
    assert where(read_letter(drops, raw)) == (WAITING, Reason.FORGED, None)


def test_a_mail_forwarded_to_the_drop_box_is_the_customer_s(drops, alice, carol) -> None:
    head = "---------- Forwarded message ---------\nFrom: Carol <carol@customer.example>\nDate: Wed"
    mail = read_letter(drops, letter(sender="alice@fair.example", to=DROP, body=f"FYI\n\n{head}\n\nWhen?"))
    assert (where(mail), mail.entry.direction, mail.entry.by) == ((TIMELINE, "", carol), Direction.IN, alice)


def test_a_dropped_mail_to_nobody_known_waits_for_its_colleague(drops, alice, carol) -> None:
    raw = letter(sender="alice@fair.example", to="new@else.example", more=(f"Delivered-To: {DROP}",))
    mail = read_letter(drops, raw)
    assert (where(mail), mail.owner) == ((WAITING, Reason.NO_RECIPIENT, None), alice)


def test_an_address_that_was_renewed_is_nobody_s(drops, admin, alice, carol) -> None:
    raw = letter(sender="alice@fair.example", to="carol@customer.example", more=("Delivered-To: log+old@fair.example",))
    mail = read_letter(drops, raw)
    assert (mail.owner, mail.is_shared) == (admin, False)


def test_in_other_mailboxes_a_drop_address_means_nothing(alice, bob, carol) -> None:
    make_drop_box(alice)
    mailbox = make_mailbox(bob, address="log@fair.example")
    mail = read_letter(mailbox, letter(more=(f"Delivered-To: {DROP}",)))
    assert mail.owner == bob


def test_the_clock_of_the_entry_is_the_mail_s(alice: User, carol: Contact) -> None:
    mail = read_letter(make_mailbox(alice), letter())
    carol.refresh_from_db()
    assert mail.entry.at == carol.last_contact_at == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)

"""What a colleague decides about a mail, and takes back."""

import pytest
from django.core.exceptions import PermissionDenied

from contacts.models import Contact, ContactPoint
from interactions.models import Direction, Interaction, ResponseClock
from mailbox.actions import assign, create_from, heed, ignore, share, undo
from mailbox.actions.triage import Ignore
from mailbox.models import IgnoredSender, MailState, Reason, ReceivedMail
from staff.models import AuditEntry, User
from tests.factories.contacts import make_contact
from tests.factories.interactions import make_policy
from tests.factories.mailbox import READ_AT, letter, make_mail, make_mailbox, read_letter

NEW = "new@else.example"


@pytest.fixture
def waiting(alice: User, carol: Contact) -> list[ReceivedMail]:
    """Three mails of one unknown sender; nobody vouches for the last."""
    mailbox = make_mailbox(alice)
    return [read_letter(mailbox, letter(sender=f"Nela <{NEW}>", checks=checks)) for checks in ("pass", "pass", "fail")]


def test_an_assigned_mail_goes_onto_the_timeline(alice: User, carol: Contact, waiting) -> None:
    assign(by=alice, mail=waiting[0], contact=carol, now=READ_AT)
    mail = ReceivedMail.objects.get(pk=waiting[0].pk)
    assert (mail.state, mail.contact, mail.entry.contact, mail.entry.at) == (MailState.TIMELINE, carol, carol, mail.at)
    assert ReceivedMail.objects.waiting_for(alice).count() == 2
    assert not ContactPoint.objects.filter(normalised=NEW).exists()


def test_assigning_twice_is_assigning_once(alice: User, carol: Contact, waiting) -> None:
    dora = make_contact("Dora", owner=alice)
    for contact in (carol, dora):
        assign(by=alice, mail=waiting[0], contact=contact, now=READ_AT)
    assert Interaction.objects.get().contact == carol


def test_a_remembered_address_takes_along_what_waits_from_it_but_no_forged_mail(alice, carol, waiting) -> None:
    assign(by=alice, mail=waiting[0], contact=carol, remember=True, now=READ_AT)
    states = dict(ReceivedMail.objects.values_list("pk", "state"))
    assert [states[mail.pk] for mail in waiting] == [MailState.TIMELINE, MailState.TIMELINE, MailState.WAITING]
    points = carol.points.filter(kind="email").values_list("value", flat=True)
    assert list(points) == ["carol@customer.example", NEW]
    assert read_letter(make_mailbox(alice), letter(sender=NEW)).contact == carol


def test_a_new_contact_has_the_address_and_the_mails(alice: User, waiting) -> None:
    contact = create_from(by=alice, mail=waiting[0], full_name="Nela", now=READ_AT)
    assert (contact.owner, contact.points.get().value) == (alice, NEW)
    assert Interaction.objects.filter(contact=contact).count() == 2


def test_nobody_decides_about_another_s_mail(bob: User, carol: Contact, waiting) -> None:
    mail = waiting[0]
    for decide in (
        lambda: assign(by=bob, mail=mail, contact=carol),
        lambda: create_from(by=bob, mail=mail, full_name="X"),
        lambda: ignore(by=bob, mail=mail, what=Ignore.SENDER),
        lambda: undo(by=bob, mail=mail),
        lambda: share(by=bob, mail=mail, is_shared=True),
    ):
        with pytest.raises(PermissionDenied):
            decide()


def test_no_mail_is_put_onto_a_timeline_that_the_colleague_does_not_write(alice, charlie, waiting) -> None:
    foreign = make_contact("Foreign", owner=charlie)
    with pytest.raises(PermissionDenied):
        assign(by=alice, mail=waiting[0], contact=foreign)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(("what", "left"), [(Ignore.MAIL, 3), (Ignore.SENDER, 1), (Ignore.DOMAIN, 0)])
def test_ignoring_takes_a_mail_a_sender_or_a_domain_off_the_list_and_undoing_brings_them_back(
    alice: User, waiting, what: Ignore, left: int
) -> None:
    read_letter(make_mailbox(alice), letter(sender="other@else.example"))
    ignore(by=alice, mail=waiting[0], what=what, now=READ_AT)
    assert ReceivedMail.objects.waiting_for(alice).count() == left

    undo(by=alice, mail=ReceivedMail.objects.get(pk=waiting[0].pk), now=READ_AT)

    assert ReceivedMail.objects.waiting_for(alice).count() == 4
    assert not IgnoredSender.objects.exists()
    # A warning outlives being ignored.
    assert ReceivedMail.objects.get(pk=waiting[2].pk).reason == Reason.FORGED


def test_a_sender_heeded_again_brings_back_what_no_other_row_still_ignores(alice: User, bob: User, waiting) -> None:
    read_letter(make_mailbox(alice), letter(sender="other@else.example"))
    by_hand = read_letter(make_mailbox(alice), letter(sender=NEW))
    ignore(by=alice, mail=by_hand, what=Ignore.MAIL, now=READ_AT)
    for what in (Ignore.SENDER, Ignore.DOMAIN):
        ignore(by=alice, mail=waiting[0], what=what, now=READ_AT)
    domain, sender = IgnoredSender.objects.order_by("pattern")
    with pytest.raises(PermissionDenied):
        heed(by=bob, ignored=domain)

    heed(by=alice, ignored=domain, now=READ_AT)

    assert [mail.sender for mail in ReceivedMail.objects.waiting_for(alice)] == ["other@else.example"]
    heed(by=alice, ignored=sender, now=READ_AT)
    assert ReceivedMail.objects.waiting_for(alice).count() == 4
    assert ReceivedMail.objects.ignored_by(alice).get() == by_hand
    assert AuditEntry.objects.filter(action="mailbox.heed").count() == 2


def test_a_mail_taken_off_a_timeline_leaves_a_correction_and_may_go_elsewhere(alice: User, carol: Contact) -> None:
    mail = make_mail(alice, carol)
    first = mail.entry
    undo(by=alice, mail=mail, now=READ_AT)
    mail = ReceivedMail.objects.get()
    assert (mail.state, mail.reason, mail.suggested) == (MailState.WAITING, Reason.TAKEN_BACK, carol)
    back = Interaction.objects.get(corrects=first)
    assert (back.contact, back.direction, back.by, back.params) == (
        carol,
        Direction.INTERNAL,
        alice,
        {"taken_back": True},
    )

    assign(by=alice, mail=mail, contact=carol, now=READ_AT)
    again = ReceivedMail.objects.get().entry
    assert again not in (first, back)
    assert Interaction.objects.count() == 3


def test_nobody_waits_for_an_answer_to_a_mail_that_was_not_theirs(alice: User, carol: Contact) -> None:
    make_policy(alice, sends_receipt=True, first_response_minutes=6000)
    dora = make_contact("Dora", owner=alice)
    mail = make_mail(alice, carol)
    undo(by=alice, mail=mail, now=READ_AT)
    assign(by=alice, mail=ReceivedMail.objects.get(), contact=dora, now=READ_AT)
    assert list(ResponseClock.objects.order_by("pk").values_list("contact__full_name", "state")) == [
        (carol.full_name, "voided"),
        ("Dora", "running"),
    ]


def test_sharing_one_mail_opens_its_words_and_is_written_down(alice: User, carol: Contact) -> None:
    mail = make_mail(alice, carol)
    for is_shared in (True, True, False):
        share(by=alice, mail=mail, is_shared=is_shared, now=READ_AT)
    assert [entry.detail for entry in AuditEntry.objects.filter(action="mailbox.share").order_by("pk")] == [
        {"is_shared": True},
        {"is_shared": False},
    ]
    assert not ReceivedMail.objects.get().is_shared

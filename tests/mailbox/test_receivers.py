"""Mails of those who are merged, erased, or leave."""

from datetime import UTC, datetime

from contacts.actions.erasing import erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact
from mailbox.actions import assign
from mailbox.models import IgnoredSender, MailPart, ReceivedMail
from staff.models import User
from staff.people import belongings
from tests.factories.contacts import make_contact
from tests.factories.mailbox import letter, make_mail, make_mailbox, read_letter

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def test_mails_go_along_with_a_merge_and_come_back(alice: User, carol: Contact) -> None:
    twin = make_contact("Karolína", owner=alice, email="karolina@customer.example")
    placed, waits = make_mail(alice, twin), make_mail(alice, twin, checks="fail")
    merge = merge_contacts(by=alice, survivor=carol, merged=twin, now=NOW)
    for mail in (placed, waits):
        mail.refresh_from_db()
    assert (placed.contact, placed.entry.contact, waits.suggested) == (carol, carol, carol)
    undo_merge(by=alice, merge=merge, now=NOW)
    for mail in (placed, waits):
        mail.refresh_from_db()
    assert (placed.contact, waits.suggested) == (twin, twin)


def test_erasing_takes_the_words_and_files_and_the_address_from_other_mails(alice, admin, carol: Contact) -> None:
    placed, waits = make_mail(alice, carol), make_mail(alice, carol, checks="fail")
    MailPart.objects.create(mail=placed, position=1, name="plan.pdf", content_type="x", size=1, content=b"1")
    dora = make_contact("Dora", owner=alice, email="dora@other.example")
    to = "alice@fair.example, Carol <carol@customer.example>"
    other = read_letter(make_mailbox(alice), letter(sender="dora@other.example", to=to, body="Hers"))
    IgnoredSender.objects.create(owner=alice, pattern="carol@customer.example")

    erase_contact(by=admin, contact=carol, now=NOW)

    for mail in (placed, waits, other):
        mail.refresh_from_db()
    for mail in (placed, waits):
        assert (mail.subject, mail.text, mail.sender, mail.recipients, mail.message_id) == ("", "", "", [], "")
        assert mail.digest
    assert not MailPart.objects.exists()
    assert not IgnoredSender.objects.exists()
    assert (other.contact, other.text, other.recipients) == (dora, "Hers", [["", "alice@fair.example"]])


def test_erasing_one_of_two_with_one_address_leaves_the_other_s_mails(alice, admin, carol: Contact) -> None:
    dora = make_contact("Dora", owner=alice, email="carol@customer.example")
    mail = read_letter(make_mailbox(alice), letter(body="Hers"))
    assign(by=alice, mail=mail, contact=dora, now=NOW)
    for contact, left in ((carol, ("Hers", "carol@customer.example")), (dora, ("", ""))):
        erase_contact(by=admin, contact=contact, now=NOW)
        mail.refresh_from_db()
        assert (mail.text, mail.sender) == left


def test_what_was_forgotten_is_not_read_again(alice: User, admin: User, carol: Contact) -> None:
    raw, mailbox = letter(), make_mailbox(alice)
    read_letter(mailbox, raw)
    erase_contact(by=admin, contact=carol, now=NOW)
    assert read_letter(mailbox, raw).text == ""
    assert ReceivedMail.objects.count() == 1


def test_shared_mailboxes_are_told_before_somebody_leaves(alice: User) -> None:
    make_mailbox(alice, is_shared=True)
    make_mailbox(alice)
    assert [(str(one.label), one.count) for one in belongings(alice)] == [("Shared mailboxes", 1)]

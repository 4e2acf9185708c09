from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from crm.encryption import decrypt
from mailbox import imap
from mailbox.actions import renew_drop_box, save_mailbox, set_paused
from mailbox.actions.mailboxes import hand_over
from mailbox.models import DropBox, Mailbox, MailState
from staff.models import User
from tests.factories.mailbox import READ_AT, letter, make_drop_box, make_mail, make_mailbox, read_letter


def test_the_password_is_kept_encrypted_and_stays_where_none_is_given(alice: User) -> None:
    mailbox = make_mailbox(alice)
    save_mailbox(by=alice, mailbox=mailbox, fields={}, password="pässword ", now=READ_AT)
    save_mailbox(by=alice, mailbox=mailbox, fields={"folder": "Sent"}, now=READ_AT)
    mailbox.refresh_from_db()
    assert "ssword" not in mailbox.secret
    assert decrypt(mailbox.secret, imap.PURPOSE) == "pässword "


def test_passwords_survive_a_change_of_the_key(alice: User, settings) -> None:
    mailbox = make_mailbox(alice)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" + "y" * 50
    out = StringIO()
    call_command("renew_mailbox_secrets", stdout=out)
    settings.SECRET_KEY_FALLBACKS = []
    mailbox.refresh_from_db()
    assert out.getvalue() == "1 passwords are encrypted with the present key.\n"
    assert decrypt(mailbox.secret, imap.PURPOSE) == "open sesame"


def test_another_folder_is_read_from_its_beginning(alice: User) -> None:
    mailbox = make_mailbox(alice, last_uid=70)
    save_mailbox(by=alice, mailbox=mailbox, fields={"is_shared": True}, now=READ_AT)
    assert Mailbox.objects.get().last_uid == 70
    save_mailbox(by=alice, mailbox=mailbox, fields={"folder": "Sent"}, now=READ_AT)
    assert (Mailbox.objects.get().last_uid, Mailbox.objects.get().uid_validity) == (0, None)


def test_only_who_configures_the_house_says_where_drop_boxes_arrive(alice: User, admin: User) -> None:
    with pytest.raises(PermissionDenied):
        save_mailbox(by=alice, mailbox=make_mailbox(alice), fields={"takes_drops": True})
    save_mailbox(by=admin, mailbox=make_mailbox(admin), fields={"takes_drops": True})
    with pytest.raises(ValidationError):
        save_mailbox(by=admin, mailbox=make_mailbox(admin), fields={"takes_drops": True})
    with pytest.raises(PermissionDenied):
        save_mailbox(by=alice, mailbox=Mailbox.objects.get(takes_drops=True), fields={"takes_drops": False})


def test_nobody_changes_another_s_mailbox(alice: User, admin: User) -> None:
    mailbox = make_mailbox(alice)
    with pytest.raises(PermissionDenied):
        save_mailbox(by=admin, mailbox=mailbox, fields={"host": "evil.example"})
    with pytest.raises(PermissionDenied):
        set_paused(by=admin, mailbox=mailbox, is_paused=True)


def test_a_paused_mailbox_that_goes_on_is_tried_at_once(alice: User) -> None:
    mailbox = make_mailbox(alice, problem="login", failures=9)
    for is_paused in (True, False):
        set_paused(by=alice, mailbox=mailbox, is_paused=is_paused, now=READ_AT)
    mailbox.refresh_from_db()
    assert (mailbox.is_paused, mailbox.failures, mailbox.problem, mailbox.next_read_at) == (False, 0, "", READ_AT)


def test_each_drop_box_address_is_another(alice: User, bob: User, admin: User, marketer: User) -> None:
    tokens = [renew_drop_box(by=user).token for user in (alice, alice, bob)]
    assert len(set(tokens)) == 3
    assert min(map(len, tokens)) >= 24
    assert DropBox.objects.get(user=alice).token == tokens[1]
    mailbox = make_mailbox(admin, address="log@fair.example")
    assert DropBox.objects.get(user=bob).address_at(mailbox) == f"log+{tokens[2]}@fair.example"
    with pytest.raises(PermissionDenied):
        renew_drop_box(by=marketer)


def test_of_who_leaves_shared_mailboxes_go_to_the_successor_and_personal_ones_are_closed(alice, bob, carol) -> None:
    shared, personal = make_mailbox(alice, is_shared=True), make_mailbox(alice)
    waits, private = (read_letter(box, letter(sender="x@else.example")) for box in (shared, personal))
    done = make_mail(alice, carol)
    make_drop_box(alice)

    hand_over(alice, bob)

    for row in (shared, personal, waits, private, done):
        row.refresh_from_db()
    assert (shared.owner, shared.is_paused, waits.owner, waits.state) == (bob, False, bob, MailState.WAITING)
    assert (personal.owner, personal.is_paused, personal.secret, private.owner) == (alice, True, "", alice)
    assert done.owner == alice
    assert not DropBox.objects.exists()


def test_a_folder_that_the_successor_reads_already_is_closed(alice: User, bob: User) -> None:
    both = make_mailbox(alice, is_shared=True)
    make_mailbox(bob, is_shared=True, username=both.username)
    hand_over(alice, bob)
    both.refresh_from_db()
    assert (both.owner, both.is_paused, both.secret) == (alice, True, "")


def test_without_a_successor_everything_is_closed(alice: User) -> None:
    shared = make_mailbox(alice, is_shared=True)
    hand_over(alice, None)
    shared.refresh_from_db()
    assert (shared.is_paused, shared.secret) == (True, "")

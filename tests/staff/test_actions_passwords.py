"""The link by which somebody chooses a new password, as an administrator sends it; asking for one is in tests/trust."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from staff.actions import passwords
from staff.models import AuditEntry
from tests.staff.sign_in import _mails_stay_in_memory, link_in, with_password  # noqa: F401  (a fixture)


def test_an_administrator_sends_a_link_and_learns_no_password(admin, alice):
    alice.language = "cs"
    alice.save()

    passwords.send_link(by=admin, person=with_password(alice))

    (letter,) = mail.outbox
    assert letter.to == [alice.email]
    client, new = Client(), "another-harbour-lantern"
    page = client.get(link_in(letter), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)
    entry = AuditEntry.objects.get(action="staff.password.send_link")
    assert (entry.actor, entry.subject_id) == (admin, alice.pk)


def test_nobody_else_sends_one(admin, alice, bob):
    for by, person in ((alice, bob), (alice, admin)):
        with pytest.raises(PermissionDenied):
            passwords.send_link(by=by, person=person)
    assert mail.outbox == []


def test_whoever_left_gets_none(admin, alice):
    alice.is_active = False
    alice.save()
    with pytest.raises(ValidationError, match="left already"):
        passwords.send_link(by=admin, person=alice)
    assert mail.outbox == []

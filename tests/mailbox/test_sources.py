from datetime import UTC, datetime

from django.urls import reverse

from mailbox.models import Mailbox, Problem
from mailbox.sources import mailboxes_failing, mails_waiting
from staff.models import User
from tests.factories.mailbox import make_mail, make_mailbox

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def test_mails_that_wait_are_one_row_of_my_day(sign_in, alice: User, bob: User) -> None:
    assert list(mails_waiting(alice, NOW)) == []
    for _number in range(2):
        make_mail(alice)
    (row,) = mails_waiting(alice, NOW)
    assert (row.title, row.url) == ("2 mails wait for you", reverse("mailbox:triage"))
    assert list(mails_waiting(bob, NOW)) == []
    assert "2 mails wait for you" in sign_in(alice).get(reverse("interactions:my_day")).content.decode()


def test_a_mailbox_that_fails_again_and_again_is_told_to_its_owner(alice: User, bob: User) -> None:
    mailbox = make_mailbox(alice, problem=Problem.LOGIN, failures=3)
    assert list(mailboxes_failing(alice, NOW)) == []
    Mailbox.objects.update(failures=4)
    (row,) = mailboxes_failing(alice, NOW)
    assert (row.title, row.reason) == (
        f"The mailbox {mailbox.address} cannot be read",
        "The server refuses this user or password.",
    )
    assert list(mailboxes_failing(bob, NOW)) == []
    Mailbox.objects.update(is_paused=True)
    assert list(mailboxes_failing(alice, NOW)) == []

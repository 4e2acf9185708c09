from datetime import UTC, datetime

from django.urls import reverse

from mailbox.sources import mails_waiting
from staff.models import User
from tests.factories.mailbox import make_mail

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def test_mails_that_wait_are_one_row_of_my_day(sign_in, alice: User, bob: User) -> None:
    assert list(mails_waiting(alice, NOW)) == []
    for _number in range(2):
        make_mail(alice)
    (row,) = mails_waiting(alice, NOW)
    assert (row.title, row.url) == ("2 mails wait for you", reverse("mailbox:triage"))
    assert list(mails_waiting(bob, NOW)) == []
    assert "2 mails wait for you" in sign_in(alice).get(reverse("interactions:my_day")).content.decode()

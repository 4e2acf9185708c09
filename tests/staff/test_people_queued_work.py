"""What a colleague queued is judged by the rights they have when it runs."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions import importing
from contacts.actions.importing import import_contacts
from contacts.models import Contact
from interactions.models import FollowUpKind
from outreach.actions.sending import send_due
from outreach.models import Message
from staff.actions import leaving, people
from staff.models import Role, User
from tests.factories.interactions import make_follow_up
from tests.factories.staff import make_user

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
DUE = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def mail(alice, carol, settings, tmp_path) -> Message:
    settings.MAIL_DIR = tmp_path
    follow_up = make_follow_up(alice, carol, now=NOW, in_hours=1, kind=FollowUpKind.MAIL, body="Hello.", title="Offer")
    return follow_up.message


def outcome(mail: Message) -> tuple[str, str]:
    send_due(worker="test", now=DUE)
    mail.refresh_from_db()
    return mail.state, mail.reason


def test_the_mail_of_a_colleague_in_office_leaves(mail):
    assert outcome(mail) == ("sent", "")


def test_the_mail_of_a_demoted_colleague_stays(mail, alice, admin):
    people.change_colleague(by=admin, person=alice, powers=[Role.MARKETER], team=alice.team, now=NOW)
    assert outcome(mail) == ("skipped", "sender")


def test_the_mail_of_a_deactivated_colleague_stays(mail, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert outcome(mail) == ("skipped", "sender")


def test_what_was_handed_over_leaves_in_the_successors_name(mail, alice, bob, admin, tmp_path):
    leaving.deactivate(by=admin, person=alice, successor=bob, now=NOW)
    assert outcome(mail) == ("sent", "")
    assert mail.sender == bob
    [file] = tmp_path.glob("*.eml")
    assert "From: Bob" in file.read_text()


def test_a_reminder_of_who_was_deactivated_stays_and_one_handed_over_comes_to_the_successor(
    alice, bob, carol, admin, settings, tmp_path
):
    settings.MAIL_DIR = tmp_path
    reminder = make_follow_up(alice, carol, now=NOW, in_hours=1).message
    leaving.deactivate(by=admin, person=alice, successor=bob, now=NOW)
    assert outcome(reminder) == ("sent", "")
    assert (reminder.user, reminder.address) == (bob, bob.email)


@pytest.mark.parametrize("loss", ["demoted", "deactivated"])
def test_an_import_under_way_stops_with_the_right_to_import(alice, admin, monkeypatch, loss):
    """The first chunk is written; then the right goes, and the second chunk is refused."""
    in_chunks = importing.chunks

    def one_by_one(people_read: list[object]):
        yield from ([person] for chunk in in_chunks(people_read) for person in chunk)

    def lose_the_right_after_the_first(job: object, chunk: list[object]) -> None:
        imported(job, chunk)
        if loss == "demoted":
            people.change_colleague(by=admin, person=alice, powers=[Role.ANALYST], team=alice.team, now=NOW)
        else:
            leaving.deactivate(by=admin, person=alice, successor=make_user("Heir", Role.MANAGER), now=NOW)

    imported = importing._import_chunk
    monkeypatch.setattr(importing, "chunks", one_by_one)
    monkeypatch.setattr(importing, "_import_chunk", lose_the_right_after_the_first)
    rows = "full_name,email\nJan Novák,jan@x.example\nEva Nová,eva@x.example\n"

    with pytest.raises(PermissionDenied):
        import_contacts(by=alice, data=rows.encode(), filename="people.csv", now=NOW)

    assert list(Contact.objects.values_list("full_name", flat=True)) == ["Jan Novák"]

from datetime import UTC, datetime, time

import pytest
from django.core.exceptions import ValidationError

from staff import actions
from staff.actions.organisation import _insert_once
from staff.models import AuditEntry, Notice, Organisation, User
from staff.signals import organisation_founded

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HOUSE = {
    "name": "Lantern",
    "postal_address": "Dlouhá 12, Praha",
    "time_zone": "Europe/Prague",
    "base_currency": "CZK",
    "languages": ["cs", "en"],
    "default_language": "cs",
    "feb29": "mar1",
    "now": NOW,
}
ACCOUNT = actions.NewAccount("Ada@Lantern.example", "Ada Lee", "quiet-harbour-lantern", "cs")


@pytest.fixture
def announced():
    heard = []

    def listen(organisation, now, **kwargs):
        heard.append((organisation.name, now))

    organisation_founded.connect(listen)
    yield heard
    organisation_founded.disconnect(listen)


def test_founding_makes_the_house_and_its_first_superuser(db, announced):
    organisation, founder = actions.found_organisation(**HOUSE, account=ACCOUNT)

    assert organisation == Organisation.current()
    assert (organisation.base_currency, organisation.languages, organisation.feb29) == (
        "CZK",
        ["cs", "en"],
        "mar1",
    )
    assert (founder.email, founder.is_superuser, founder.is_staff) == ("ada@lantern.example", True, True)
    assert (founder.language, founder.time_zone) == ("cs", "Europe/Prague")
    assert founder.check_password("quiet-harbour-lantern") is True
    assert announced == [("Lantern", NOW)]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.at) == ("staff.found", founder, NOW)


def test_the_house_is_founded_once(organisation, admin, announced):
    with pytest.raises(ValidationError) as refused:
        actions.found_organisation(**HOUSE, by=admin)

    assert refused.value.messages == ["Rapport is already set up."]
    assert Organisation.current().name == "Mostly Fair Ltd"
    assert announced == []


def test_two_founders_at_once_leave_one_house(db, monkeypatch):
    actions.found_organisation(**HOUSE, account=ACCOUNT)

    with pytest.raises(ValidationError) as refused:
        _insert_once(Organisation(pk=1, name="Second", postal_address="Elsewhere"))

    assert refused.value.messages == ["Rapport is already set up."]
    assert Organisation.objects.count() == 1


def test_an_account_is_not_made_where_somebody_is_already(db):
    User.objects.create_user("first@lantern.example", "x" * 12, full_name="First")

    with pytest.raises(ValidationError) as refused:
        actions.found_organisation(**HOUSE, account=ACCOUNT)

    assert refused.value.messages == ["Sign in as a superuser to set Rapport up."]
    assert (Organisation.objects.count(), User.objects.count()) == (0, 1)


def test_only_a_superuser_founds(db):
    clerk = User.objects.create_user("clerk@lantern.example", "x" * 12, full_name="Clerk")

    for nobody in (clerk, None):
        with pytest.raises(ValidationError):
            actions.found_organisation(**HOUSE, by=nobody)

    assert Organisation.objects.count() == 0


def test_an_existing_superuser_founds_without_a_new_account(db):
    root = User.objects.create_superuser("root@lantern.example", "x" * 12, full_name="Root")

    _organisation, founder = actions.found_organisation(**HOUSE, by=root)

    assert founder == root
    assert User.objects.count() == 1


def test_a_wrong_zone_founds_nothing(db):
    with pytest.raises(ValidationError):
        actions.found_organisation(**{**HOUSE, "time_zone": "Mars/Olympus"}, account=ACCOUNT)

    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)


def test_a_profile_change_names_the_changed_fields_in_the_audit_trail(alice):
    actions.update_profile(
        by=alice,
        full_name="Alice Lee",
        language="da",
        time_zone=alice.time_zone,
        signature="Kind regards, Alice",
        work_from=time(8),
        work_until=alice.work_until,
        theme=alice.theme,
        now=NOW,
    )

    alice.refresh_from_db()
    assert (alice.full_name, alice.language, alice.work_from) == ("Alice Lee", "da", time(8))
    entry = AuditEntry.objects.get(action="staff.profile.update")
    assert entry.actor == alice
    assert entry.detail == {"fields": ["full_name", "language", "signature", "work_from"]}


def test_hours_that_end_before_they_begin_are_refused(alice):
    values = {"full_name": "Alice", "language": "en", "time_zone": "UTC", "signature": "", "theme": "auto"}

    with pytest.raises(ValidationError) as refused:
        actions.update_profile(by=alice, **values, work_from=time(17), work_until=time(9))

    assert refused.value.messages == ["Working hours end after they begin."]
    alice.refresh_from_db()
    assert alice.time_zone == "Europe/Prague"


def test_a_preference_that_is_none_is_refused(alice):
    with pytest.raises(ValueError, match="“is_superuser” is not a preference"):
        actions.set_preference(by=alice, preference="is_superuser", value="yes")

    alice.refresh_from_db()
    assert alice.is_superuser is False


def test_nothing_changed_leaves_no_audit_entry(alice, admin):
    actions.set_preference(by=alice, preference="theme", value=alice.theme)
    actions.update_organisation(by=admin, name="Mostly Fair Ltd")

    assert AuditEntry.objects.count() == 0


def test_the_organisations_settings_are_audited(admin):
    actions.update_organisation(by=admin, name="Fairer Ltd", feb29="leap_only", now=NOW)

    entry = AuditEntry.objects.get(action="staff.organisation.update")
    assert (entry.actor, entry.at, entry.detail) == (admin, NOW, {"fields": ["name", "feb29"]})
    assert Organisation.current().name == "Fairer Ltd"


def test_a_notice_with_the_same_key_is_told_once(alice, bob):
    told = [
        actions.notify(user=user, kind="test", key="birthday:1:2026", params={"name": "Carol"}, now=NOW)
        for user in (alice, alice, bob)
    ]

    assert told == [True, False, True]
    assert Notice.objects.filter(user=alice).count() == 1


def test_marking_as_read_touches_ones_own_unread_notices_only(alice, bob):
    for key in ("a", "b"):
        actions.notify(user=alice, kind="test", key=key)
    actions.notify(user=bob, kind="test", key="a")
    bobs = bob.notices.get()

    assert actions.mark_notices_read(by=alice, notice=bobs) == 0
    assert actions.mark_notices_read(by=alice, notice=alice.notices.first(), now=NOW) == 1
    assert actions.mark_notices_read(by=alice) == 1
    assert list(Notice.objects.filter(read_at__isnull=True)) == [bobs]

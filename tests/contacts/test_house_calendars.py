"""What administrators write down about working days in a country, and what the light makes of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from contacts import house_calendars
from contacts.call_facts import facts, fasting, light_for
from contacts.house_calendars import NOTHING_KNOWN, house_calendar
from contacts.models import Contact, SpecialHours, WorkingCalendar
from contacts.ramadan import ramadans
from staff.models import AuditEntry, Team, User
from tests.factories.contacts import make_contact

SignIn = Callable[[User], Client]


def keep(country: str, region: str = "", **known: object) -> WorkingCalendar:
    row = WorkingCalendar.objects.create(country=country, region=region, **known)
    house_calendars.forget()
    return row


def keep_hours(calendar: WorkingCalendar, start: int, end: int, **when: object) -> None:
    SpecialHours.objects.create(calendar=calendar, hours_from=time(start), hours_until=time(end), **when)
    house_calendars.forget()


def saudi(owner: User, **fields: object) -> Contact:
    return make_contact("Sara", owner=owner, country="SA", time_zone="Asia/Riyadh", **fields)


def riyadh(on: date, hour: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour - 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "spans"),
    [
        (2026, [("2026-02-18", "2026-03-19")]),
        (2027, [("2027-02-08", "2027-03-08")]),
        (2028, [("2028-01-28", "2028-02-25")]),
        (2030, [("2030-01-05", "2030-02-03"), ("2030-12-26", "2031-01-23")]),
        (1900, []),
        (2100, []),
    ],
)
def test_ramadan_by_umm_al_qura(year: int, spans: list[tuple[str, str]]) -> None:
    assert [(f"{first}", f"{last}") for first, last in ramadans(year)] == spans


def test_ramadan_hours_of_a_calendar_are_explicit(alice: User) -> None:
    contact, in_ramadan, after = saudi(alice), date(2027, 2, 10), date(2027, 3, 17)
    assert light_for(contact, riyadh(in_ramadan, 15)).colour == "green"
    keep_hours(keep("SA"), 10, 15, season="ramadan")
    assert light_for(contact, riyadh(in_ramadan, 15)).reason == "Outside their hours: 10:00 to 15:00."
    assert light_for(contact, riyadh(in_ramadan, 14)).colour == "amber"  # the last half hour
    assert light_for(contact, riyadh(after, 15)).colour == "green"


def test_ones_own_hours_and_those_of_the_season_both_hold(alice: User) -> None:
    keep_hours(keep("SA"), 10, 15, season="ramadan")
    contact = saudi(alice, hours_from=time(13), hours_until=time(18))
    seen = {hour: light_for(contact, riyadh(date(2027, 2, 10), hour)).colour for hour in (11, 14, 16)}
    assert seen == {11: "red", 14: "amber", 16: "red"}


def test_summer_hours_hold_between_their_dates(alice: User, carol: Contact) -> None:
    keep_hours(keep("CZ"), 8, 14, season="dates", first_day=date(2026, 7, 1), last_day=date(2026, 8, 31))
    at = datetime(2026, 7, 1, 13, tzinfo=UTC)  # 15:00 in Prague
    assert [light_for(carol, at.replace(month=month)).colour for month in (6, 7, 9)] == ["green", "red", "green"]


def test_the_calendar_of_a_region_stands_above_its_countrys(alice: User) -> None:
    keep("DE", is_friday_short=True)
    keep("DE", "Bayern", lunch_from=time(11), lunch_until=time(12))
    assert house_calendar("de", "DE-BY", 2026).lunch == (time(11), time(12))
    assert not house_calendar("DE", "BY", 2026).short_friday
    assert house_calendar("DE", "BE", 2026).short_friday
    assert house_calendar("FR", "", 2026) == NOTHING_KNOWN


def test_a_short_friday_is_amber_from_noon(carol: Contact) -> None:
    friday = datetime(2026, 6, 5, 13, tzinfo=UTC)
    assert light_for(carol, friday).colour == "green"
    keep("CZ", is_friday_short=True)
    assert light_for(carol, friday).reason == "Friday afternoon there."


def test_a_decree_lifts_what_is_provisional(alice: User) -> None:
    contact = make_contact("Li", owner=alice, country="CN", time_zone="Asia/Shanghai")
    at = datetime(2027, 6, 2, 2, tzinfo=UTC)
    assert light_for(contact, at).reason == "The public holidays of this year are not decreed there yet."
    keep("CN", decreed_until=2027, decreed_on=date(2026, 11, 12))
    assert light_for(contact, at).colour == "green"
    assert light_for(contact, at.replace(year=2028, day=1)).colour == "amber"


def test_lunch_and_opening_hours_of_a_country_and_ones_own(carol: Contact) -> None:
    keep("CZ", hours_from=time(7), hours_until=time(15), lunch_from=time(11), lunch_until=time(12))
    noon = datetime(2026, 6, 2, 9, 30, tzinfo=UTC)  # 11:30 in Prague
    assert light_for(carol, noon).reason == "Lunch time there: 11:00 to 12:00."
    assert light_for(carol, noon.replace(hour=14)).reason == "Outside their hours: 07:00 to 15:00."
    carol.lunch_from, carol.lunch_until = time(13), time(14)
    assert light_for(carol, noon).colour == "green"


def test_who_told_us_that_they_fast_is_left_alone_in_the_afternoon(alice: User) -> None:
    contact, day = saudi(alice), date(2027, 2, 10)
    assert light_for(contact, riyadh(day, 14)).colour == "green"
    contact.fasting_told_on = date(2026, 12, 1)
    assert light_for(contact, riyadh(day, 14)).reason == "Not a good hour for this contact, as they told us."
    assert light_for(contact, riyadh(day, 10)).colour == "green"
    assert light_for(contact, riyadh(date(2027, 3, 17), 14)).colour == "green"
    assert facts(saudi(alice), refused=False).fasting == ()
    assert len(fasting(2030)) == 4


def test_the_calendars_are_read_once_for_many_people(alice: User, django_assert_num_queries: Any) -> None:
    people = [make_contact(f"Somebody {number}", owner=alice) for number in range(3)]
    keep_hours(keep("CZ"), 8, 14, season="ramadan")
    with django_assert_num_queries(2):
        for person in people:
            facts(person, refused=False)
    keep("CZ", team=alice.team)
    with django_assert_num_queries(2):
        for person in people:
            facts(person, refused=False)
    with django_assert_num_queries(0):
        for person in people:
            facts(person, refused=False)


def test_a_team_s_calendar_wins_for_its_contacts(alice: User, carol: Contact) -> None:
    summer = {"season": "dates", "first_day": date(2026, 7, 1), "last_day": date(2026, 8, 31)}
    keep_hours(keep("CZ", lunch_from=time(11), lunch_until=time(12)), 8, 14, **summer)
    theirs, others = Team.objects.create(name="Elsewhere"), make_contact("Other", owner=None, team=None)
    keep_hours(keep("CZ", team=theirs), 10, 18, **summer)
    keep("CZ", team=alice.team, is_friday_short=True)
    ours, before = carol, datetime(2026, 7, 2, 13, tzinfo=UTC)  # 15:00 in Prague, a Thursday
    moved = make_contact("Moved", owner=None, team=theirs)
    assert [light_for(one, before).colour for one in (ours, others, moved)] == ["red", "red", "green"]
    assert house_calendar("CZ", "", 2026, theirs.pk).lunch == (time(11), time(12))
    known = [house_calendar("CZ", "", 2026, team).short_friday for team in (alice.team_id, theirs.pk, None)]
    assert known == [True, False, False]


def test_a_decree_holds_for_every_team(alice: User) -> None:
    keep("CN", decreed_until=2027, decreed_on=date(2026, 11, 12))
    keep("CN", team=alice.team, hours_from=time(8), hours_until=time(16))
    known = house_calendar("CN", "", 2027, alice.team_id)
    assert (known.decreed_until, known.hours) == (2027, (time(8), time(16)))


def test_a_country_has_one_calendar_of_the_house_and_one_of_each_team(alice: User) -> None:
    keep("SA")
    keep("SA", team=alice.team)
    for again in ({}, {"team": alice.team}):
        with pytest.raises(ValidationError, match="has its calendar already"):
            WorkingCalendar(country="SA", **again).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkingCalendar.objects.create(country="SA", **again)


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"hours_from": time(9)}, "Opening hours need a beginning before their end."),
        ({"lunch_from": time(13), "lunch_until": time(12)}, "Lunch needs a beginning before its end."),
        ({"decreed_until": 2027}, "A decree has its year and its date."),
        ({"decreed_until": 1, "decreed_on": date(2026, 1, 1)}, "Ensure this value is greater than or equal to 2000."),
    ],
)
def test_a_calendar_that_says_nonsense_is_refused(db: None, known: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        WorkingCalendar(country="SA", **known).full_clean()
    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    "when",
    [
        {"season": "dates"},
        {"season": "dates", "first_day": date(2026, 7, 1)},
        {"season": "dates", "first_day": date(2026, 7, 2), "last_day": date(2026, 7, 1)},
        {"season": "ramadan", "first_day": date(2026, 7, 1), "last_day": date(2026, 7, 2)},
    ],
)
def test_a_season_without_its_days_is_refused(db: None, when: dict[str, Any]) -> None:
    row = SpecialHours(calendar=keep("SA"), hours_from=time(9), hours_until=time(15), **when)
    with pytest.raises(ValidationError, match="Give the first and the last day"):
        row.full_clean()


def test_an_administrator_writes_a_calendar_down(sign_in: SignIn, admin: User, alice: User) -> None:
    add = reverse("admin:contacts_workingcalendar_add")
    data = {
        "country": "SA", "region": "", "hours_from": "08:00", "hours_until": "16:00", "special_hours-TOTAL_FORMS": 1,
        "special_hours-INITIAL_FORMS": 0, "special_hours-0-season": "ramadan", "special_hours-0-hours_from": "10:00",
        "special_hours-0-hours_until": "15:00",
    }  # fmt: skip
    assert sign_in(admin).post(add, data).status_code == 302
    row = WorkingCalendar.objects.get()
    assert (row.country, row.special_hours.get().season) == ("SA", "ramadan")
    assert AuditEntry.objects.filter(action="admin.add", subject_id=row.pk).exists()
    assert sign_in(alice).get(add).status_code in (302, 403, 404)

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from contacts.calling import CallFacts, Light, Span, call_light, is_humane_hour, light_now

PRAGUE = ZoneInfo("Europe/Prague")
TUESDAY, FRIDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def czech(**known):
    return CallFacts(**{"zone": "Europe/Prague", "zone_confirmed": True, "country": "CZ"} | known)


def at(on, hour, minute=0, place="Europe/Prague"):
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(place)).astimezone(UTC)


def colour_and_reason(person, now):
    light = call_light(person, now)
    return light.colour, light.reason


def test_green_within_working_hours_is_good_now():
    now = at(TUESDAY, 10)
    assert call_light(czech(), now) == Light("green", "Working hours there: it is 10:00.", now)


@pytest.mark.parametrize(
    ("hour", "minute", "colour"),
    [
        (7, 59, "red"),
        (8, 0, "amber"),
        (8, 59, "amber"),
        (9, 0, "amber"),
        (9, 29, "amber"),
        (9, 30, "green"),
        (11, 59, "green"),
        (12, 0, "amber"),
        (12, 59, "amber"),
        (13, 0, "green"),
        (16, 29, "green"),
        (16, 30, "amber"),
        (17, 0, "amber"),
        (19, 59, "amber"),
        (20, 0, "red"),
    ],
)
def test_the_day_in_colours_with_half_open_bounds(hour, minute, colour):
    assert call_light(czech(), at(TUESDAY, hour, minute)).colour == colour


@pytest.mark.parametrize(
    ("known", "now", "colour", "reason"),
    [
        ({"do_not_contact": True}, at(TUESDAY, 10), "red", "This contact is not to be contacted."),
        ({"calls_refused": True}, at(TUESDAY, 10), "red", "This contact does not want calls."),
        ({}, at(TUESDAY, 3, 10), "red", "It is 03:10 there; calls fit between 08:00 and 20:00."),
        ({}, at(date(2026, 12, 25), 10), "red", "A public holiday there: Christmas Day."),
        ({}, at(SATURDAY, 10), "red", "It is the weekend there."),
        (
            {"hours_start": time(13), "hours_end": time(16), "hours_explicit": True},
            at(TUESDAY, 10),
            "red",
            "Outside their hours: 13:00 to 16:00.",
        ),
        ({}, at(TUESDAY, 18), "amber", "Outside usual working hours: 09:00 to 17:00."),
        ({}, at(TUESDAY, 12, 30), "amber", "Lunch time there: 12:00 to 13:00."),
        ({}, at(TUESDAY, 9, 10), "amber", "The first half hour of their day."),
        ({}, at(TUESDAY, 16, 45), "amber", "The last half hour of their day."),
        ({}, at(date(2026, 11, 16), 14), "amber", "The afternoon before a public holiday there."),
        ({"short_friday": True}, at(FRIDAY, 13), "amber", "Friday afternoon there."),
        (
            {"fasting": (Span(TUESDAY, TUESDAY, time(9), time(15)),)},
            at(TUESDAY, 10),
            "amber",
            "Not a good hour for this contact, as they told us.",
        ),
        ({"zone_confirmed": False}, at(TUESDAY, 10), "amber", "Their time zone is not confirmed."),
        (
            {"country": ""},
            at(TUESDAY, 10),
            "amber",
            "Their country is not known, so holidays cannot be checked.",
        ),
    ],
)
def test_each_reason_in_words(known, now, colour, reason):
    assert colour_and_reason(czech(**known), now) == (colour, reason)


@pytest.mark.parametrize(
    ("facts", "now", "colour", "reason"),
    [
        (
            CallFacts("Asia/Dubai", zone_confirmed=True, country="AE"),
            at(FRIDAY, 13, place="Asia/Dubai"),
            "amber",
            "Friday afternoon there.",
        ),
        (
            CallFacts("Asia/Kolkata", zone_confirmed=True, country="IN", region="Karnataka"),
            at(SATURDAY, 10, place="Asia/Kolkata"),
            "amber",
            "Saturday there; not every office works.",
        ),
        (
            CallFacts("Europe/Berlin", zone_confirmed=True, country="DE"),
            at(date(2026, 1, 6), 10, place="Europe/Berlin"),
            "amber",
            "A public holiday in a part of their country, and their region is not known.",
        ),
        (
            CallFacts("Asia/Shanghai", zone_confirmed=True, country="CN"),
            at(date(2027, 3, 16), 10, place="Asia/Shanghai"),
            "amber",
            "The public holidays of this year are not decreed there yet.",
        ),
        (
            CallFacts("Europe/Madrid", zone_confirmed=True, country="ES", region="Madrid"),
            at(TUESDAY, 14, 30, place="Europe/Madrid"),
            "amber",
            "Lunch time there: 14:00 to 16:00.",
        ),
        (
            CallFacts("Europe/Madrid", zone_confirmed=True, country="ES", region="Madrid"),
            at(TUESDAY, 12, 30, place="Europe/Madrid"),
            "green",
            "Working hours there: it is 12:30.",
        ),
        (
            CallFacts("Asia/Shanghai", zone_confirmed=True, country="CN"),
            at(date(2026, 2, 14), 10, place="Asia/Shanghai"),
            "green",
            "Working hours there: it is 10:00.",
        ),
        (
            CallFacts("Asia/Riyadh", zone_confirmed=True, country="SA"),
            at(FRIDAY, 10, place="Asia/Riyadh"),
            "red",
            "It is the weekend there.",
        ),
    ],
)
def test_customs_of_countries(facts, now, colour, reason):
    assert colour_and_reason(facts, now) == (colour, reason)


def test_a_refusal_outranks_every_other_reason():
    person = czech(do_not_contact=True, calls_refused=True)
    assert call_light(person, at(SATURDAY, 3)) == Light("red", "This contact is not to be contacted.", None)


def test_explicit_hours_allow_what_default_hours_doubt():
    person = czech(hours_start=time(17), hours_end=time(20), hours_explicit=True)
    assert call_light(person, at(TUESDAY, 18)).colour == "green"


def test_hours_of_ramadan_replace_the_usual_ones():
    ramadan = Span(date(2027, 2, 8), date(2027, 3, 8), time(9), time(14))
    person = CallFacts("Asia/Riyadh", zone_confirmed=True, country="SA", special_hours=(ramadan,))
    assert colour_and_reason(person, at(date(2027, 2, 9), 15, place="Asia/Riyadh")) == (
        "red",
        "Outside their hours: 09:00 to 14:00.",
    )
    assert call_light(person, at(date(2027, 3, 15), 15, place="Asia/Riyadh")).colour == "green"


def test_several_possible_zones_give_the_worst_colour():
    person = CallFacts(
        "America/New_York",
        zone_confirmed=True,
        country="US",
        region="NY",
        possible_zones=("America/Los_Angeles",),
    )
    light = call_light(person, at(TUESDAY, 10, place="America/New_York"))
    assert (light.colour, light.reason) == ("red", "It is 07:00 there; calls fit between 08:00 and 20:00.")
    # Half past nine in Los Angeles is lunch time in New York; at ten there it is 13:00.
    assert light.next_good == at(TUESDAY, 10, place="America/Los_Angeles")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(TUESDAY, 3), at(TUESDAY, 9, 30)),
        (at(TUESDAY, 9), at(TUESDAY, 9, 30)),
        (at(TUESDAY, 12), at(TUESDAY, 13)),
        (at(TUESDAY, 16, 30), at(date(2026, 11, 25), 9, 30)),
        (at(FRIDAY, 18), at(date(2026, 11, 30), 9, 30)),
        (at(date(2026, 11, 16), 12, 30), at(date(2026, 11, 18), 9, 30)),
        (at(date(2026, 12, 23), 12, 30), at(date(2026, 12, 28), 9, 30)),
        (at(date(2026, 3, 27), 18), at(date(2026, 3, 30), 9, 30)),
    ],
)
def test_the_next_good_time_is_the_first_green_instant(now, then):
    assert call_light(czech(), now).next_good == then
    assert call_light(czech(), then).colour == "green"
    assert call_light(czech(), then - timedelta(microseconds=1)).colour != "green"


def test_the_next_good_time_agrees_with_a_walk_by_minutes():
    person = czech(hours_start=time(8), hours_end=time(11, 45), hours_explicit=True)
    for start in (at(TUESDAY, 5), at(FRIDAY, 11, 20), at(date(2026, 10, 24), 23)):
        walk = (start + timedelta(minutes=step) for step in range(8000))
        first = next(instant for instant in walk if call_light(person, instant).colour == "green")
        assert call_light(person, start).next_good == first


def test_what_was_found_for_one_moment_of_a_day_does_not_answer_for_a_later_one():
    person = czech()
    found = [call_light(person, at(TUESDAY, hour)).next_good for hour in (6, 12, 18)]
    assert found == [at(TUESDAY, 9, 30), at(TUESDAY, 13), at(TUESDAY + timedelta(days=1), 9, 30)]


def test_a_standing_doubt_does_not_hide_the_next_good_time():
    person = czech(zone_confirmed=False)
    assert call_light(person, at(TUESDAY, 3)).next_good == at(TUESDAY, 9, 30)
    assert call_light(person, at(TUESDAY, 10)).next_good == at(TUESDAY, 10)


def test_hours_that_are_never_humane_have_no_good_time():
    person = czech(hours_start=time(21), hours_end=time(23), hours_explicit=True)
    assert call_light(person, at(TUESDAY, 22)).next_good is None


def test_an_unknown_region_or_country_never_fails():
    for country in ("", "ZZ", "cz", "US"):
        light = call_light(CallFacts("UTC", country=country, region="?"), at(TUESDAY, 10))
        assert light.colour == "amber"


@pytest.mark.parametrize(("at_time", "humane"), [((7, 59), False), ((8, 0), True), ((19, 59), True), ((20, 0), False)])
def test_humane_hours(at_time, humane):
    assert is_humane_hour(datetime(2026, 11, 24, *at_time, tzinfo=PRAGUE)) is humane


def test_the_light_of_a_list_says_the_same_without_looking_ahead():
    person, now = czech(zone_confirmed=False, country="US"), at(TUESDAY, 10)
    light = call_light(person, now)
    assert light.next_good is not None
    assert light_now(person, now) == Light(light.colour, light.reason)


def test_a_half_day_is_doubtful_from_noon_and_says_which_it_is():
    haifa = CallFacts(zone="Asia/Jerusalem", zone_confirmed=True, country="IL")
    monday = datetime(2026, 4, 6, tzinfo=UTC)  # UTC+3 there
    told = [colour_and_reason(haifa, monday.replace(hour=hour, minute=30)) for hour in (8, 10)]
    assert told == [
        ("green", "Working hours there: it is 11:30."),
        ("amber", "A half day there: Pesach holiday."),
    ]

"""A contact's clock in words, now or at any moment: weekday and time there, the day beside ours, how far ahead, day or
night."""

from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from contacts.call_facts import possible_zones
from contacts.models.contact import Approachable
from crm.clock import UnknownZone, local, zone
from crm.templatetags.crm_ui import ahead_of_here, icon, local_time, zone_city

# What stands where nobody wrote down where they lived.
NOT_WRITTEN = ("", "UTC")
DAWN, DUSK = time(6), time(21)
SMALL = "icon-inline"
NEAR = {timedelta(days=1): lambda: gettext("tomorrow"), timedelta(days=-1): lambda: gettext("yesterday")}


def clock_line(contact: Approachable, now: datetime) -> SafeString:
    """“Tue 08:05 in Tokyo, tomorrow, you +9 h”, with a sun or a moon; a range where they may live in several zones."""
    place = contact.time_zone
    clock = clock_at(possible_zones(contact), now, is_sure=contact.is_zone_confirmed)
    after = [f", {words}" for words in (near_day(place, now), ahead(place, now)) if words]
    return format_html(
        '<span class="text-body">{}<strong>{}</strong> {}{}</span>',
        sun_or_moon(now, place),
        clock,
        gettext("in %(city)s") % {"city": zone_city(place)},
        format_html_join("", "<bdi>{}</bdi>", ((words,) for words in after)),
    )


def moment_there(contact: Approachable, at: datetime, lived_in: str = "") -> SafeString | str:
    """“Tue 22:05 in Tokyo, you +9 h” of a moment past or to come; "" where the clocks there show what ours do.

    `lived_in` is their zone of that moment, where it was confirmed: they may have moved since.
    """
    has_moved = lived_in not in (*NOT_WRITTEN, contact.time_zone)
    zones, here = (lived_in,) if has_moved else possible_zones(contact), timezone.get_current_timezone()
    return _moment_there(zones, has_moved or contact.is_zone_confirmed, at, here, get_language())


# What was shown on a page is shown on its next visit; here and the language are those of the reader.
@lru_cache(maxsize=4096)
def _moment_there(
    zones: tuple[str, ...], is_sure: bool, at: datetime, _here: tzinfo, _language: str | None
) -> SafeString | str:
    if not any(ahead_of_here(name, at) for name in zones):
        return ""
    city, offset = gettext("in %(city)s") % {"city": zone_city(zones[0])}, ahead(zones[0], at)
    words = f"{clock_at(zones, at, is_sure=is_sure)} {city}" + (f", {offset}" if offset else "")
    return format_html("{} <bdi>{}</bdi>", sun_or_moon(at, zones[0], SMALL), words)


def clock_at(zones: tuple[str, ...], now: datetime, *, is_sure: bool) -> str:
    """“Tue 14:05”; “~Tue 14:05?” while nobody confirmed the zone, “~Tue 07:05–12:05?” between several."""
    by_clock = sorted(zones, key=lambda name: local(now, zone(name)).replace(tzinfo=None))
    first, last = local_time(now, by_clock[0]), local_time(now, by_clock[-1])
    day, _space, hour = last.partition(" ")
    words = first if first == last else f"{first}–{hour if first.startswith(f'{day} ') else last}"
    return words if is_sure else f"~{words}?"


def near_day(name: str, now: datetime) -> str:
    """“tomorrow” where it is that day there already."""
    try:
        ahead = local(now, zone(name)).date() - timezone.localtime(now).date()
    except UnknownZone:
        return ""
    return NEAR[ahead]() if ahead in NEAR else ""


def ahead(name: str, at: datetime) -> str:
    """“you +9 h” at the moment, as clocks change; "" where they agree."""
    offset = ahead_of_here(name, at)
    return gettext("you %(offset)s") % {"offset": offset} if offset else ""


def sun_or_moon(now: datetime, name: str, css: str = "") -> SafeString:
    try:
        is_day = DAWN <= local(now, zone(name)).time() < DUSK
    except UnknownZone:
        return icon("clock", css=css)
    return _picture("sun" if is_day else "moon", css, get_language())


@lru_cache(maxsize=64)
def _picture(name: str, css: str, _language: str | None) -> SafeString:
    return icon(name, {"sun": gettext("Day there"), "moon": gettext("Night there")}[name], css)

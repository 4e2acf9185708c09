"""Small words of the interface: icons, avatars, times with their zone, money, names of languages."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, get_day_names
from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils import formats, timezone, translation
from django.utils.dateformat import DateFormat
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from crm.clock import UnknownZone, offset_words, zone
from crm.middleware import current_request_id
from crm.money import Money, format_money, language_locale
from crm.person_names.formatting import format_name
from crm.person_names.name import PersonName
from crm.text import initials, is_wide

register = template.Library()

AVATAR_COLOURS = 12
NOTHING = "–"
# Django shortens a Lithuanian weekday to its letter, and begins a Russian one with a capital.
WEEKDAYS_OF_CLDR = frozenset({"lt", "ru"})
OPTION = '<option value="{}">'
OPTION_OF_GROUP = '\n  <option value="{}"{}>{}</option>'
GROUP = '\n  <optgroup label="{}">{}\n  </optgroup>'
# The first that fits: choices in rows are selects to Django.
WIDGETS = (
    (CheckboxInput, "check", "form-check-input"),
    ((CheckboxSelectMultiple, RadioSelect), "choices", "form-check-input"),
    (Select, "select", "form-select"),
    (FileInput, "file", "form-control"),
)
# What shows a way along the line of reading, and so the other way from right to left.
POINTING = frozenset(
    {
        *("arrow-back-up", "arrow-down-left", "arrow-left", "arrow-right", "arrow-up-right", "chart-line"),
        *("chevron-left", "chevron-right", "external-link", "list-check", "list-details", "login", "logout"),
        *("restore", "send", "sort-ascending", "trending-down", "trending-up"),
    }
)
DECORATION = mark_safe('aria-hidden="true" focusable="false"')
STROKE = mark_safe('fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"')


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A picture from the sprite: hidden from screen readers, unless it says something of its own."""
    return _picture(name, str(label), css)


# A page shows some eighty pictures of a dozen kinds.
@lru_cache(maxsize=1024)
def _picture(name: str, label: str, css: str) -> SafeString:
    meaning = format_html('role="img" aria-label="{}"', label) if label else DECORATION
    return format_html(
        '<svg class="{}" {} {} viewBox="0 0 24 24"><use href="{}"></use></svg>',
        " ".join(filter(None, ("icon", "is-pointing" if name in POINTING else "", css))),
        meaning,
        STROKE,
        f"{static('crm/icons.svg')}#i-{name}",
    )


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """Round initials in a colour drawn from the id; decoration beside a written name."""
    name = getattr(person, "full_name", "") or str(person)
    letters = _monogram(person) or _initials(name)
    return _avatar((getattr(person, "pk", None) or 0) % AVATAR_COLOURS, size, letters)


_initials = lru_cache(maxsize=4096)(initials)


def _monogram(person: Any) -> str:
    """By the parts of the name where they were read along; "" where they are not known, and for characters of which
    one fills the picture."""
    known = getattr(person, "__dict__", {})
    given, surname = known.get("given"), known.get("surname_core")
    if not (given and surname) or is_wide(surname):
        return ""
    prefix, locale, order = (known.get(field, "") for field in ("surname_prefix", "name_locale", "preferred_order"))
    return _two_letters(given, prefix, surname, locale, order, _language())


@lru_cache(maxsize=4096)
def _two_letters(given: str, prefix: str, surname: str, locale: str, order: str, language: str) -> str:
    name = PersonName(given, surname_prefix=prefix, surname_core=surname, locale=locale, order=order)
    return format_name(name, language, length="long", usage="monogram", formality="informal")


@lru_cache(maxsize=4096)
def _avatar(colour: int, size: str, letters: str) -> SafeString:
    size_class = f" avatar-{size}" if size else ""
    return format_html(
        '<span class="avatar avatar-rounded avatar-colour-{}{}" aria-hidden="true">{}</span>',
        colour,
        size_class,
        letters,
    )


@register.simple_tag
def select_options(field: BoundField) -> SafeString:
    """The options of a select, with the chosen one marked: countries in a loop cost more than the rest of a page."""
    choices = cast(Select, field.field.widget).choices
    shown = _options(tuple((str(value), str(words)) for value, words in choices))
    chosen = field.value()
    plain = format_html(OPTION, "" if chosen is None else chosen)
    # Both were written by format_html; only our own word is put in.
    return mark_safe(shown.replace(plain, f"{plain[:-1]} selected>", 1))


@lru_cache(maxsize=128)
def _options(choices: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join("", f"{OPTION}{{}}</option>", choices)


@register.simple_tag
def options_of(widget: dict[str, Any]) -> SafeString:
    """The options of a widget's context, written here: in a template they took longer than the rest of a page."""
    return format_html_join("", "{}", ((_group(name, options),) for name, options, _place in widget["optgroups"]))


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    written = _joined(
        _option(str(one["value"]), flatatt(one["attrs"]) if one["attrs"] else "", str(one["label"])) for one in options
    )
    return format_html(GROUP, name, written) if name else written


def _joined(parts: Iterable[SafeString]) -> SafeString:
    # Each part was made by format_html, which need not look at all of them once more.
    return mark_safe("".join(parts))


# Most options of a page are countries, languages and zones, the same on the next one. By type: a text and a safe text
# of the same letters are equal, and not written alike.
@lru_cache(maxsize=8192, typed=True)
def _option(value: str, attributes: SafeString | str, label: str) -> SafeString:
    return format_html(OPTION_OF_GROUP, value, attributes, label)


@register.simple_tag
def attributes_of(attributes: dict[str, Any]) -> SafeString:
    """Of a widget: written here, as there are hundreds of them on a page."""
    told = ((name, value) for name, value in attributes.items() if value is not False)
    return _joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value)) for name, value in told
    )


class Shown(NamedTuple):
    """How a form shows a field: "check", "choices" (each in a row of its own), "select", "file" or "text"."""

    kind: str
    css: str


@register.simple_tag
def shown_as(field: BoundField) -> Shown:
    widget = field.field.widget
    kind, css = next((shown for kinds, *shown in WIDGETS if isinstance(widget, kinds)), ("text", "form-control"))
    return Shown(kind, f"{css} is-invalid" if field.errors else css)


@register.simple_tag
def request_id() -> str:
    return current_request_id()


@register.filter
def money(value: Money | None) -> str:
    return NOTHING if value is None else format_money(value, _language())


@register.filter
def exact(value: Decimal) -> str:
    """A number as the reader's language writes it, without the zeros that only its column adds."""
    return formats.number_format(Decimal(f"{value.normalize():f}"), use_l10n=True)


@register.filter
def points(value: int | Decimal | None) -> str:
    if value is None:
        return NOTHING
    amount = formats.number_format(value, use_l10n=True, force_grouping=True)
    return ngettext("%(amount)s point", "%(amount)s points", int(value)) % {"amount": amount}


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that may break after its @, where the column is narrow."""
    return mark_safe(conditional_escape(address).replace("@", "@<wbr>"))


@register.filter
def language_name(code: str) -> str:
    """The language's name in the viewer's language; the code itself where nobody has a name for it."""
    return _locale_name(code, _language())


@register.filter
def own_name(code: str) -> str:
    """The language as its speakers call it, written as a heading of a list: “Čeština”."""
    name = _locale_name(code, code)
    return name[:1].upper() + name[1:]


@register.filter
def country_name(code: str) -> str:
    return str(language_locale(_language()).territories.get((code or "").upper(), code or ""))


@register.filter
def zone_city(name: str) -> str:
    """“Europe/Prague” as the viewer's language calls the place."""
    return _city(name, _language())


@lru_cache(maxsize=4096)
def _city(name: str, language: str) -> str:
    """The place of the zone; Babel keeps its translation under whatever the zone was called first."""
    try:
        place = zone(name).key
    except UnknownZone:
        return name
    known = language_locale(language).time_zones
    cities = (known.get(one, {}).get("city") for one in (place, *_former_names().get(place, ())))
    return next(filter(None, cities), place.rpartition("/")[2].replace("_", " "))


@lru_cache(maxsize=1)
def _former_names() -> dict[str, list[str]]:
    former: dict[str, list[str]] = {}
    for old, current in get_global("zone_aliases").items():
        former.setdefault(current, []).append(old)
    return former


@register.filter
def local_time(instant: datetime | None, zone_name: str = "") -> str:
    """Weekday and wall time in the zone, “Tue 14:05”; without a zone in the viewer's own."""
    return NOTHING if instant is None else _weekday_and_time(instant, _zone(zone_name), _language())


# The people of one list live in few zones, and the moment is the same for all of them.
@lru_cache(maxsize=1024)
def _weekday_and_time(instant: datetime, wanted: ZoneInfo, language: str) -> str:
    there = timezone.localtime(instant, wanted)
    with translation.override(language):
        if language in WEEKDAYS_OF_CLDR:
            names = get_day_names("abbreviated", locale=language)
            return f"{names[there.weekday()]} {formats.date_format(there, 'H:i')}"
        return formats.date_format(there, "D H:i")


@register.simple_tag
def now_in(zone_name: str) -> SafeString:
    """The wall time there, which rapport.js keeps running."""
    there = _zone(zone_name)
    clock = formats.date_format(timezone.localtime(timezone.now(), there), "H:i")
    return format_html('<time data-clock="{}" title="{}">{}</time>', there, there, clock)


@register.filter
def ahead_of_here(zone_name: str, at: datetime | None = None) -> str:
    """How far a zone's clock is ahead of the reader's, “+9 h”, now or at a moment; empty where the clocks agree."""
    there, here, at = _zone(zone_name), _zone(""), at or timezone.now()
    same = timezone.localtime(at, there).utcoffset() == timezone.localtime(at, here).utcoffset()
    return "" if same else offset_words(there, here, at)


@register.filter
def full_date(day: date | datetime) -> str:
    """The day, of an instant the reader's, with its weekday as their language puts it (CLDR): “Monday, 30 November
    2026”."""
    on = timezone.localtime(day) if isinstance(day, datetime) else day
    return format_date(on, "full", locale=language_locale(_language()))


@register.filter
def zoned(instant: datetime | date | None, zone_name: str = "") -> str | SafeString:
    """A date as readers write it; weekday and zone stand in the hover text."""
    if instant is None:
        return NOTHING
    if not isinstance(instant, datetime):
        hover = formats.date_format(instant, "l")
        return _time_element(instant, hover, formats.date_format(instant, "SHORT_DATE_FORMAT"))
    return _moment_element(instant, _zone(zone_name), _language())


# What was shown on a page is shown on its next visit, and dates are the dearest words of a row.
@lru_cache(maxsize=4096)
def _moment_element(instant: datetime, wanted: ZoneInfo, language: str) -> SafeString:
    with translation.override(language):
        there = timezone.localtime(instant, wanted)
        words = DateFormat(there)
        hover = f"{full_date(there.date())}, {words.format('H:i')} {wanted}"
        return _time_element(instant, hover, words.format(formats.get_format("SHORT_DATETIME_FORMAT")))


def _time_element(instant: date, hover: str, text: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', instant.isoformat(), hover, text)


def _language() -> str:
    return get_language() or "en"


def _zone(name: str) -> ZoneInfo:
    try:
        return zone(name) if name else timezone.get_current_timezone()
    except UnknownZone:
        return timezone.get_current_timezone()


@lru_cache(maxsize=1024)
def _locale_name(code: str, language: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(language_locale(language)) or code
    except (UnknownLocaleError, ValueError, TypeError):
        return code

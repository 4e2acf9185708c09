"""Words and icons for timeline entries."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from django import template
from django.db.models import Choices
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from contacts.call_facts import possible_zones
from contacts.clock_words import SMALL, ahead, clock_at, moment_there, sun_or_moon
from contacts.models import Contact
from contacts.templatetags.contact_words import shown_name
from crm.money import Money, format_money
from crm.templatetags.crm_ui import full_date, icon, zoned
from interactions.models import Attachment, Direction, Interaction, Kind, Sentiment
from interactions.templatetags.clocks import answer_badge
from interactions.templatetags.promises import due_words, promise_state
from interactions.templatetags.recap_words import recap_badges, recap_lines, recap_links
from interactions.timelines import Around
from translating.templatetags.translating_ui import beside

register = template.Library()

ICONS = {
    Kind.CALL: "phone-call",
    Kind.EMAIL: "mail",
    Kind.MEETING: "users",
    Kind.VIDEO: "video",
    Kind.MESSENGER: "message",
    Kind.CHAT: "messages",
    Kind.LETTER: "mail-opened",
    Kind.VISIT: "map-pin",
    Kind.SOCIAL: "share",
    Kind.NOTE: "note",
    Kind.PURCHASE: "shopping-cart",
    Kind.CONTRACT: "file-text",
    Kind.ANSWER: "star",
    Kind.CONSENT: "shield-check",
    Kind.RECAP: "list-check",
}
# How the entry of a purchase reads where its status was not simply settled.
ORDERS = {
    "pending": gettext_lazy("Order %(number)s placed, %(amount)s"),
    "cancelled": gettext_lazy("Order %(number)s cancelled, %(amount)s"),
    "refunded": gettext_lazy("Order %(number)s refunded, %(amount)s"),
}
BEGINNING = 60
MOODS = {-2: "mood-sad", -1: "mood-sad", 0: "mood-neutral", 1: "mood-smile", 2: "mood-happy"}


# An entry is written here and not in a template: a page shows up to fifty, each with twenty conditions.
# The patterns hold our words alone; format_html escapes what fills them.
ENTRY = mark_safe(
    '<article class="entry" data-row><span class="entry-mark">{}</span><div>'
    '<div class="entry-head"><strong>{}</strong> {} <span class="text-secondary small">{}</span> {}</div>{}'
    "</div></article>"
)
BADGE = mark_safe('<span class="badge-word">{}{}</span>')
AUTOMATIC = mark_safe('<span class="badge-word is-unknown">{}{}</span>')
NEXT = mark_safe('<div class="small mt-1">{} {} <bdi>{}</bdi></div>')
OWN = mark_safe('<div class="small"><bdi>{}</bdi>: <bdi>{}</bdi></div>')
LINE = mark_safe('<div class="small">{} {}</div>')
LINK = mark_safe('<a href="{}">{}</a>')
PROMISED = mark_safe('<div class="small">{} <a href="{}"><bdi>{}</bdi></a> · {} {}</div>')
FILE = mark_safe('<li><a href="{}" download>{}<bdi>{}</bdi></a> <span class="text-secondary">{}</span></li>')
CORRECTED = mark_safe(
    '<details class="corrected"><summary>{}{}</summary><div class="text-secondary small">{}</div>{}</details>'
)
NAME = mark_safe("<bdi>{}</bdi>")
MAIL = mark_safe('<a href="{}">{}</a>')


@register.simple_tag
def timeline_of(
    entries: Iterable[Interaction],
    now: datetime,
    heading: str = "h3",
    with_contact: bool = False,
    contact: Contact | None = None,
) -> SafeString:
    """The entries under their days, all of the `contact`, or of several; with_contact names the customer of each."""
    return format_html_join("", "{}{}", _by_days(entries, now, heading, with_contact, contact))


def _by_days(
    entries: Iterable[Interaction], now: datetime, heading: str, with_contact: bool, contact: Contact | None
) -> Iterator[tuple[SafeString, SafeString]]:
    for on, of_day in groupby(entries, key=lambda entry: timezone.localtime(entry.at).date()):
        title = format_html('<{} class="timeline-day">{}</{}>', heading, _day(on, get_language() or "en"), heading)
        yield title, format_html_join("", "{}", ((_entry(entry, now, contact, with_contact),) for entry in of_day))


def _entry(entry: Interaction, now: datetime, contact: Contact | None, with_contact: bool) -> SafeString:
    around = entry.around or Around(main=contact or entry.contact)
    of = contact or around.main
    return format_html(
        ENTRY,
        icon(ICONS.get(Kind(entry.kind), "note")),
        _label(Kind, entry.kind),
        _contact(of) if with_contact and of else "",
        format_html_join(" · ", "{}", ((part,) for part in _circumstances(entry, of))),
        format_html_join(" ", "{}", ((badge,) for badge in _badges(entry))),
        format_html_join(
            "", "{}", ((part,) for part in (*_content(entry), *_promised(around, now), *_beneath(entry, around)))
        ),
    )


def _contact(contact: Contact) -> SafeString:
    address = reverse("contacts:contact_detail", args=[contact.pk])
    return format_html('<a href="{}">{}</a>', address, shown_name(contact))


def _circumstances(entry: Interaction, contact: Contact | None) -> Iterator[str]:
    """When, on their clock too where it is another, how long, which way and with whom."""
    yield zoned(entry.at)
    if contact and (theirs := moment_there(contact, entry.at, _lived_in(entry, contact))):
        yield theirs
    if entry.minutes:
        yield ngettext("%(minutes)s minute", "%(minutes)s minutes", entry.minutes) % {"minutes": entry.minutes}
    yield _label(Direction, entry.direction)
    if entry.by:
        yield format_html(NAME, entry.by.full_name)


def _lived_in(entry: Interaction, contact: Contact) -> str:
    """The entry knows it of the contact that it is of."""
    return entry.contact_zone if entry.contact_id == contact.pk else ""


def _badges(entry: Interaction) -> Iterator[SafeString]:
    if entry.is_automatic:
        yield format_html(AUTOMATIC, icon("refresh"), _("automatic"))
    if entry.sentiment is not None:
        picture = icon(MOODS.get(entry.sentiment, "mood-neutral"))
        yield format_html(BADGE, picture, _label(Sentiment, entry.sentiment))
    if entry.emotion:
        yield format_html(BADGE, "", format_html(NAME, entry.emotion_in_words))
    if entry.corrects_id:
        yield format_html(BADGE, icon("edit"), _("corrected"))
    if clock := getattr(entry, "clock", None):
        yield answer_badge(clock)
    yield from recap_badges(entry)


def _content(entry: Interaction) -> Iterator[SafeString]:
    """What a room reported, what a colleague wrote, what the customer said, and what was agreed."""
    if words := fact(entry):
        yield format_html("<div>{}</div>", words)
    if entry.summary:
        yield format_html('<div class="entry-body"><bdi>{}</bdi></div>', entry.summary)
    if entry.points:
        points = format_html_join("", "<li><bdi>{}</bdi></li>", ((point,) for point in entry.points))
        yield format_html('<ul class="said" aria-label="{}">{}</ul>', _("What the customer said"), points)
    if entry.acknowledged:
        yield format_html(LINE, _("Acknowledged:"), format_html(NAME, entry.acknowledged))
    for label, words in getattr(entry, "told", ()):
        yield format_html(OWN, label, words)
    if entry.next_step:
        yield format_html(NEXT, icon("arrow-right", css="icon-inline"), _("Next:"), entry.next_step)
    yield beside(entry)
    yield from recap_lines(entry)


def _promised(around: Around, now: datetime) -> Iterator[SafeString]:
    """What we promised in it, by when, and how that stands."""
    for promise in around.promises:
        address = reverse("interactions:promise_detail", args=[promise.pk])
        due = _("by %(due)s") % {"due": due_words(promise)}
        mark = icon("heart-handshake", css="icon-inline")
        yield format_html(PROMISED, mark, address, promise.what, due, promise_state(promise, now))


def _beneath(entry: Interaction, around: Around) -> Iterator[SafeString]:
    """Who else took part, what it is about, files, what was said first, and where to go on from it."""
    if around.people or around.unseen:
        yield format_html(LINE, _("With:"), _with_whom(around))
    if around.colleagues:
        names = format_html_join(", ", "<bdi>{}</bdi>", ((one.full_name,) for one in around.colleagues))
        yield format_html(LINE, _("Colleagues:"), names)
    if around.subject:
        yield format_html(LINE, _("About:"), format_html(NAME, in_short(around.subject)))
    if around.files:
        files = format_html_join("", "{}", ((_file(one),) for one in around.files))
        yield format_html('<ul class="entry-files" aria-label="{}">{}</ul>', _("Files"), files)
    newer = entry
    for earlier in around.corrected:
        yield _corrected(newer, earlier)
        newer = earlier
    if links := list(_links(entry, around)):
        actions = format_html_join("", "{}", ((link,) for link in links))
        yield format_html('<div class="small entry-actions">{}</div>', actions)


def _links(entry: Interaction, around: Around) -> Iterator[SafeString]:
    yield from recap_links(entry)
    if around.may_correct:
        yield format_html(LINK, reverse("interactions:correct", args=[entry.pk]), _("Correct"))


def _with_whom(around: Around) -> SafeString:
    names = [_contact(one) for one in around.people]
    if around.unseen:
        others = ngettext("%(count)d whom you do not see", "%(count)d whom you do not see", around.unseen)
        names.append(format_html("{}", others % {"count": around.unseen}))
    return format_html_join(", ", "{}", ((name,) for name in names))


def _file(file: Attachment) -> SafeString:
    address = reverse("interactions:attachment", args=[file.pk])
    return format_html(FILE, address, icon("file-text", css="icon-inline"), file.name, filesizeformat(file.size))


def _corrected(newer: Interaction, earlier: Interaction) -> SafeString:
    """What was said first, folded under what corrects it."""
    words = _("Corrected by %(name)s on %(moment)s")
    who = newer.by.full_name if newer.by else "—"
    title = words % {"name": who, "moment": date_format(timezone.localtime(newer.created_at), "SHORT_DATETIME_FORMAT")}
    circumstances = format_html_join(" · ", "{}", ((part,) for part in _first_said(earlier)))
    content = format_html_join("", "{}", ((part,) for part in _content(earlier)))
    return format_html(CORRECTED, icon("history", css="icon-inline"), title, circumstances, content)


def _first_said(entry: Interaction) -> Iterator[str]:
    yield _label(Kind, entry.kind)
    yield from _circumstances(entry, None)
    if entry.sentiment is not None:
        yield _label(Sentiment, entry.sentiment)


def in_short(entry: Interaction) -> str:
    """An entry in a line: kind, day, and how it begins."""
    day = date_format(timezone.localtime(entry.at), "SHORT_DATE_FORMAT")
    words = Truncator(fact(entry) or entry.summary).chars(BEGINNING)
    return f"{_label(Kind, entry.kind)}, {day}" + (f": {words}" if words else "")


@register.filter
def kind_icon(kind: str) -> SafeString:
    return icon(ICONS.get(Kind(kind), "note"))


def _label(choices: type[Choices], value: Any) -> str:
    return _label_in(choices, value, get_language() or "en")


# Django lists all choices anew for each get_…_display().
@lru_cache(maxsize=1024)
def _label_in(choices: type[Choices], value: Any, language: str) -> str:
    with translation.override(language):
        return str(dict(choices.choices).get(value, value))


@lru_cache(maxsize=1024)
def _day(on: date, language: str) -> str:
    with translation.override(language):
        return capfirst(full_date(on))


def fact(entry: Interaction) -> str:
    """What a room reported, in the reader's language; empty for what a colleague wrote in words."""
    params = dict(entry.params)
    if {"amount", "currency"} <= params.keys():
        sum_of_money = Money(Decimal(params["amount"]), params["currency"])
        params["amount"] = format_money(sum_of_money, get_language() or "en")
    if entry.kind == Kind.PURCHASE and {"number", "amount", "currency"} <= params.keys():
        return ORDERS.get(str(params.get("status")), _("Order %(number)s, %(amount)s")) % params
    if entry.kind == Kind.CONTRACT and {"number", "amount", "currency"} <= params.keys():
        return _("Contract %(number)s, %(amount)s a month") % {**params, "number": params["number"] or "–"}
    if entry.kind == Kind.EMAIL and "mail" in params:
        return format_html(MAIL, reverse("mailbox:mail", args=[params["mail"]]), _("Open the mail"))
    if entry.kind == Kind.EMAIL and "taken_back" in params:
        return _("A mail was put here by mistake and was taken back.")
    return ""


@register.inclusion_tag("interactions/_time_until.html")
def both_clocks(moment: datetime, contact: Contact) -> dict[str, Any]:
    """The moment on the reader's clock and on the customer's, by day or by night there, and how far apart they are."""
    clock = clock_at(possible_zones(contact), moment, is_sure=contact.is_zone_confirmed)
    picture = sun_or_moon(moment, contact.time_zone, SMALL)
    return {
        "moment": moment,
        "theirs": format_html("{} {}", picture, clock),
        "ahead": ahead(contact.time_zone, moment),
    }

"""What a row of the contact list shows, written here and not in a template: it is the busiest page of the house."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from contacts.call_facts import lights_for
from contacts.calling import Light
from contacts.columns import USUAL, Column, fields_of, more_words, pattern
from contacts.models import Contact, ContactPoint
from contacts.querysets import details_seen
from contacts.templatetags.contact_words import call_light, stage_name
from crm.templatetags.crm_ui import avatar, breakable, language_name, local_time, zoned
from staff.models import User

POINTS_SHOWN = 2
SHOWN = (
    *("full_name", "languages", "stage", "last_contact_at", "company__name", "owner__full_name"),
    *("time_zone", "zone_source", "zone_confirmed_at"),
    *("country", "region", "hours_from", "hours_until", "do_not_contact"),
)
# The patterns hold our words alone; format_html escapes what fills them. Without indents: in fifty rows they would
# weigh as much as the words.
START = '<tr data-row>\n<td><div class="person-cell">'
TICK = '<input class="form-check-input" type="checkbox" form="bulk" name="row" value="{pk}" aria-label="{name}">'
WHO = '{avatar}<div><a href="{url}"><bdi>{name}</bdi></a>\n{company}</div></div></td>\n'
END = "</tr>\n"
COMPANY = mark_safe('<div class="text-secondary small"><bdi>{}</bdi></div>')
POINT = mark_safe("<div><bdi>{}</bdi></div>")
NAME = mark_safe("<bdi>{}</bdi>")
DOUBT = mark_safe('<span title="{}">?</span>')


def contacts_of_list(columns: Iterable[Column] = ()) -> QuerySet[Contact]:
    """Contacts with what a row shows and no more: half of a wide row would be read for nothing."""
    return Contact.objects.select_related("company", "owner").only(*SHOWN, *fields_of(columns))


def points_in_order(by: User) -> Prefetch:
    return Prefetch("points", details_seen(by, ContactPoint.objects.order_by("kind", "position", "id")))


def rows_for(
    contacts: Iterable[Contact], now: datetime, by: User, columns: Sequence[Column] = USUAL, *, is_ticked: bool = False
) -> list[dict[str, Any]]:
    """Each contact with its row of the table; `is_ticked` where rows can be ticked, for a change of many."""
    people = list(contacts)
    points, lights = points_of(people, by), lights_for(people, now)
    doubt, more = format_html(DOUBT, _("The time zone is not confirmed.")), more_words(people, columns, by)
    # An address is looked up among all routes, and only its number differs.
    before, _zero, after = reverse("contacts:contact_detail", args=[0]).rpartition("0")
    who = WHO.replace("{url}", f"{before}{{pk}}{after}")
    row_of = f"{START}{TICK if is_ticked else ''}{who}{pattern(columns)}{END}"
    rows, shared = [], SharedWords(now)
    for person in people:
        words = words_of(person, points[person.pk], lights[person.pk], shared) | more[person.pk]
        words["doubt"] = "" if person.is_zone_confirmed else doubt
        rows.append({"contact": person, "html": format_html(row_of, **words)})
    return rows


def points_of(contacts: Iterable[Contact], by: User) -> Mapping[int, list[str]]:
    """The addresses and numbers of each contact that the user sees, in their order."""
    found = defaultdict[int, list[str]](list)
    rows = details_seen(by, ContactPoint.objects.filter(contact__in=[contact.pk for contact in contacts]))
    for pk, value in rows.order_by("kind", "position", "id").values_list("contact_id", "value"):
        found[pk].append(value)
    return found


class SharedWords:
    """What many rows of one page say alike, each found once: the people of a list speak few languages, live in few
    zones and stand in few stages."""

    def __init__(self, now: datetime) -> None:
        self.clock = cache(lambda zone: escape(local_time(now, zone)))
        self.language = cache(lambda code: escape(language_name(code)) if code else "")
        self.light = cache(lambda light: call_light(light, short=True))
        self.stage = cache(lambda stage: escape(stage_name(stage)))
        self.owner = cache(lambda name: format_html(NAME, name) if name else "")


def words_of(contact: Contact, points: list[str], light: Light, shared: SharedWords) -> dict[str, str | SafeString]:
    return {
        "pk": str(contact.pk),
        "avatar": avatar(contact, "sm"),
        "name": escape(contact.full_name),
        "company": format_html(COMPANY, contact.company.name) if contact.company else "",
        "points": format_html_join("", POINT, ((breakable(value),) for value in points[:POINTS_SHOWN])),
        "language": shared.language(contact.language),
        "clock": shared.clock(contact.time_zone),
        "light": shared.light(light),
        "stage": shared.stage(contact.stage),
        "last_contact": zoned(contact.last_contact_at) if contact.last_contact_at else "",
        "owner": shared.owner(contact.owner.full_name if contact.owner else ""),
    }

"""What a row of the contact list shows, written here and not in a template: it is the busiest page of the house."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from html import escape
from types import SimpleNamespace
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.call_facts import lights_for, possible_zones
from contacts.calling import Light
from contacts.clock_words import clock_at, sun_or_moon
from contacts.columns import USUAL, Column, fields_of, more_words, pattern
from contacts.models import Contact, ContactPoint
from contacts.models.contact import Approachable
from contacts.naming import SHOWN_FIELDS, shown
from contacts.querysets import details_seen
from contacts.templatetags.contact_words import call_light, stage_name
from crm.lookups import among
from crm.templatetags.crm_ui import avatar, language_name, zoned
from staff.models import User

POINTS_SHOWN = 2
SHOWN = (
    *SHOWN_FIELDS,
    *("stage", "last_contact_at", "company__name", "owner__full_name"),
    *("time_zone", "zone_source", "zone_confirmed_at"),
    *("country", "region", "hours_from", "hours_until", "lunch_from", "lunch_until"),
    *("fasting_told_on", "do_not_contact", "team_id"),
)
# The patterns hold our words alone, and what fills them is escaped here, once: format_html took as long for the rows of
# a page as the database. Without indents: in fifty rows they would weigh as much as the words.
START = '<tr data-row>\n<td><div class="person-cell">'
TICK = '<input class="form-check-input" type="checkbox" form="bulk" name="row" value="{pk}" aria-label="{name}">'
WHO = '{avatar}<div><a href="{url}"><bdi>{name}</bdi>{latin}</a>\n{company}</div></div></td>\n'
END = "</tr>\n"
COMPANY = '<div class="text-secondary small"><bdi>{}</bdi></div>'
LATIN = ' <bdi class="name-latin">{}</bdi>'
POINT = "<div><bdi>{}</bdi></div>"
NAME = "<bdi>{}</bdi>"
DOUBT = '<span class="visually-hidden">{}</span>'


class Listed(Approachable, SimpleNamespace):
    """What a row of the list shows of a contact, under the paths by which it is read: `full_name`, `company__name`.

    Half of a wide row would be read for nothing, and fifty records with a company and an owner took as long to make as
    the rest of the page's rows to write.
    """


def listed(pks: Collection[int], columns: Iterable[Column] = ()) -> dict[int, Listed]:
    """The contacts with these ids, with what these columns show beside the usual ones."""
    rows = Contact.objects.filter(pk__in=among(pks)).order_by()
    return {row["pk"]: Listed(**row) for row in rows.values("pk", *dict.fromkeys((*SHOWN, *fields_of(columns))))}


def points_in_order(by: User) -> Prefetch:
    return Prefetch("points", details_seen(by, ContactPoint.objects.order_by("kind", "position", "id")))


def rows_for(
    people: Sequence[Listed], now: datetime, by: User, columns: Sequence[Column] = USUAL, *, is_ticked: bool = False
) -> list[dict[str, Any]]:
    """Each contact with its row of the table; `is_ticked` where rows can be ticked, for a change of many."""
    points, lights = points_of(people, by), lights_for(people, now)
    doubt, more = DOUBT.format(escape(_("The time zone is not confirmed."))), more_words(people, columns, by)
    # An address is looked up among all routes, and only its number differs.
    before, _zero, after = reverse("contacts:contact_detail", args=[0]).rpartition("0")
    who = WHO.replace("{url}", f"{before}{{pk}}{after}")
    row_of = f"{START}{TICK if is_ticked else ''}{who}{pattern(columns)}{END}"
    rows, shared = [], SharedWords(now)
    for person in people:
        words = words_of(person, points[person.pk], lights[person.pk], shared)
        words["doubt"] = "" if person.is_zone_confirmed else doubt
        words |= {key: conditional_escape(told) for key, told in more[person.pk].items()}
        # Patterns of ours, filled with what was escaped.
        rows.append({"pk": person.pk, "name": person.full_name, "html": mark_safe(row_of.format(**words))})
    return rows


def points_of(people: Iterable[Listed], by: User) -> Mapping[int, list[str]]:
    """The addresses and numbers of each contact that the user sees, in their order."""
    found = defaultdict[int, list[str]](list)
    rows = details_seen(by, ContactPoint.objects.filter(contact__in=among([person.pk for person in people])))
    for pk, value in rows.order_by("kind", "position", "id").values_list("contact_id", "value"):
        found[pk].append(value)
    return found


class SharedWords:
    """What many rows of one page say alike, each found once: the people of a list speak few languages, live in few
    zones and stand in few stages."""

    def __init__(self, now: datetime) -> None:
        self.reader = get_language() or "en"
        self.clock = cache(partial(_clock, now))
        self.language = cache(lambda code: escape(language_name(code)) if code else "")
        self.light = cache(lambda light: call_light(light, short=True))
        self.stage = cache(lambda stage: escape(stage_name(stage)))
        self.owner = cache(lambda name: NAME.format(escape(name)) if name else "")


def words_of(person: Listed, points: list[str], light: Light, shared: SharedWords) -> dict[str, str]:
    """What fills the pattern of a row, as markup."""
    company, last = person.company__name, person.last_contact_at
    name, latin = shown(person, shared.reader)
    return {
        "pk": str(person.pk),
        "avatar": avatar(person, "sm"),
        "name": escape(name),
        "latin": LATIN.format(escape(latin)) if latin else "",
        "company": COMPANY.format(escape(company)) if company else "",
        "points": "".join(map(_point, points[:POINTS_SHOWN])),
        "language": shared.language(person.language),
        "clock": shared.clock(possible_zones(person), person.is_zone_confirmed),
        "light": shared.light(light),
        "stage": shared.stage(person.stage),
        "last_contact": conditional_escape(zoned(last)) if last else "",
        "owner": shared.owner(person.owner__full_name),
    }


def _clock(now: datetime, zones: tuple[str, ...], is_sure: bool) -> str:
    return f"{sun_or_moon(now, zones[0])} {escape(clock_at(zones, now, is_sure=is_sure))}"


def _point(value: str) -> str:
    """An address or number; an address may break after its @, where the column is narrow."""
    return POINT.format(escape(value).replace("@", "@<wbr>"))

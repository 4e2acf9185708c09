"""What a row of the contact list shows, put into words before the template: it is the busiest page of the house."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join

from contacts.call_facts import lights_for
from contacts.models import Contact, ContactPoint
from contacts.templatetags.contact_words import stage_name
from crm.templatetags.crm_ui import avatar, breakable, language_name, local_time, zoned

POINTS_SHOWN = 2
SHOWN = (
    *("full_name", "languages", "stage", "last_contact_at", "company__name", "owner__full_name"),
    *("time_zone", "zone_source", "zone_confirmed_at"),
    *("country", "region", "hours_from", "hours_until", "do_not_contact"),
)


def contacts_of_list() -> QuerySet[Contact]:
    """Contacts with what a row shows and no more: half of a wide row would be read for nothing."""
    return Contact.objects.select_related("company", "owner").prefetch_related(points_in_order()).only(*SHOWN)


def points_in_order() -> Prefetch:
    return Prefetch("points", ContactPoint.objects.order_by("kind", "position", "id"))


def rows_for(contacts: Iterable[Contact], now: datetime) -> list[dict[str, Any]]:
    people = list(contacts)
    lights = lights_for(people, now)
    return [words_of(person, now) | {"contact": person, "light": lights[person.pk]} for person in people]


def words_of(contact: Contact, now: datetime) -> dict[str, Any]:
    points = contact.points.all()[:POINTS_SHOWN]
    return {
        "url": reverse("contacts:contact_detail", args=[contact.pk]),
        "avatar": avatar(contact, "sm"),
        "name": contact.full_name,
        "company": contact.company.name if contact.company else "",
        "points": format_html_join("", "<div><bdi>{}</bdi></div>", ((breakable(point.value),) for point in points)),
        "language": language_name(contact.language) if contact.language else "",
        "clock": local_time(now, contact.time_zone),
        "in_doubt": not contact.is_zone_confirmed,
        "stage": stage_name(contact.stage),
        "last_contact": zoned(contact.last_contact_at) if contact.last_contact_at else "",
        "owner": contact.owner.full_name if contact.owner else "",
    }

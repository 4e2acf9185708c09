"""Which entries of the timeline are talks between a customer and us, and which side spoke in them."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.models import Contact
from interactions.models import LOGGED_KINDS, Direction, Interaction, Kind, Party

# Spoken ones take two, and their direction says who began. Of written ones each is its writer's.
SPOKEN = (Kind.CALL, Kind.MEETING, Kind.VIDEO, Kind.VISIT)
IN_PERSON = (Kind.MEETING, Kind.VISIT)
TALKS = tuple(kind for kind in LOGGED_KINDS if kind != Kind.NOTE)
THEY_SPOKE = Q(kind__in=SPOKEN) | Q(direction__in=(Direction.IN, Direction.BOTH))
WE_SPOKE = Q(kind__in=SPOKEN) | Q(direction__in=(Direction.OUT, Direction.BOTH))


def talks_with(people: QuerySet[Contact], now: datetime, since: datetime | None = None) -> QuerySet[Interaction]:
    """The talks with these people until now, or since a moment; one that was corrected counts as it was corrected."""
    corrections = Interaction.objects.filter(corrects=OuterRef("pk")).order_by()
    found = Interaction.objects.filter(kind__in=TALKS, is_automatic=False, at__lte=now, contact__in=people.values("pk"))
    if since is not None:
        found = found.filter(at__gt=since)
    return found.exclude(direction=Direction.INTERNAL).filter(~Exists(corrections)).order_by()


def attended_by(people: Any, now: datetime, since: datetime) -> dict[int, list[datetime]]:
    """When each of the people took part in spoken talks of others; of a corrected one its correction counts."""
    corrections = Interaction.objects.filter(corrects=OuterRef("interaction")).order_by()
    rows = Party.objects.filter(contact__in=people, at__gt=since, at__lte=now, interaction__kind__in=SPOKEN)
    found: dict[int, list[datetime]] = {}
    for contact_id, at in rows.filter(~Exists(corrections)).order_by().values_list("contact", "at").iterator():
        found.setdefault(contact_id, []).append(at)
    return found

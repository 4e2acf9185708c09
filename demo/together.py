"""What stands around an entry of a timeline: others who took part, a file, a correction, and what it is about."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from contacts.models import Contact
from demo.house import House
from interactions.actions import attach, correct_interaction
from interactions.models import Emotion, Interaction, Kind, Party

PLAN = b"Second floor: 40 desk lamps, 6 for the corridor, 2 rooms without daylight.\n"


def build_together(novak: Contact, house: House, now: datetime) -> None:
    """Two of the talks with Novak: Bob and a colleague of his walked along, and a dimmer that hummed was two."""
    _walk_together(novak, house, now)
    _hear_better(novak, house, now)


def _walk_together(novak: Contact, house: House, now: datetime) -> None:
    walk = Interaction.objects.get(contact=novak, kind=Kind.MEETING, summary__startswith="Walked through")
    Party.objects.create(interaction=walk, user=house["bob"], at=walk.at)
    beside = Contact.objects.filter(company=novak.company, company__isnull=False).exclude(pk=novak.pk)
    for one in beside.order_by("pk")[:1]:
        Party.objects.create(interaction=walk, contact=one, at=walk.at)
    attach(entry=walk, name="Second floor.txt", content=ContentFile(PLAN), by=house["alice"], now=now)


def _hear_better(novak: Contact, house: House, now: datetime) -> None:
    hum = Interaction.objects.get(contact=novak, summary__startswith="A dimmer hums")
    bought = Interaction.objects.filter(contact=novak, kind=Kind.PURCHASE, at__lt=hum.at).newest_first().first()
    correct_interaction(
        by=house["alice"],
        entry=hum,
        kind=hum.kind,
        direction=hum.direction,
        at=hum.at,
        minutes=hum.minutes,
        summary="Two dimmers hum, not one; sent new ones the same day.",
        points=["The board noticed the hum", "It is loudest in the evening"],
        sentiment=hum.sentiment,
        emotion=Emotion.IMPATIENT,
        acknowledged="Said that nobody should have to listen to a lamp, and when the new ones come.",
        about=bought,
        now=min(hum.at + timedelta(hours=2), now),
    )

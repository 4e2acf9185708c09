"""The rows of My day about relationships: what was found about customers, and the review of the month."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contacts.models import Contact
from crm.money import format_money
from interactions.models import Signal
from interactions.my_day import Row
from interactions.relationship import explained
from interactions.reviewing import is_ending, left_of
from interactions.watching import watches
from interactions.worth import worth_of
from staff.models import User


def signals_of_mine(user: User, now: datetime) -> Iterator[Row]:
    """What was found about my customers, the newest first, and of each kind no more than it wants at once."""
    mine = Signal.objects.visible_to(user).open().filter(contact__owner=user)
    newest = Window(RowNumber(), partition_by=F("kind"), order_by=[F("since").desc(), F("pk").desc()])
    placed = mine.annotate(place=newest).filter(place__lte=max(one.at_once for one in watches()))
    found = list(placed.select_related("contact__company").order_by("place", "kind"))
    people = Contact.objects.filter(pk__in=[signal.contact_id for signal in found])
    worth = worth_of(user, people, now) if found else {}
    language = get_language() or "en"
    for one in explained(found):
        contact, watch = one.signal.contact, one.watch
        if one.signal.place <= watch.at_once:  # type: ignore[attr-defined]  # annotated above
            yield Row(
                kind=watch.kind,
                icon=watch.icon,
                title=str(watch.label),
                reason=one.words,
                contact=contact,
                due_at=None,
                url=watch.do(contact.pk) if watch.do else reverse("interactions:signal_detail", args=[one.signal.pk]),
                rank=watch.rank,
                value=format_money(worth[contact.pk], language) if contact.pk in worth else "",
            )


def monthly_review(user: User, now: datetime) -> Iterator[Row]:
    """In the last days of the month: the customers of mine at whom nobody has looked in it."""
    left = left_of(user, now).count() if is_ending(user, now) else 0
    if left:
        words = ngettext("%(number)d customer is left this month", "%(number)d customers are left this month", left)
        yield Row(
            kind="review",
            icon="heart",
            title=_("Monthly review of relationships"),
            reason=words % {"number": left},
            contact=None,
            due_at=None,
            url=reverse("interactions:review"),
            rank=50,
        )


SOURCES = (signals_of_mine, monthly_review)

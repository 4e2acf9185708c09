"""How much of what is useful is known of a contact, and what to ask next time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.consent import newest_consents
from contacts.models import Channel, Consent, Contact, ContactPoint, DateKind, ImportantDate, Purpose
from staff.models import User
from staff.policy import hidden_fields

EDIT, CONSENT, QUESTIONS = "contacts:contact_edit", "contacts:consent", "contacts:contact_questions"


class Card(NamedTuple):
    """What the card has at hand of a contact anyway, so that nothing is asked of the database."""

    contact: Contact
    points: Sequence[ContactPoint]
    dates: Sequence[ImportantDate]
    said: Mapping[tuple[str, str], Consent]
    is_need_known: bool

    def has_point(self, kind: str) -> bool:
        return any(point.kind == kind for point in self.points)

    @property
    def has_birthday(self) -> bool:
        return any(row.kind == DateKind.BIRTHDAY for row in self.dates)


@dataclass(frozen=True)
class Useful:
    """A fact that is worth knowing: how much, what to ask for it, and where the answer is entered.

    `of` names the field of the policy's groups that it belongs to: who does not see it, is not asked for it.
    """

    weight: int
    ask: str | Promise
    is_known: Callable[[Card], bool]
    page: str = EDIT
    anchor: str = ""
    of: str = ""

    def address(self, contact: Contact) -> str:
        return reverse(self.page, args=[contact.pk]) + self.anchor


# What they need is worth most; then how they are reached, how they like to be spoken to, and when.
USEFUL = (
    Useful(20, _("what they would like to have solved"), lambda card: card.is_need_known, QUESTIONS),
    Useful(15, _("their e-mail address"), lambda card: card.has_point("email"), EDIT, "#id_emails", "points"),
    Useful(12, _("their phone number"), lambda card: card.has_point("phone"), EDIT, "#id_phones", "points"),
    Useful(10, _("their language"), lambda card: bool(card.contact.language), EDIT, "#id_first_language"),
    Useful(
        8,
        _("whether they would like to get news"),
        lambda card: (Purpose.MARKETING, Channel.EMAIL) in card.said,
        CONSENT,
    ),
    Useful(8, _("where they live"), lambda card: bool(card.contact.country), EDIT, "#id_country"),
    Useful(7, _("for whom they work"), lambda card: card.contact.company is not None, EDIT, "#id_company"),
    Useful(6, _("their birthday"), lambda card: card.has_birthday, EDIT, "#id_birth_day", "dates"),
    Useful(5, _("their time zone"), lambda card: card.contact.is_zone_confirmed, EDIT, "#id_time_zone"),
    Useful(5, _("what they do there"), lambda card: bool(card.contact.job_title), EDIT, "#id_job_title"),
    Useful(4, _("how formally to speak"), lambda card: bool(card.contact.formality), EDIT, "#id_formality"),
    Useful(
        3,
        _("how they like to be reached"),
        lambda card: bool(card.contact.preferred_channel),
        EDIT,
        "#id_preferred_channel",
    ),
)


@dataclass(frozen=True)
class Completeness:
    """The share that is known, in per cent, of what the reader may know; and the most valuable fact that is missing."""

    percent: int
    ask: str | Promise = ""
    url: str = ""


def completeness_of(card: Card, hidden: Collection[str]) -> Completeness:
    """`hidden` are the fields of the contact that the reader does not see."""
    asked = [useful for useful in USEFUL if useful.of not in hidden]
    missing = [useful for useful in asked if not useful.is_known(card)]
    total = sum(useful.weight for useful in asked)
    percent = round(100 * (total - sum(useful.weight for useful in missing)) / total)
    # Of equal weights max() takes the first, so the table decides.
    first = max(missing, key=lambda useful: useful.weight, default=None)
    return Completeness(percent, first.ask, first.address(card.contact)) if first else Completeness(percent)


def completeness_for(user: User, contact: Contact, now: datetime) -> Completeness:
    """The same for a page that has not read the card; `contact` comes from `access.contact_for`."""
    hidden = hidden_fields(user, contact)
    points = [] if "points" in hidden else list(contact.points.all())
    dates = [] if "dates" in hidden else list(contact.dates.all())
    return completeness_of(Card(contact, points, dates, newest_consents(contact, now), contact.is_need_known), hidden)

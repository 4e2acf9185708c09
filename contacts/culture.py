"""How to meet a customer: what they told us, then what we learned, then what is said of their country."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, CultureNote, Fact, FactSource, Topic
from contacts.models.culture import IN_SHORT, MANNERS
from crm.text import fold
from staff.models import User

# What the person themselves said; everything else is what we think we saw.
FROM_THEM = (FactSource.TOLD, FactSource.SURVEY)
ORDER = {topic.value: place for place, topic in enumerate(Topic)}
# Asked in this order, until they have said something on the topic.
QUESTIONS: dict[Topic, str | Promise] = {
    Topic.ADDRESS: _("How would you like us to address you?"),
    Topic.COMMUNICATION: _("Would you rather have a short call, or everything in writing?"),
    Topic.PUNCTUALITY: _("Which times of the day suit you for meetings, and which do not?"),
    Topic.NAMES: _("Have we written and pronounced your name as you like it?"),
    Topic.HIERARCHY: _("Who else should be at the table when something is decided?"),
    Topic.CALENDAR: _("Which days and weeks should we keep free of meetings?"),
    Topic.NEGOTIATION: _("How do you like to come to a decision, and how much time does it need?"),
}
LAST_QUESTION = _("What should we do differently when we meet?")


@dataclass(frozen=True)
class NoteLine:
    """A note as a card shows it."""

    note: CultureNote
    is_to_check: bool
    is_overridden: bool = False


@dataclass
class Meeting:
    """What is known of how to meet somebody. `question` comes before everything else: it is better than any note."""

    question: str | Promise
    question_topic: str
    told: list[Fact] = field(default_factory=list)
    learned: list[Fact] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    overridden: list[NoteLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.told or self.learned or self.notes or self.overridden)


def meeting_with(contact: Contact, user: User, on: date) -> Meeting:
    """Two queries, however much is known. A topic on which they spoke hides what is said of their country."""
    facts = facts_on_manners(contact, user)
    told = [fact for fact in facts if fact.contact_id == contact.pk and fact.source in FROM_THEM]
    said = {fact.topic for fact in told}
    lines = [_line(note, on, said) for note in notes_for(contact)]
    topic = next((topic for topic in QUESTIONS if topic.value not in said), None)
    return Meeting(
        question=QUESTIONS[topic] if topic else LAST_QUESTION,
        question_topic=topic.value if topic else Topic.GENERAL.value,
        told=told,
        learned=[fact for fact in facts if fact not in told],
        notes=[line for line in lines if not line.is_overridden],
        overridden=[line for line in lines if line.is_overridden],
    )


def meeting_in_short(contact: Contact, user: User, on: date) -> Meeting:
    """Only the topics that matter just before a call or a meeting."""
    meeting = meeting_with(contact, user, on)
    meeting.told = [fact for fact in meeting.told if fact.topic in IN_SHORT]
    meeting.learned = [fact for fact in meeting.learned if fact.topic in IN_SHORT]
    meeting.notes = [line for line in meeting.notes if line.note.topic in IN_SHORT]
    meeting.overridden = []
    return meeting


def facts_on_manners(contact: Contact, user: User) -> list[Fact]:
    """What holds of the person and their company on any topic, as far as the user sees it."""
    whose = Q(contact=contact.pk)
    if contact.company_id is not None:
        whose |= Q(company=contact.company_id)
    facts = Fact.objects.visible_to(user).open().filter(whose).exclude(topic="").select_related("created_by")
    return sorted(facts, key=lambda fact: (ORDER[fact.topic], -fact.known_since.toordinal(), -fact.pk))


def notes_for(contact: Contact) -> list[CultureNote]:
    """The shown notes on manners of the contact's country, region and languages, by topic."""
    notes = CultureNote.objects.shown().of_place(contact.country, contact.languages or ()).filter(topic__in=MANNERS)
    region = fold(contact.region)
    return in_order(note for note in notes if not note.region or fold(note.region) == region)


def in_order(notes: Iterable[CultureNote]) -> list[CultureNote]:
    """By topic; of one topic the surest first."""
    sureness = {"high": 0, "medium": 1, "low": 2}
    return sorted(notes, key=lambda note: (ORDER[note.topic], sureness[note.confidence], note.pk))


def lines_of(notes: Iterable[CultureNote], on: date) -> list[NoteLine]:
    return [_line(note, on, ()) for note in in_order(notes)]


def _line(note: CultureNote, on: date, said: Collection[str]) -> NoteLine:
    return NoteLine(note, note.is_to_check(on), note.topic in said)

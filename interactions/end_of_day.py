"""At the end of my day: what is due before I am back, who could take each, and the note that goes along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import Contact
from contacts.working_time import current, next_start
from crm.clock import local, zone
from crm.templatetags.crm_ui import zone_city
from interactions.models import FollowUp, Interaction, Promise
from interactions.people import desk, speakers_among, who_talks
from interactions.promise_words import due_in_words
from interactions.speaking import Offer, Route, Speaker, route
from staff.models import User
from staff.policy import Action, can

LISTED_AT_MOST = 50
SAID_AT_MOST = 200
PROMISES_AT_MOST = 3


@dataclass(frozen=True)
class Leaving:
    """An open task, who could take it and why they; nobody where nobody is at work, may, and speaks with them."""

    follow_up: FollowUp
    taker: User | None
    reason: str
    note: str


@dataclass(frozen=True)
class EndOfDay:
    """`ends` is when my work ends, or now where I am not at work; `back` when it begins again."""

    ends: datetime
    back: datetime
    items: list[Leaving]


def end_of_day(user: User, now: datetime) -> EndOfDay:
    """The first LISTED_AT_MOST of my open tasks that are due before I am back, in a fixed number of statements."""
    at_work = current(desk(user), now)
    ends = at_work.end if at_work else now
    back = next_start(desk(user), ends) or ends + timedelta(days=1)
    due = FollowUp.objects.visible_to(user).waiting_for(user).due(back).tasks()
    follow_ups = list(due.select_related("contact__company", "owner", "message")[:LISTED_AT_MOST])
    if not follow_ups:
        return EndOfDay(ends, back, [])
    people = {one.pk: one for one in who_talks().exclude(pk=user.pk)}
    User.read_grants(list(people.values()))
    speakers = speakers_among(who_talks().exclude(pk=user.pk), now)
    customers = [one.contact for one in follow_ups]
    said, promised = _last_words(customers), promised_to(customers)
    items = [_leaving(one, user, people, speakers, said, promised, ends, back) for one in follow_ups]
    return EndOfDay(ends, back, items)


def _leaving(
    follow_up: FollowUp,
    user: User,
    people: Mapping[int, User],
    speakers: Sequence[Speaker],
    said: Mapping[int, Interaction],
    promised: Mapping[int, Sequence[Promise]],
    ends: datetime,
    back: datetime,
) -> Leaving:
    contact = follow_up.contact
    allowed = [one for one in speakers if can(people[one.pk], Action.WRITE_TIMELINE, contact)]
    offer = _best(route(allowed, contact.languages, ends, here=zone(user.time_zone)), back)
    taker = people[offer.speaker.pk] if offer else None
    note = note_for(follow_up, taker or user, said.get(contact.pk), promised.get(contact.pk, ()))
    return Leaving(follow_up, taker, offer.reason if offer else "", note)


def _best(found: Route, back: datetime) -> Offer | None:
    """Who is at work when my day ends, best first; else who begins soonest before I am back."""
    begins_in_time = (offer for offer in found.later if offer.since is not None and offer.since < back)
    return next(iter(found.now), None) or next(begins_in_time, None)


def _last_words(contacts: Sequence[Contact]) -> dict[int, Interaction]:
    """The last conversation with each, by their key."""
    talks = Interaction.objects.talks().filter(contact=OuterRef("pk")).newest_first().values("pk")[:1]
    newest = Contact.objects.filter(pk__in=[one.pk for one in contacts]).values_list(Subquery(talks), flat=True)
    return {entry.contact_id: entry for entry in Interaction.objects.filter(pk__in=list(newest))}


def promised_to(contacts: Sequence[Contact]) -> dict[int, list[Promise]]:
    """What is open of what was promised to each, by their key, the soonest due first."""
    found: dict[int, list[Promise]] = {}
    for promise in Promise.objects.open().filter(contact__in=contacts).order_by("due_at", "pk"):
        found.setdefault(promise.contact_id, []).append(promise)
    return found


def note_for(follow_up: FollowUp, reader: User, last: Interaction | None, promises: Sequence[Promise] = ()) -> str:
    """The last message, what was promised, the next step, and when all is due on both clocks, in the reader's
    language."""
    with override(reader.language):
        lines = [_promise_line(one, reader) for one in promises[:PROMISES_AT_MOST]]
        lines += [_("Next: %(title)s") % {"title": follow_up.title}, _due_words(follow_up, reader)]
        if last is not None:
            lines.insert(0, _last_line(last, reader))
        return "\n".join(lines)


def _last_line(last: Interaction, reader: User) -> str:
    said = "; ".join(words for words in (last.summary, *map(str, last.points)) if words) or last.next_step
    day = date_format(local(last.at, zone(reader.time_zone)).date(), "DATE_FORMAT")
    words = {"kind": last.get_kind_display(), "day": day, "said": said[:SAID_AT_MOST]}
    return _("Last: %(kind)s, %(day)s. %(said)s") % words


def _promise_line(promise: Promise, reader: User) -> str:
    return _("Promised: %(what)s. Due: %(due)s; %(yours)s on your clock") % {
        "what": promise.what[:SAID_AT_MOST],
        "due": due_in_words(promise, reader.language),
        "yours": date_format(local(promise.due_at, zone(reader.time_zone)), "SHORT_DATETIME_FORMAT"),
    }


def _due_words(follow_up: FollowUp, reader: User) -> str:
    theirs = local(follow_up.due_at, follow_up.contact.zone)
    yours = local(follow_up.due_at, zone(reader.time_zone))
    return _("Due: %(theirs)s there (%(city)s), %(yours)s on your clock") % {
        "theirs": date_format(theirs, "SHORT_DATETIME_FORMAT"),
        "city": zone_city(follow_up.contact.time_zone),
        "yours": date_format(yours, "SHORT_DATETIME_FORMAT"),
    }

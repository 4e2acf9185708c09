"""What routing, coverage and the meeting finder need to know of people, read for any number of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from contacts.call_facts import calls_refused, facts
from contacts.calling import DEFAULT_FROM, DEFAULT_UNTIL, CallFacts
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from contacts.working_time import Desk, Interval
from crm.clock import day_bounds, local, zone
from interactions.coverage import Customers
from interactions.meeting_finder import Attendee
from interactions.models import FollowUp, FollowUpKind, FollowUpState, Participant
from interactions.speaking import Speaker
from staff.models import User
from staff.people import holders
from staff.policy import TABLE, Action, Scope

# As long as something takes of which nobody said how long.
USUAL_MINUTES = 30
# No meeting is longer, so what began earlier is over.
LONGEST = timedelta(hours=24)
TALKING_ROLES = tuple(
    role for role, table in TABLE.items() if table.get(Action.WRITE_TIMELINE, Scope.NONE) != Scope.NONE
)


def who_talks() -> QuerySet[User]:
    """Active colleagues whose role speaks with customers."""
    return holders(*TALKING_ROLES).order_by("full_name", "pk")


def desk(user: User) -> Desk:
    """The hours of a colleague, lunch included: colleagues take theirs in turns."""
    return Desk(user.time_zone, user.work_from, user.work_until, user.country)


def speakers_among(users: QuerySet[User], now: datetime) -> list[Speaker]:
    people = list(users.prefetch_related("language_skills"))
    loads = loads_of(people, now)
    return [
        Speaker(
            pk=user.pk,
            name=user.full_name,
            desk=desk(user),
            skills={row.language: row.skill for row in user.language_skills.all()},
            load=loads.get(user.pk, 0),
        )
        for user in people
    ]


def loads_of(people: Sequence[User], now: datetime) -> dict[int, int]:
    """How many open tasks of each are due before their own day ends."""
    if not people:
        return {}
    days = (Q(owner__time_zone=name, due_at__lt=_end_of_day(name, now)) for name in {one.time_zone for one in people})
    due = FollowUp.objects.open().filter(reduce(or_, days), kind=FollowUpKind.TASK, owner__in=people)
    return dict(due.order_by().values_list("owner").annotate(Count("pk")))


def _end_of_day(zone_name: str, now: datetime) -> datetime:
    place = zone(zone_name)
    return day_bounds(local(now, place).date(), place)[1]


def customers_by_desk(contacts: ContactQuerySet) -> Iterator[Customers]:
    """The contacts counted by first language and by when they are at work; who has no language is left out."""
    place = ("time_zone", "country", "region", "hours_from", "hours_until")
    groups = contacts.exclude(languages=[]).order_by().values("languages__0", *place).annotate(count=Count("pk"))
    for group in groups:
        hours = (group["hours_from"] or DEFAULT_FROM, group["hours_until"] or DEFAULT_UNTIL)
        # With lunch: who eats is there, and calls.
        yield Customers(
            group["languages__0"], Desk(group["time_zone"], *hours, group["country"], group["region"]), group["count"]
        )


def colleague_facts(user: User) -> CallFacts:
    """What the light knows of a colleague."""
    return CallFacts(
        zone=user.time_zone,
        zone_confirmed=True,
        country=user.country,
        hours_start=user.work_from,
        hours_end=user.work_until,
        hours_explicit=True,
    )


def attendees(contacts: Sequence[Contact], users: Sequence[User], within: Interval, now: datetime) -> list[Attendee]:
    """Colleagues first, in the order given: four statements for any number of people."""
    refused = calls_refused(contacts, now)
    busy = _busy(contacts, users, within)
    burdens = _burdens(contacts, users)

    def attend(key: str, name: str, known: CallFacts) -> Attendee:
        return Attendee(key, name, known, tuple(busy[key]), burdens.get(key, 0))

    ours = [attend(f"u{user.pk}", user.full_name, colleague_facts(user)) for user in users]
    theirs = [attend(f"c{one.pk}", one.full_name, facts(one, refused=one.pk in refused)) for one in contacts]
    return [*ours, *theirs]


def _busy(contacts: Sequence[Contact], users: Sequence[User], within: Interval) -> dict[str, list[Interval]]:
    """What people have already: their own timed tasks, and meetings that they take part in."""
    span = (within.start - LONGEST, within.end + LONGEST)
    open_tasks = FollowUp.objects.open().filter(kind=FollowUpKind.TASK, due_at__range=span)
    found: dict[str, list[Interval]] = defaultdict(list)
    for owner, due_at, minutes in open_tasks.filter(owner__in=users).values_list("owner", "due_at", "minutes"):
        found[f"u{owner}"].append(_taken(due_at, minutes))
    meetings = _of(contacts, users).filter(follow_up__state=FollowUpState.OPEN, follow_up__due_at__range=span)
    columns = ("user", "contact", "follow_up__due_at", "follow_up__minutes")
    for user, contact, due_at, minutes in meetings.values_list(*columns):
        found[f"u{user}" if user else f"c{contact}"].append(_taken(due_at, minutes))
    return found


def _taken(due_at: datetime, minutes: int | None) -> Interval:
    return Interval(due_at, due_at + timedelta(minutes=minutes or USUAL_MINUTES))


def _burdens(contacts: Sequence[Contact], users: Sequence[User]) -> dict[str, int]:
    """How often each had the poor hour in a meeting that was not called off."""
    had = _of(contacts, users).filter(is_inconvenient=True).exclude(follow_up__state=FollowUpState.CANCELLED)
    counted = had.order_by().values_list("user", "contact").annotate(Count("pk"))
    return {f"u{user}" if user else f"c{contact}": count for user, contact, count in counted}


def _of(contacts: Iterable[Contact], users: Iterable[User]) -> QuerySet[Participant]:
    return Participant.objects.of([one.pk for one in contacts], [one.pk for one in users])

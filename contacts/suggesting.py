"""What to offer a customer next, when and why.

This room knows their needs and goals. A higher room registers in `AppConfig.ready()` what it knows: a function of
`Asked` that yields `Suggestion`s, each with its reason in words. It checks itself what the reader may see.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import Contact, CustomerGoal, Fact
from staff.models import User

SHOWN_AT_MOST = 5
# So long before the day of a goal there is time left to do something for it.
TIME_TO_HELP = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """For whom suggestions are made, of what the reader sees of them, on a day."""

    user: User
    contact: Contact
    needs: tuple[Fact, ...]
    goals: tuple[CustomerGoal, ...]
    on: date


@dataclass(frozen=True)
class Suggestion:
    """One thing to offer: what, why, and from which day on."""

    what: str
    why: str
    on: date


Source = Callable[[Asked], Iterable[Suggestion]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def suggestions_for(asked: Asked) -> list[Suggestion]:
    """The soonest first, and at most as many as one looks at."""
    found = [one for source in (_for_needs, _for_goals, *_sources) for one in source(asked)]
    return sorted(found, key=lambda suggestion: suggestion.on)[:SHOWN_AT_MOST]


def _for_needs(asked: Asked) -> Iterator[Suggestion]:
    for fact in asked.needs:
        if fact.is_stale(asked.on):
            what = _("Ask whether they still need: %(need)s") % {"need": fact.text}
        else:
            what = _("Offer what helps with: %(need)s") % {"need": fact.text}
        since = {"day": date_format(fact.known_since, "SHORT_DATE_FORMAT"), "source": fact.get_source_display()}
        yield Suggestion(what, _("A need since %(day)s, %(source)s.") % since, asked.on)


def _for_goals(asked: Asked) -> Iterator[Suggestion]:
    for goal in asked.goals:
        if goal.due_on is None:
            continue
        due = {"day": date_format(goal.due_on, "SHORT_DATE_FORMAT")}
        yield Suggestion(
            _("Help to reach: %(goal)s") % {"goal": goal.words},
            _("They want to be there by %(day)s.") % due,
            max(asked.on, goal.due_on - TIME_TO_HELP),
        )

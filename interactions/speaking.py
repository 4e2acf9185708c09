"""Who can speak with a customer now: a language that both have, an hour at work, and what waits already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.working_time import Desk, current, next_start
from crm.clock import local, zone
from crm.templatetags.crm_ui import language_name, local_time
from staff.models import CONVERSES, Level, Skill

Use = Literal["call", "write"]

# Above these, who has less to do comes before who speaks better.
_LEVELS = tuple(Level)
_FLUENT = frozenset({Level.C1, Level.C2, Level.NATIVE})


@dataclass(frozen=True, slots=True)
class Speaker:
    """One colleague, what they speak by code of the language, and how many open items are due by their evening."""

    pk: int
    name: str
    desk: Desk
    skills: Mapping[str, Skill]
    load: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """One colleague who serves the customer in one language: now, until some time; or else from some time on."""

    speaker: Speaker
    language: str
    level: str
    choice: int
    until: datetime | None
    since: datetime | None
    reason: str

    @property
    def is_now(self) -> bool:
        return self.until is not None


@dataclass(frozen=True, slots=True)
class Route:
    """Who can now, best first; who could later, soonest first. Without anybody now an interpreter is needed."""

    languages: tuple[str, ...]
    now: tuple[Offer, ...]
    later: tuple[Offer, ...]

    @property
    def needs_interpreter(self) -> bool:
        return bool(self.languages) and not self.now

    @property
    def is_spoken(self) -> bool:
        """Whether anybody of the house speaks one of the languages at all."""
        return bool(self.now or self.later)


def serves(skill: Skill | None, use: Use) -> bool:
    """Whether somebody may be asked: who only greets in a language does not converse in it."""
    if skill is None or skill.level not in CONVERSES:
        return False
    return skill.may_call if use == "call" else skill.may_write


def route(
    speakers: Iterable[Speaker], languages: Sequence[str], now: datetime, *, here: ZoneInfo, use: Use = "call"
) -> Route:
    """Rank colleagues for a customer who speaks these languages, best first; `here` is the reader's zone.

    Languages are the same or they are not: nobody is served in one that is only like theirs. Of those at work the
    customer's earlier language comes first, then fluency, then the smaller load, then the higher level.
    """
    chain = tuple(dict.fromkeys(languages))
    offers = [offer for speaker in speakers if (offer := _offer(speaker, chain, now, here, use))]
    ready = sorted((offer for offer in offers if offer.is_now), key=_rank)
    later = sorted((offer for offer in offers if not offer.is_now), key=lambda one: (_beginning(one), _rank(one)))
    return Route(chain, tuple(ready), tuple(later))


def _offer(speaker: Speaker, chain: Sequence[str], now: datetime, here: ZoneInfo, use: Use) -> Offer | None:
    for choice, language in enumerate(chain):
        skill = speaker.skills.get(language)
        if skill is not None and serves(skill, use):
            span = current(speaker.desk, now)
            until, since = (span.end, None) if span else (None, next_start(speaker.desk, now))
            reason = _reason(speaker, language, skill.level, until, since, here)
            return Offer(speaker, language, skill.level, choice, until, since, reason)
    return None


def _rank(offer: Offer) -> tuple[int, bool, int, int, str, int]:
    level = -_LEVELS.index(Level(offer.level))
    is_halting = offer.level not in _FLUENT
    return offer.choice, is_halting, offer.speaker.load, level, offer.speaker.name, offer.speaker.pk


def _beginning(offer: Offer) -> float:
    return offer.since.timestamp() if offer.since else float("inf")


def _reason(
    speaker: Speaker, language: str, level: str, until: datetime | None, since: datetime | None, here: ZoneInfo
) -> str:
    """“Lithuanian, C1; at work until 17:30; 3 open items”, as one line of parts."""
    spoken = _("%(language)s, %(level)s") % {"language": language_name(language), "level": Level(level).label}
    due = ngettext("%(count)d open item", "%(count)d open items", speaker.load) % {"count": speaker.load}
    return "; ".join([spoken, _hours(speaker, until, since, here), due])


def _hours(speaker: Speaker, until: datetime | None, since: datetime | None, here: ZoneInfo) -> str:
    if until is not None:
        words = {"there": f"{local(until, zone(speaker.desk.zone)):%H:%M}", "here": f"{local(until, here):%H:%M}"}
        if words["there"] == words["here"]:
            return _("at work until %(here)s") % words
        return _("at work until %(there)s there, %(here)s here") % words
    if since is None:
        return _("not at work in the coming month")
    words = {"there": local_time(since, speaker.desk.zone), "here": local_time(since, here.key)}
    if words["there"] == words["here"]:
        return _("at work again %(here)s") % words
    return _("at work again %(there)s there, %(here)s here") % words

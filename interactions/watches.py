"""What conversations watch for themselves: silence, the same raised again, a falling mood, and tension."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import cast

from django.db.models import Case, Count, F, Max, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import Contact
from crm.clock import local, zone
from crm.statistics import round_half_up
from interactions.models import Direction, Sentiment, Tension, TensionLevel
from interactions.noticing import FEWEST_CONTACTS, MOODS, SHORTEST_SILENCE, Mood, Said, fall, repeat, silence
from interactions.talks import THEY_SPOKE, attended_by, talks_with
from interactions.watching import Facts, Finding, Watch
from staff.models import Organisation

DAY = timedelta(days=1)
YEAR = 365 * DAY
REPEATED_WITHIN = 30 * DAY
MOOD_OF = 90 * DAY
SILENT, REPEATED, FALLING, TENSE = "silent", "repeated", "falling", "tense"


# --- silence ---------------------------------------------------------------------------------------------------------
def silent(people: QuerySet[Contact], now: datetime) -> Iterator[Finding]:
    """Those from whom nothing came for much longer than usual in their last year, by days of the house; who took part
    in a talk with others was there too."""
    place = zone(Organisation.current().time_zone)
    today = local(now, place).date()
    heard = talks_with(people, now, since=now - YEAR).filter(THEY_SPOKE)
    quiet = heard.values("contact").annotate(newest=Max("at"), contacts=Count("pk"))
    quiet = quiet.filter(newest__lte=now - (SHORTEST_SILENCE - 1) * DAY, contacts__gte=FEWEST_CONTACTS)
    rows = heard.filter(contact__in=quiet.values("contact")).order_by("contact", "at", "pk")
    attended = attended_by(quiet.values("contact"), now, since=now - YEAR)
    for contact_id, found in groupby(rows.values_list("contact", "at", "pk").iterator(), key=itemgetter(0)):
        talks = list(found)
        moments = [*(at for _contact, at, _pk in talks), *attended.get(contact_id, ())]
        told = silence([local(at, place).date() for at in moments], today)
        if told:
            _contact, _at, last = talks[-1]
            facts = {"days": told.days, "usual": int(round_half_up(told.usual)), "contacts": told.contacts}
            yield Finding(contact_id, f"interaction/{last}", max(moments), {**facts, "entries": [last]})


def explain_silence(facts: Facts) -> str:
    sentences = (
        ngettext("No contact for %(days)d day.", "No contact for %(days)d days.", facts["days"]),
        ngettext("Usually every day.", "Usually every %(usual)d days.", facts["usual"]),
    )
    return " ".join(sentences) % facts


# --- the same raised again -------------------------------------------------------------------------------------------
def repeated(people: QuerySet[Contact], now: datetime) -> Iterator[Finding]:
    """Those who said the same on two days of the last thirty, or came back to it, and were not happy about it."""
    place = zone(Organisation.current().time_zone)
    talks = talks_with(people, now, since=now - REPEATED_WITHIN)
    came_back = talks.filter(direction=Direction.IN, about__isnull=False)
    said = talks.filter(~Q(points=[]) | Q(pk__in=came_back.values("pk")) | Q(pk__in=came_back.values("about")))
    several = said.values("contact").annotate(talks=Count("pk")).filter(talks__gt=1)
    rows = said.filter(contact__in=several.values("contact")).order_by("contact", "at", "pk")
    # What we came back to ourselves was not raised again.
    about = Case(When(direction=Direction.IN, then="about"))
    named = rows.values_list("contact", "pk", "at", "points", "sentiment", about).iterator()
    for contact_id, found in groupby(named, key=itemgetter(0)):
        told = repeat([Said(pk, at, local(at, place).date(), *rest) for _contact, pk, at, *rest in found])
        if told:
            facts = {"days": told.days, "entries": [told.first.pk, told.again.pk]}
            yield Finding(contact_id, f"interaction/{told.again.pk}", told.again.at, facts)


def explain_repeat(facts: Facts) -> str:
    words = ngettext(
        "The same was raised again a day later.", "The same was raised again after %(days)d days.", facts["days"]
    )
    return words % facts


# --- a falling mood --------------------------------------------------------------------------------------------------
def falling(people: QuerySet[Contact], now: datetime) -> Iterator[Finding]:
    """Those who were unhappy in two of the last three talks and had not been before."""
    felt = talks_with(people, now).filter(sentiment__isnull=False)
    unhappy = felt.filter(at__gt=now - MOOD_OF, sentiment__lt=Sentiment.NEUTRAL)
    newest = Window(RowNumber(), partition_by=F("contact"), order_by=[F("at").desc(), F("pk").desc()])
    rows = felt.filter(contact__in=unhappy.values("contact")).annotate(place=newest).filter(place__lte=MOODS)
    moods = rows.order_by("contact", "-place").values_list("contact", "pk", "at", "sentiment").iterator()
    for contact_id, found in groupby(moods, key=itemgetter(0)):
        told = fall([Mood(pk, at, cast(int, sentiment)) for _contact, pk, at, sentiment in found])
        if told:
            facts = {"unhappy": len(told.unhappy), "entries": [mood.pk for mood in told.recent]}
            yield Finding(contact_id, f"interaction/{told.unhappy[-1].pk}", told.unhappy[0].at, facts)


def explain_fall(facts: Facts) -> str:
    return _("In %(unhappy)d of the last three talks they were unhappy; before that they were not.") % facts


# --- tension ---------------------------------------------------------------------------------------------------------
def tense(people: QuerySet[Contact], now: datetime) -> Iterator[Finding]:
    """Those with whom a colleague found the relationship tense."""
    standing = Tension.objects.standing().filter(level=TensionLevel.TENSE, contact__in=people.values("pk"))
    for row in standing.order_by("contact"):
        facts = {"review_on": row.review_on.isoformat(), "entries": []}
        yield Finding(row.contact_id, f"tension/{row.pk}", row.at, facts)


def explain_tension(facts: Facts) -> str:
    day = date_format(date.fromisoformat(facts["review_on"]), "DATE_FORMAT")
    return _("The relationship is tense. Look at it again on %(day)s.") % {"day": day}


WATCHES = (
    Watch(SILENT, gettext_lazy("Silent customer"), "bell-off", silent, explain_silence),
    Watch(REPEATED, gettext_lazy("The same problem again"), "refresh", repeated, explain_repeat),
    Watch(FALLING, gettext_lazy("Falling mood"), "trending-down", falling, explain_fall),
    Watch(TENSE, gettext_lazy("Tense relationship"), "alert-triangle", tense, explain_tension, rank=20),
)

"""What this room knows of a contact, for segments."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts import labels, segments
from contacts.comparing import DENIES, Kind
from contacts.models import (
    Channel,
    Consent,
    ConsentState,
    Contact,
    ContactPoint,
    CustomerGoal,
    EndedBy,
    Fact,
    FactKind,
    Formality,
    ImportantDate,
    PointKind,
    Purpose,
    StageChange,
    Tag,
)
from contacts.models.custom import Group
from contacts.segments import Condition
from crm.clock import local, zone, zone_choices
from crm.languages import country_choices, language_choices
from staff.models import Organisation, Team, User
from staff.policy import Action

WHO = _("Who they are")
WHERE = _("Language and place")
RELATION = _("Relationship")
REACH = _("Reach and consent")
KNOWN = _("Needs and life")

TEXT, DAY, FLAG = Kind("text"), Kind("day"), Kind("flag")


def colleagues() -> Iterable[tuple[Any, str]]:
    return [(str(pk), name) for pk, name in User.objects.order_by("full_name", "pk").values_list("pk", "full_name")]


def teams() -> Iterable[tuple[Any, str]]:
    return [(str(pk), name) for pk, name in Team.objects.order_by("name").values_list("pk", "name")]


def tags() -> Iterable[tuple[Any, str]]:
    return [(str(pk), name) for pk, name in Tag.objects.order_by("key").values_list("pk", "name")]


def taggings(now: datetime) -> QuerySet[Any]:
    return Contact.tags.through.objects.all()


def listed(column: str) -> segments.Where:
    """Codes in a column that holds a list of them."""

    def where(comparison: str, value: Any, now: datetime) -> Q:
        if comparison in ("filled", "empty"):
            return Q(**{column: []}) if comparison == "empty" else ~Q(**{column: []})
        found = Q()
        for code in value:
            found |= Q(**{f"{column}__icontains": f'"{code}"'})
        return ~found if comparison in DENIES else found

    return where


def zone_confirmed(comparison: str, value: Any, now: datetime) -> Q:
    known = Q(zone_confirmed_at__isnull=False) | Q(zone_source__in=("told", "booking"))
    return known if comparison == "yes" else ~known


def birthdays(now: datetime) -> QuerySet[ImportantDate]:
    return ImportantDate.objects.filter(kind="birthday")


def yearly(comparison: str, value: Any, now: datetime) -> Q:
    """A day of the year among the next so many, today's too."""
    today = local(now, zone(Organisation.current().time_zone)).date()
    last = today + timedelta(days=value)
    if value >= 365:
        return Q()
    first_key, last_key = _key(today), _key(last)
    if first_key <= last_key:
        return Q(month_day__range=(first_key, last_key))
    return Q(month_day__gte=first_key) | Q(month_day__lte=last_key)


def _key(on: date) -> int:
    return on.month * 100 + on.day


def newest_consents(states: Iterable[str]) -> segments.Rows:
    """What each contact said last about mails for each purpose, where it is one of these."""

    def rows(now: datetime) -> QuerySet[Consent]:
        by_mail = Consent.objects.filter(channel=Channel.EMAIL, at__lte=now)
        same = by_mail.filter(contact=OuterRef("contact"), purpose=OuterRef("purpose")).order_by()
        later = same.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
        return by_mail.filter(~Exists(later), state__in=states)

    return rows


def facts(kind: str, *, is_basic: bool = True) -> segments.Rows:
    """What holds of that kind: what everybody reads who sees the customer, or what is guarded too."""
    groups = {"group": Group.BASIC} if is_basic else {}
    return lambda now: Fact.objects.open().filter(kind=kind, **groups)


def goals(now: datetime) -> QuerySet[CustomerGoal]:
    return CustomerGoal.objects.open()


def points(kind: str) -> segments.Rows:
    return lambda now: ContactPoint.objects.filter(kind=kind)


def of_fact(rows: segments.Rows) -> segments.Where:
    return segments.related(rows, segments.folded("folded"))


def moves(now: datetime) -> QuerySet[StageChange]:
    return StageChange.objects.filter(at__lte=now)


def referred(comparison: str, value: Any, now: datetime) -> Q:
    return Q(referred_by__isnull=comparison == "no")


CHOSEN = ("any_of", "none_of")
STAGES, SOURCES = partial(labels.every, "stage"), partial(labels.every, "source")
REFUSING = [state for state in ConsentState if state != ConsentState.GIVEN]
PURPOSES = Kind("several", lambda: Purpose.choices, CHOSEN)
SINCE = Kind("day", only=("in_last", "not_in_last", "before", "after"))
FUTURE = ("in_next", "in_last", "before", "after")
WIN_BACK = segments.newest(moves, segments.day("win_back_on"), at="at")
AGREED, REFUSED = newest_consents([ConsentState.GIVEN]), newest_consents(REFUSING)
CONDITIONS = (
    Condition(
        "name", _("Name"), WHO, Kind("text", only=("contains", "starts")), segments.folded("search_key", "search_key2")
    ),
    Condition("company", _("Company"), WHO, TEXT, segments.folded("company__search_key", "company__search_key2")),
    Condition(
        "industry",
        _("Industry of the company"),
        WHO,
        Kind("choice", partial(labels.every, "industry"), CHOSEN),
        segments.choice("company__industry"),
    ),
    Condition(
        "size_band",
        _("Size of the company"),
        WHO,
        Kind("choice", partial(labels.every, "size_band"), CHOSEN),
        segments.choice("company__size_band"),
    ),
    Condition("job_title", _("Job title"), WHO, TEXT, segments.text("job_title")),
    Condition(
        "formality", _("Formality"), WHO, Kind("choice", lambda: Formality.choices), segments.choice("formality")
    ),
    Condition(
        "birthday", _("Birthday"), WHO, Kind("yearly"), segments.related(birthdays, yearly), Action.VIEW_SENSITIVE
    ),
    Condition("notes", _("Notes"), WHO, TEXT, segments.text("notes"), Action.VIEW_SENSITIVE),
    Condition("language", _("Language"), WHERE, Kind("several", language_choices), listed("languages")),
    Condition("country", _("Country"), WHERE, Kind("choice", country_choices), segments.choice("country")),
    Condition("region", _("Region"), WHERE, TEXT, segments.text("region")),
    Condition("city", _("City"), WHERE, TEXT, segments.text("city")),
    Condition("time_zone", _("Time zone"), WHERE, Kind("choice", zone_choices, CHOSEN), segments.choice("time_zone")),
    Condition("zone_confirmed", _("Time zone confirmed"), WHERE, FLAG, zone_confirmed),
    Condition("stage", _("Stage"), RELATION, Kind("choice", STAGES, CHOSEN), segments.choice("stage")),
    Condition(
        "stage_change",
        _("Moved to a stage"),
        RELATION,
        Kind("recent", STAGES),
        segments.recent(moves, "after", "at"),
    ),
    Condition(
        "stage_since",
        _("In this stage since"),
        RELATION,
        SINCE,
        segments.newest(moves, segments.moment("at"), at="at"),
    ),
    Condition(
        "exit_reason",
        _("Why it ended"),
        RELATION,
        Kind("choice", partial(labels.every, "exit_reason"), CHOSEN),
        segments.newest(moves, segments.choice("exit_reason"), at="at"),
    ),
    Condition(
        "ended_by",
        _("Who ended it"),
        RELATION,
        Kind("choice", lambda: EndedBy.choices, CHOSEN),
        segments.newest(moves, segments.choice("ended_by"), at="at"),
    ),
    Condition("win_back", _("We try again on"), RELATION, Kind("day", only=FUTURE), WIN_BACK),
    Condition(
        "owner", _("Owner"), RELATION, Kind("choice", colleagues), segments.choice("owner", Q(owner__isnull=True))
    ),
    Condition("team", _("Team"), RELATION, Kind("choice", teams), segments.choice("team", Q(team__isnull=True))),
    Condition("tag", _("Tag"), RELATION, Kind("several", tags), segments.related(taggings, segments.choice("tag"))),
    Condition("roles", _("Roles"), RELATION, Kind("several", partial(labels.every, "role")), listed("roles")),
    Condition(
        "source", _("Source"), RELATION, Kind("choice", partial(labels.every, "source")), segments.choice("source")
    ),
    Condition("campaign", _("Campaign"), RELATION, TEXT, segments.text("campaign")),
    Condition("cost", _("Cost of winning them"), RELATION, Kind("number"), segments.number("acquisition_cost")),
    Condition("referrer_name", _("Referred by, in words"), RELATION, TEXT, segments.text("referrer_name")),
    Condition("referred", _("Referred by somebody"), RELATION, FLAG, referred),
    Condition("created", _("Here since"), RELATION, SINCE, segments.moment("created_at")),
    Condition("last_contact", _("Last contact"), RELATION, DAY, segments.moment("last_contact_at")),
    Condition("need", _("Open need"), KNOWN, TEXT, of_fact(facts(FactKind.NEED))),
    Condition(
        "guarded_need",
        _("Open need, also one that is guarded"),
        KNOWN,
        TEXT,
        of_fact(facts(FactKind.NEED, is_basic=False)),
        Action.VIEW_SENSITIVE,
    ),
    Condition("interest", _("Interest"), KNOWN, TEXT, of_fact(facts(FactKind.INTEREST))),
    Condition("preference", _("Preference"), KNOWN, TEXT, of_fact(facts(FactKind.PREFERENCE))),
    Condition(
        "life",
        _("Life context"),
        KNOWN,
        TEXT,
        of_fact(facts(FactKind.LIFE, is_basic=False)),
        Action.VIEW_SENSITIVE,
    ),
    Condition("bought_once", _("Why they bought only once"), KNOWN, TEXT, of_fact(facts(FactKind.BOUGHT_ONCE))),
    Condition("goal", _("Day of an open goal"), KNOWN, DAY, segments.related(goals, segments.day("due_on"))),
    Condition(
        "agreed", _("Agreed to mails for"), REACH, PURPOSES, segments.related(AGREED, segments.choice("purpose"))
    ),
    Condition(
        "refused", _("Refused mails for"), REACH, PURPOSES, segments.related(REFUSED, segments.choice("purpose"))
    ),
    Condition("do_not_contact", _("Asked not to be contacted"), REACH, FLAG, segments.flag("do_not_contact")),
    Condition(
        "preferred_channel",
        _("Preferred channel"),
        REACH,
        Kind("choice", partial(labels.every, "channel")),
        segments.choice("preferred_channel"),
    ),
    Condition(
        "email",
        _("E-mail address"),
        REACH,
        TEXT,
        segments.related(points(PointKind.EMAIL), segments.text("normalised")),
        Action.VIEW_DETAILS,
    ),
    Condition(
        "phone",
        _("Phone number"),
        REACH,
        Kind("text", only=("filled", "empty")),
        segments.related(points(PointKind.PHONE)),
        Action.VIEW_DETAILS,
    ),
)

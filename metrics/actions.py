"""Figures for a reader: computed at once in a small house, ahead and in the background in a large one.

A report is work of record: whoever wants it writes so, whoever computes it claims the row. The task is a doorbell.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, Value, When

from crm.doorbell import ring_on_commit
from crm.statistics import DEFINITION_VERSION
from feedback.models import Answer
from metrics import access
from metrics.facts import Facts
from metrics.figures import Figures, as_json, as_text, measure
from metrics.forms import CHOICES
from metrics.models import Report
from metrics.periods import Period, today
from metrics.querysets import ReportQuerySet
from sales.models import Contract, Purchase
from sales.report_rates import AT_DATE, ReportRates
from staff.models import Organisation, User

# A house with no more rows of a kind than this is computed at each look, in well under a second.
ROWS_COMPUTED_AT_ONCE = 10_000
# Without a worker, a page that has waited this long computes by itself.
PATIENCE = timedelta(seconds=10)
# Whoever looks at figures is counted once an hour; whoever has not looked for a week is not computed for ahead.
LOOK_COUNTS_FOR = timedelta(hours=1)
REMEMBERED_FOR = timedelta(days=7)
# One run leaves room for the mails; what is left over is done in the next.
RUN_SECONDS = 20


@dataclass(frozen=True)
class Look:
    """What a reader gets: figures as text, None while they are computed; `report` is None where nothing is stored."""

    figures: str | None
    report: Report | None

    @property
    def is_awaited(self) -> bool:
        return self.report is not None and self.report.is_wanted


def look_at(
    *, user: User, period: Period, organisation: Organisation, choice: str, now: datetime, rates: str = AT_DATE
) -> Look:
    """The figures of the customers whom the user's figures count, as fresh as the house can have them."""
    kept = _reports_of(user, period, organisation, rates).with_figures_as_text()
    report = kept.first()
    if report is None and is_small():
        return Look(as_text(_measure(period, user, organisation, rates)), None)
    if report is None:
        return _look_again(_first_want(user, period, choice, organisation, now, rates), kept)
    _note_look(report, now)
    if report.wanted_at and report.wanted_at < now - PATIENCE:
        compute(report=report, now=now)
        return _look_again(report, kept)
    if report.is_stale(now) and not report.is_wanted:
        want(report=report, now=now)
    return Look(report.figures_text, report)


def _look_again(former: Report, kept: ReportQuerySet) -> Look:
    """What is kept now. A report that went meanwhile counts as awaited: the next look begins another."""
    report = kept.filter(pk=former.pk).first()
    return Look(report.figures_text, report) if report else Look(None, former)


def report_for(*, user: User, period: Period, organisation: Organisation, rates: str = AT_DATE) -> Report | None:
    """The report kept of the audience that the user has today, by this choice of rates."""
    return _reports_of(user, period, organisation, rates).first()


def _reports_of(user: User, period: Period, organisation: Organisation, rates: str) -> ReportQuerySet:
    """The one that is kept, or none."""
    return Report.objects.filter(**_key(access.audience_of(user), period, organisation, rates))


def is_small() -> bool:
    """Whether all figures are computed in well under a second. Asked by rows, not by the clock of a busy machine."""
    return not any(model.objects.order_by()[ROWS_COMPUTED_AT_ONCE:].exists() for model in (Purchase, Contract, Answer))


def want(*, report: Report, now: datetime) -> None:
    """Have the report computed again; to ask twice changes nothing."""
    waiting = Q(wanted_at__isnull=False, claimed_at__isnull=True)
    if Report.objects.filter(pk=report.pk).exclude(waiting).update(wanted_at=now):
        report.wanted_at = now
    ring_on_commit("metrics.refresh")


def compute(*, report: Report, now: datetime, window: int | None = None) -> Figures | None:
    """Compute and store; None where another one is at it, or where the user's customers are others by now."""
    if not Report.objects.filter(pk=report.pk).unclaimed(now).update(claimed_at=now):
        return None
    if report.user and access.audience_of(report.user) != report.audience:
        report.delete()
        return None
    began = time.monotonic()
    figures = _measure(report.period, report.user, Organisation.current(), report.rates, window)
    # Who asked again meanwhile may know of rows that were not there yet.
    asked_again = When(wanted_at__gt=F("claimed_at"), then=F("wanted_at"))
    Report.objects.filter(pk=report.pk, claimed_at=now).update(
        figures=as_json(figures),
        computed_at=now,
        seconds=time.monotonic() - began,
        wanted_at=Case(asked_again, default=Value(None)),
        claimed_at=None,
    )
    return figures


def refresh_reports(*, now: datetime) -> int:
    """Begin the day's reports for those who looked within a week, compute what is wanted, forget what is over."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return 0
    on = today(organisation, now)
    _begin_the_day(organisation, now)
    Report.objects.filter(Q(as_of__lt=on) | Q(looked_at__lt=now - REMEMBERED_FOR)).delete()
    return _compute_wanted(now)


def _begin_the_day(organisation: Organisation, now: datetime) -> None:
    on = today(organisation, now)
    # Ahead only by the rates of the day: another choice is a question that is asked now and then.
    former = Report.objects.filter(as_of__lt=on, choice__in=CHOICES, rates=AT_DATE).looked_at_since(
        now - REMEMBERED_FOR
    )
    for report in former.select_related("user"):
        period = CHOICES[report.choice][1](on, organisation)
        Report.objects.get_or_create(
            **_key(report.audience, period, organisation, AT_DATE),
            defaults={
                "user": report.user,
                "choice": report.choice,
                "looked_at": report.looked_at,
                "wanted_at": now,
            },
        )


def _compute_wanted(now: datetime) -> int:
    """The window is the house's, so one report of a day hands it to the next."""
    done, until = 0, time.monotonic() + RUN_SECONDS
    windows: dict[tuple[date, str], int] = {}
    for report in Report.objects.wanted().unclaimed(now).select_related("user"):
        if time.monotonic() > until:
            ring_on_commit("metrics.refresh")
            break
        kept = (report.as_of, report.time_zone)
        figures = compute(report=report, now=now, window=windows.get(kept))
        if figures is not None:
            windows[kept] = figures.window
            done += 1
    return done


def _measure(
    period: Period, user: User | None, organisation: Organisation, choice: str, window: int | None = None
) -> Figures:
    periods = period.trend()
    contacts = access.customers_of(user) if user else None
    rates = ReportRates.chosen(choice, organisation, period.as_of)
    return measure(periods, Facts(periods, contacts, window=window, organisation=organisation, rates=rates))


def _first_want(
    user: User, period: Period, choice: str, organisation: Organisation, now: datetime, rates: str
) -> Report:
    audience = access.audience_of(user)
    report, _is_new = Report.objects.get_or_create(
        **_key(audience, period, organisation, rates),
        defaults={
            "user": None if audience == access.EVERYONE else user,
            "choice": choice,
            "looked_at": now,
            "wanted_at": now,
        },
    )
    ring_on_commit("metrics.refresh")
    return report


def _note_look(report: Report, now: datetime) -> None:
    if report.looked_at < now - LOOK_COUNTS_FOR:
        Report.objects.filter(pk=report.pk).update(looked_at=now)


def _key(audience: str, period: Period, organisation: Organisation, rates: str) -> dict[str, Any]:
    return {
        "audience": audience,
        "start": period.start,
        "end": period.end,
        "as_of": period.as_of,
        "time_zone": period.zone_name,
        "currency": organisation.base_currency,
        "rates": rates,
        "definition_version": DEFINITION_VERSION,
    }

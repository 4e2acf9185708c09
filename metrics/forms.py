"""Which period is looked at, and by which exchange rates, from the address of the page."""

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from metrics.periods import DAY, Period, last_quarter, read_day, this_quarter, this_year, twelve_months
from sales.report_rates import AT_DATE
from sales.report_rates import CHOICES as RATES
from staff.models import Organisation

CHOICES = {
    "12m": (gettext_lazy("Last 12 months"), twelve_months),
    "quarter": (gettext_lazy("This quarter"), this_quarter),
    "last_quarter": (gettext_lazy("Last quarter"), last_quarter),
    "year": (gettext_lazy("This year"), this_year),
}
DEFAULT = "12m"
CUSTOM = "custom"


def chosen(query: QueryDict) -> str:
    if query.get("from"):
        return CUSTOM
    return name if (name := str(query.get("period"))) in CHOICES else DEFAULT


def rates_chosen(query: QueryDict) -> str:
    """By which rates money is counted; by those of the day where the address names none."""
    return name if (name := str(query.get("rates"))) in RATES else AT_DATE


def period_from(query: QueryDict, on: date, organisation: Organisation) -> Period:
    """The period named, or from `from` to `to` (without that day) or `last` (with it), seen from `on`.

    Raises metrics.periods.BadPeriod with a whole sentence.
    """
    name = chosen(query)
    if name != CUSTOM:
        return CHOICES[name][1](on, organisation)
    start = read_day(str(query["from"]))
    if query.get("to"):
        return Period(start, read_day(str(query["to"])), on, organisation.time_zone)
    last = read_day(str(query.get("last") or on.isoformat()))
    return Period(start, last + DAY, on, organisation.time_zone)

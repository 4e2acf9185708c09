"""What the sheet of a country shows of its money."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.countries import currencies_of, is_country
from crm.clock import local, zone
from crm.htmx import render_page
from sales.currency_moves import courses_of
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.policy import Action


@requires(Action.USE)
@require_GET
def country_panel(request: StaffRequest, country: str) -> HttpResponse:
    """How the tender of a country moved against the house's own money: rates are no customer's."""
    code = country.upper()
    if not is_country(code):
        raise Http404
    organisation = Organisation.current()
    today = local(timezone.now(), zone(organisation.time_zone)).date()
    courses = courses_of(currencies_of(code, today), today, base=organisation.base_currency)
    context = {"code": code, "courses": courses, "base": organisation.base_currency}
    return render_page(request, "sales/country_panel.html", context, partial="panel")

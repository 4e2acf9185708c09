"""My day, its end, its mail, and the day of the team."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from contacts.models import Contact
from crm import sight
from crm.htmx import redirect_page
from interactions.actions.digests import choose_digest
from interactions.actions.handing_over import hand_over_day
from interactions.end_of_day import end_of_day as leaving_for
from interactions.forms_follow_ups import DigestForm, SendForm
from interactions.models import Digest
from interactions.my_day import day_of, sentence
from interactions.team_day import team_day as loads_for
from interactions.today import LEAVING_SHOWN, leaving_today, meetings_today
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, may

ROWS_SHOWN = 8


@requires(Action.USE)
@require_GET
def my_day(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    day = day_of(request.user, now)
    shown = day.rows if request.GET.get("all") else day.rows[:ROWS_SHOWN]
    leaving, meetings = leaving_today(request.user, now), meetings_today(request.user, now)
    named = len(shown) + min(len(leaving), LEAVING_SHOWN) + len([one for one in meetings if one.contact])
    if named:
        sight.listed_customers(named)
    context = {
        "now": now,
        "sentence": sentence(day),
        "rows": shown,
        "count": day.count,
        "more": day.count - len(shown),
        "is_cut": day.count > len(day.rows),
        "overdue": day.overdue,
        "meetings": meetings,
        "leaving": leaving[:LEAVING_SHOWN],
        "more_leaving": len(leaving) > LEAVING_SHOWN,
        "has_contacts": bool(shown) or Contact.objects.visible_to(request.user).exists(),
        "may_write": may(request.user, Action.WRITE_TIMELINE),
    }
    return render(request, "interactions/my_day.html", context)


@requires(Action.WRITE_TIMELINE)
@require_http_methods(["GET", "POST"])
@once
def end_of_day(request: StaffRequest) -> HttpResponse:
    """What is due before I am back, and one button that hands it over to who can take it."""
    now = timezone.now()
    ending = leaving_for(request.user, now)
    sight.listed_customers(len(ending.items))
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _handed_over(*hand_over_day(by=request.user, items=ending.items, now=now)))
        return redirect_page(request, "interactions:my_day")
    takers = {one.taker for one in ending.items if one.taker}
    context = {"ending": ending, "takers": takers, "form": form, "now": now}
    return render(request, "interactions/end_of_day.html", context, status=422 if form.is_bound else 200)


def _handed_over(given: int, flagged: int) -> str:
    said = ngettext("%(count)d handed over", "%(count)d handed over", given) % {"count": given}
    stays = ngettext("%(count)d stays and is flagged", "%(count)d stay and are flagged", flagged)
    return f"{said}; {stays % {'count': flagged}}." if flagged else f"{said}."


@requires(Action.LEAD_TEAM)
@require_GET
def team_day(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "interactions/team_day.html", {"loads": loads_for(request.user, now), "now": now})


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
@once
def digest(request: StaffRequest) -> HttpResponse:
    """When the mail about my day comes."""
    chosen = Digest.objects.filter(user=request.user).first() or Digest(user=request.user)
    initial = {"is_wanted": chosen.is_wanted, "at": chosen.at, "weekdays": chosen.weekdays}
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose_digest(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect_page(request, "staff:profile")
    return render(request, "interactions/digest.html", {"form": form}, status=422 if form.is_bound else 200)

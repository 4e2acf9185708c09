"""The report of needs that nobody has met yet, and the customers behind each number."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.forms_needs import NeedFilterForm
from contacts.models import Contact
from contacts.naming import SHOWN_FIELDS
from contacts.needs import NeedGroup, grouped_needs, open_facts
from crm import sight
from crm.clock import local, zone
from crm.htmx import render_page
from crm.paging import page_by_keys
from staff.access import StaffRequest, requires
from staff.policy import Action


@requires(Action.VIEW_CONTACTS)
@require_GET
def need_list(request: StaffRequest) -> HttpResponse:
    form = NeedFilterForm(request.GET)
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    rows = grouped_needs(open_facts(request.user, form.chosen, today), today)
    sight.listed(len(rows))
    context = {"form": form, "rows": rows, "chosen": form.chosen, "most": NeedGroup.SHOWN_AT_MOST}
    return render_page(request, "contacts/need_list.html", context, partial="rows")


@requires(Action.VIEW_CONTACTS)
@require_GET
def need_customers(request: StaffRequest) -> HttpResponse:
    """Who has the need that is worded so."""
    form = NeedFilterForm(request.GET)
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    facts = open_facts(request.user, form.chosen, today).filter(folded=form.words)
    people = Contact.objects.visible_to(request.user).filter(pk__in=facts.order_by().values("contact"))
    rows = Contact.objects.select_related("company").only(*SHOWN_FIELDS, "company__name")
    page = page_by_keys(people.in_order_for(request.LANGUAGE_CODE), request.GET.get("page"), rows.in_bulk)
    context = {"page": page, "words": facts.values_list("text", flat=True).first() or "", "chosen": form.chosen}
    return render(request, "contacts/need_customers.html", context)

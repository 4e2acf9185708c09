"""Pages about companies: the list, one company, its form, and its way into the bin and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import binned_company_for, company_for, company_for_action, editable_company_for, shares_of
from contacts.actions.contacts import put_in_bin, restore, save_company
from contacts.custom import hidden_groups, shown_facts
from contacts.forms import CompanyForm
from contacts.models import Company, Contact
from contacts.needs import known_facts
from contacts.ties import former_people, ties_of
from crm import sight
from crm.clock import local, zone
from crm.htmx import redirect_page, render_page
from crm.paging import page_by_keys, page_of
from crm.text import LONGEST_QUERY, storable
from staff.access import StaffRequest, by_superuser, requires
from staff.once import once
from staff.policy import Action, can, may

OFFERED_AT_MOST = 10


@requires(Action.VIEW_CONTACTS)
@require_GET
def company_list(request: StaffRequest) -> HttpResponse:
    text = storable(request.GET.get("q", ""), LONGEST_QUERY)
    visible = Company.objects.visible_to(request.user)
    found = (visible.search(text) if text else visible).in_order_for(request.LANGUAGE_CODE)
    rows = Company.objects.select_related("owner").only("name", "country", "owner__full_name")
    context = {"text": text, "page": page_by_keys(found, request.GET.get("page"), rows)}
    return render_page(request, "contacts/company_list.html", context, partial="rows")


@requires(Action.VIEW_CONTACTS)
@require_GET
def company_detail(request: StaffRequest, pk: int) -> HttpResponse:
    company = company_for(request.user, pk)
    people = Contact.objects.visible_to(request.user).filter(company=company).in_order_for(request.LANGUAGE_CODE)
    context = {"company": company, "page": page_of(people.only("full_name", "job_title"), request.GET.get("page"))}
    context["may_edit"] = can(request.user, Action.EDIT_CONTACTS, company)
    context["may_share"] = can(request.user, Action.SHARE_CONTACTS, company)
    context["may_read_audit"] = may(request.user, Action.READ_AUDIT)
    context["tags"] = company.tags.order_by("key")
    now, hidden = timezone.now(), hidden_groups(request.user, company)
    context["facts"] = shown_facts(company, hidden)
    context["known"] = known_facts(company, hidden, local(now, zone(request.user.time_zone)).date())
    context["ties"] = ties_of(request.user, company)
    context["former"] = former_people(request.user, company)
    context["shares"] = shares_of(company, now)
    context["may_delete"] = can(request.user, Action.DELETE_CONTACTS, company)
    return render(request, "contacts/company_detail.html", context)


@requires(Action.EDIT_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def company_create(request: StaffRequest) -> HttpResponse:
    return _save(request, None)


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def company_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, editable_company_for(request.user, pk))


@requires(Action.EDIT_CONTACTS)
@require_GET
def company_options(request: StaffRequest) -> HttpResponse:
    """The options of the company field, for what was typed so far."""
    text = storable(request.GET.get("company", ""), LONGEST_QUERY)
    companies = list(Company.objects.visible_to(request.user).search(text)[:OFFERED_AT_MOST])
    sight.listed(len(companies))
    return render(request, "contacts/_company_options.html", {"companies": companies})


def _save(request: StaffRequest, company: Company | None) -> HttpResponse:
    form = CompanyForm(
        request.POST or None,
        instance=Company.objects.get(pk=company.pk) if company else None,
        hidden_groups=hidden_groups(request.user, company) if company else (),
    )
    if request.method == "POST" and form.is_valid():
        given = {"fields": form.values(), "custom": form.custom_facts(), "tags": form.cleaned_data["tags"]}
        company = save_company(by=request.user, company=company, **given)
        messages.success(request, _("Saved."))
        return redirect_page(request, "contacts:company_detail", company.pk)
    status = 422 if form.is_bound else 200
    return render(request, "contacts/company_form.html", {"form": form, "company": company}, status=status)


@requires(Action.VIEW_CONTACTS, step_up=by_superuser)
@require_POST
def company_bin(request: StaffRequest, pk: int) -> HttpResponse:
    company = company_for_action(request.user, Action.DELETE_CONTACTS, pk)
    put_in_bin(by=request.user, row=company)
    done = _("%(name)s is in the bin and can be restored there.") % {"name": company.name}
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, reverse("contacts:bin"), _("Bin")))
    return redirect_page(request, "contacts:company_list")


@requires(Action.DELETE_CONTACTS, step_up=by_superuser)
@require_POST
def company_restore(request: StaffRequest, pk: int) -> HttpResponse:
    company = binned_company_for(request.user, pk)
    restore(by=request.user, row=company)
    messages.success(request, _("%(name)s is back.") % {"name": company.name})
    return redirect_page(request, "contacts:company_detail", company.pk)

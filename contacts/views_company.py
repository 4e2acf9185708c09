"""Pages about companies: the list, one company, its form, and its way into the bin and back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import binned_company_for, company_for, company_for_action, editable_company_for, shares_of
from contacts.access_merging import surviving_company_for
from contacts.actions.companies import create_company, update_company
from contacts.actions.contacts import put_in_bin, restore
from contacts.addresses import doubts_of
from contacts.columns_company import chosen, offered, rows_for
from contacts.custom import hidden_groups, readable_fields, shown_facts
from contacts.duplicates_company import companies_like, facts
from contacts.filters import chips, sort_of
from contacts.filters_company import CompanyFilterForm, companies_passing
from contacts.forms_address import wants_other_country
from contacts.forms_company import CompanyForm
from contacts.models import Company, Contact
from contacts.models.custom import Subject
from contacts.naming import SHOWN_FIELDS
from contacts.needs import known_facts
from contacts.panels import PROMISES_OF_COMPANY, TIMELINE_OF_COMPANY
from contacts.sorting import heads
from contacts.ties import former_people, ties_of
from contacts.views import exports_to, filters_of
from contacts.views_editing import conflict_page, words_for
from contacts.views_merging import merges_shown
from crm import sight
from crm.clock import local, zone
from crm.conflicts import Outcome, save_merged
from crm.htmx import part_of_page, redirect_page, render_page, wants_fragment
from crm.paging import page_by_keys, page_of
from crm.text import LONGEST_QUERY, storable
from staff import drafts
from staff.access import StaffRequest, by_superuser, requires
from staff.drafts import keeps_draft
from staff.models import Organisation, User
from staff.once import once
from staff.policy import Action, can, may
from staff.saved_views import at_hand, kept

OFFERED_AT_MOST = 10
LIST = "contacts:company_list"
SHOWN = ("name", "country", "city", "website", "industry", "size_band", "created_at", "owner__full_name")


@requires(Action.VIEW_CONTACTS)
@require_GET
def company_list(request: StaffRequest) -> HttpResponse:
    views = at_hand(request.user, LIST)
    if views.default is not None and not request.GET and not wants_fragment(request):
        return redirect_page(request, f"{reverse(LIST)}?{views.default.query_string}")
    form = CompanyFilterForm(request.GET)
    found = companies_passing(form, user=request.user, language=request.LANGUAGE_CODE)
    shown = Company.objects.select_related("owner").only(*SHOWN)
    every = offered(readable_fields(request.user, Subject.COMPANY))
    page, columns = (
        page_by_keys(found, request.GET.get("page"), shown.in_bulk),
        chosen(request.GET.getlist("col"), every),
    )
    named = (("name", pgettext("company", "Name")), *((column.code, column.label) for column in columns))
    context = {
        "form": form,
        "chips": chips(form),
        "page": page,
        "rows": rows_for(page.rows, columns, request.user),
        "heads": heads(named, sort_of(form)),
        "offered": [{"column": column, "is_chosen": column in columns} for column in every],
        "at_hand": views,
        "shown_view": request.GET.get("view"),
        "save_query": urlencode(kept(request.GET)),
        "kept": kept(request.GET),
        "may_change": may(request.user, Action.EDIT_CONTACTS),
        "export_kinds": exports_to("contacts:company_export", ("csv", "CSV"), ("xlsx", "XLSX")),
        "export_query": filters_of(request),
    }
    return render_page(request, "contacts/company_list.html", context, partial="rows")


@requires(Action.VIEW_CONTACTS)
@require_GET
def company_detail(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        company = company_for(request.user, pk)
    except Http404:
        return redirect_page(request, "contacts:company_detail", surviving_company_for(request.user, pk).pk)
    people = Contact.objects.visible_to(request.user).filter(company=company).in_order_for(request.LANGUAGE_CODE)
    context = {"company": company, "page": page_of(people.only(*SHOWN_FIELDS, "job_title"), request.GET.get("page"))}
    context["home"] = SimpleLazyObject(lambda: Organisation.current().country)
    context["may_edit"] = can(request.user, Action.EDIT_CONTACTS, company)
    context["may_share"] = can(request.user, Action.SHARE_CONTACTS, company)
    context["may_read_audit"] = may(request.user, Action.READ_AUDIT)
    context["tags"] = company.tags.order_by("key")
    now, hidden = timezone.now(), hidden_groups(request.user, company)
    context["facts"] = shown_facts(company, hidden)
    context["known"] = known_facts(company, hidden, local(now, zone(request.user.time_zone)).date(), by=request.user)
    context["ties"] = ties_of(request.user, company)
    context["former"] = former_people(request.user, company)
    context["may_see_timelines"] = may(request.user, Action.VIEW_TIMELINE)
    context["shares"] = shares_of(company, now)
    if may(request.user, Action.VIEW_TIMELINE):
        context["promises"] = part_of_page(request, reverse(PROMISES_OF_COMPANY, args=[pk]))
    context["may_merge"] = can(request.user, Action.MERGE_CONTACTS, company)
    if context["may_merge"]:
        context |= merges_shown(request, company)
    context["may_delete"] = can(request.user, Action.DELETE_CONTACTS, company)
    if may(request.user, Action.VIEW_TIMELINE):
        context["timeline"] = part_of_page(request, reverse(TIMELINE_OF_COMPANY, args=[company.pk]))
    return render(request, "contacts/company_detail.html", context)


@requires(Action.EDIT_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft()
def company_create(request: StaffRequest) -> HttpResponse:
    form = CompanyForm(request.POST or None)
    if wants_other_country(request):
        return _form_page(request, form.as_typed(), None, status=200)
    if request.method == "POST" and form.is_valid():
        company = create_company(by=request.user, **form.given())
        messages.success(request, _("Saved."))
        warn_of_twin(request, company)
        warn_of_address(request, company)
        return redirect_page(request, "contacts:company_detail", company.pk)
    return _form_page(request, form, None)


def warn_of_address(request: StaffRequest, company: Company) -> None:
    """What looks wrong is saved, and said."""
    for doubt in doubts_of(country=company.country, region=company.region, postcode=company.postcode):
        messages.warning(request, doubt)


def warn_of_twin(request: StaffRequest, company: Company) -> None:
    """A company that may be another one's double is saved, and said."""
    typed = facts(company.name, website=company.website, country=company.country, city=company.city)
    for twin in companies_like(typed, by=request.user, but=company.pk)[:1]:
        asked = _("Is it the same company as this one?")
        card = reverse("contacts:company_detail", args=[twin.company.pk])
        messages.warning(request, format_html('{} <a href="{}"><bdi>{}</bdi></a>', asked, card, twin.company.name))


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
@keeps_draft(editable_company_for)
def company_edit(request: StaffRequest, pk: int) -> HttpResponse:
    company = editable_company_for(request.user, pk)
    if request.method == "GET":
        return _form_page(request, form_over(company, by=request.user), company)
    if wants_other_country(request):
        return _form_page(request, form_over(company, request.POST, by=request.user).as_typed(), company, status=200)
    outcome = save_company(company, request.POST, by=request.user)
    if outcome.is_saved:
        messages.success(request, words_for(outcome))
        warn_of_address(request, Company.objects.get(pk=company.pk))
        return redirect_page(request, "contacts:company_detail", company.pk)
    if outcome.disputed:
        return conflict_page(request, outcome, company)
    return _form_page(request, outcome.form, company)


def form_over(company: Company, data: QueryDict | None = None, *, by: User) -> CompanyForm:
    """The form over the company as it is now, on a copy of its own."""
    hidden = hidden_groups(by, company)
    return CompanyForm(data, instance=Company.objects.get(pk=company.pk), hidden_groups=hidden)


def save_company(company: Company, data: QueryDict, *, by: User) -> Outcome:
    def save(form: CompanyForm) -> None:
        stored = Company.objects.get(pk=company.pk)
        stored.version = form.version
        update_company(by=by, company=stored, **form.given())

    return save_merged(data, lambda sent: form_over(company, sent, by=by), save)


def _form_page(
    request: StaffRequest, form: CompanyForm, company: Company | None, *, status: int | None = None
) -> HttpResponse:
    drafts.offer(request, form)
    context = {"form": form, "company": company}
    return render(request, "contacts/company_form.html", context, status=status or (422 if form.is_bound else 200))


@requires(Action.EDIT_CONTACTS)
@require_GET
def company_options(request: StaffRequest) -> HttpResponse:
    """The options of the company field, for what was typed so far."""
    text = storable(request.GET.get("company", ""), LONGEST_QUERY)
    companies = list(Company.objects.visible_to(request.user).search(text)[:OFFERED_AT_MOST])
    sight.listed(len(companies))
    return render(request, "contacts/_company_options.html", {"companies": companies})


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

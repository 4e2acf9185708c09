"""Pages of purchases and contracts."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from modeltranslation.utils import get_translation_fields

from contacts.models import Contact
from crm.clock import local, zone
from crm.htmx import redirect_page, render_page, wants_fragment
from crm.money import Money
from crm.paging import page_of
from crm.text import LONGEST_QUERY, storable
from sales import access, actions
from sales.currency_moves import moves_of
from sales.forms import (
    ContractEndForm,
    ContractForm,
    PurchaseForm,
    contract_defaults,
    offered_products,
    purchase_defaults,
)
from sales.models import Contract, Purchase, PurchaseStatus
from sales.querysets import Gap, PurchaseQuerySet
from sales.report_rates import CHOICES, ReportRates
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.once import once
from staff.policy import Action

PANEL_ROWS = 5
PANEL_FIELDS = (
    *("number", "ordered_at", "status", "amount", "currency", "base_amount", "base_currency", "product__code"),
    *(f"product__{name}" for name in get_translation_fields("name")),
)
NEXT_STATUSES = {
    PurchaseStatus.PENDING: (PurchaseStatus.SETTLED, PurchaseStatus.CANCELLED),
    PurchaseStatus.SETTLED: (PurchaseStatus.REFUNDED, PurchaseStatus.CANCELLED),
    PurchaseStatus.CANCELLED: (PurchaseStatus.SETTLED,),
    PurchaseStatus.REFUNDED: (PurchaseStatus.SETTLED,),
}


@requires(Action.VIEW_SALES)
@require_GET
def purchase_list(request: StaffRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    only_gaps = request.GET.get("rate") == "missing"
    purchases = access.visible_purchases(request.user)
    if status in PurchaseStatus.values:
        purchases = purchases.filter(status=status)
    if only_gaps:
        purchases = purchases.without_rate()  # type: ignore[attr-defined]
    contact = _contact_named(request)
    if contact is not None:
        purchases = purchases.filter(contact=contact)
    page = page_of(purchases, request.GET.get("page"))
    context = {
        "gaps": purchases.gaps() if any(row.base_amount is None for row in page.rows) else [],  # type: ignore[attr-defined]
        "contact": contact,
        "page": page,
        "status": status,
        "only_gaps": only_gaps,
        "statuses": PurchaseStatus.choices,
    }
    return render_page(request, "sales/purchase_list.html", context)


def _contact_named(request: StaffRequest) -> Contact | None:
    """The contact whose purchases alone are wanted; 404 for one that the user may not see."""
    wanted = request.GET.get("contact", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    return access.contact_with_sales_for(request.user, int(wanted))


@requires(Action.VIEW_SALES)
@require_GET
def purchase_detail(request: StaffRequest, pk: int) -> HttpResponse:
    purchase = access.purchase_for(request.user, pk)
    may_record = access.may_record(request.user, purchase.contact)
    following = NEXT_STATUSES[PurchaseStatus(purchase.status)] if may_record else ()
    context = {"purchase": purchase, "next_statuses": [(value, _verb(value)) for value in following]}
    return render_page(request, "sales/purchase_detail.html", context)


@requires(Action.RECORD_SALES)
@require_POST
def purchase_status(request: StaffRequest, pk: int) -> HttpResponse:
    purchase = access.editable_purchase_for(request.user, pk)
    status = request.POST.get("status", "")
    if status not in PurchaseStatus.values:
        raise BadRequest
    actions.set_purchase_status(by=request.user, purchase=purchase, status=status)
    messages.success(request, _("The purchase is now: %(status)s.") % {"status": PurchaseStatus(status).label})
    return redirect_page(request, "sales:purchase_detail", pk)


@requires(Action.RECORD_SALES)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def purchase_create(request: StaffRequest, pk: int) -> HttpResponse:
    contact = access.contact_to_sell_to(request.user, pk)
    here = timezone.get_current_timezone_name()
    now = timezone.now()
    if request.method == "POST":
        form = PurchaseForm(request.POST, zone_name=here)
        if form.is_valid() and _recorded(request, form, contact):
            return redirect_page(request, "contacts:contact_detail", contact.pk)
    else:
        form = PurchaseForm(initial=purchase_defaults(contact, timezone.localtime(now)), zone_name=here)
    context = {"contact": contact, "form": form, "products": offered_products()}
    return render_page(request, "sales/purchase_form.html", context, status=422 if form.errors else 200)


def _recorded(request: StaffRequest, form: PurchaseForm, contact: Contact) -> bool:
    try:
        purchase = actions.record_purchase(by=request.user, contact=contact, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_refusal(refusal)
        return False
    if purchase.base_amount is None:
        messages.warning(
            request,
            _("Purchase %(number)s is recorded. No exchange rate is known for its day, so reports leave it out.")
            % {"number": purchase.number},
        )
    else:
        messages.success(request, _("Purchase %(number)s is recorded.") % {"number": purchase.number})
    return True


@requires(Action.RECORD_SALES)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def contract_create(request: StaffRequest, pk: int) -> HttpResponse:
    contact = access.contact_to_sell_to(request.user, pk)
    if request.method == "POST":
        form = ContractForm(request.POST)
        if form.is_valid() and _signed(request, form, contact):
            return redirect_page(request, "contacts:contact_detail", contact.pk)
    else:
        form = ContractForm(initial=contract_defaults(contact, timezone.localtime()))
    context = {"contact": contact, "form": form}
    return render_page(request, "sales/contract_form.html", context, status=422 if form.errors else 200)


def _signed(request: StaffRequest, form: ContractForm, contact: Contact) -> bool:
    try:
        actions.record_contract(by=request.user, contact=contact, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_refusal(refusal)
        return False
    messages.success(request, _("The contract is recorded."))
    return True


@requires(Action.RECORD_SALES)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_end(request: StaffRequest, pk: int) -> HttpResponse:
    contract = access.editable_contract_for(request.user, pk)
    form = ContractEndForm(request.POST or None, initial={"ends_on": contract.ends_on})
    if request.method == "POST" and form.is_valid() and _ended(request, form, contract):
        return redirect_page(request, "contacts:contact_detail", contract.contact_id)
    context = {"contract": contract, "contact": contract.contact, "form": form}
    return render_page(request, "sales/contract_end.html", context, status=422 if form.errors else 200)


def _ended(request: StaffRequest, form: ContractEndForm, contract: Contract) -> bool:
    try:
        actions.end_contract(by=request.user, contract=contract, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error("ends_on", refusal.messages)
        return False
    messages.success(request, _("The end of the contract is changed."))
    return True


@requires(Action.RECORD_SALES)
@require_GET
def product_options(request: StaffRequest) -> HttpResponse:
    """The options of the product field, for what was typed so far."""
    products = offered_products(storable(request.GET.get("product", ""), LONGEST_QUERY))
    return render_page(request, "sales/_product_options.html", {"products": products})


@requires(Action.VIEW_SALES)
@require_GET
def contact_panel(request: StaffRequest, pk: int) -> HttpResponse:
    contact = access.contact_with_sales_for(request.user, pk)
    purchases = Purchase.objects.filter(contact=contact)
    organisation = Organisation.current()
    today = local(timezone.now(), zone(organisation.time_zone)).date()
    newest = list(purchases.select_related("product").only(*PANEL_FIELDS)[: PANEL_ROWS + 1])
    contracts = list(Contract.objects.filter(contact=contact).covering(today))
    rates = ReportRates.chosen(request.GET.get("rates", ""), organisation, today)
    on_page = {} if wants_fragment(request) else {"basis": rates.basis_of(purchases.qualifying())}
    context = {
        **on_page,
        "rates": rates.choice,
        "rate_choices": CHOICES.items(),
        "contact": contact,
        "purchases": newest[:PANEL_ROWS],
        "has_more": len(newest) > PANEL_ROWS,
        "totals": _totals(purchases, rates),
        "contracts": contracts,
        "moves": moves_of(contracts, today, base=organisation.base_currency),
        "may_record": access.may_record(request.user, contact),
    }
    return render_page(request, "sales/contact_panel.html", context, partial="panel")


def _totals(purchases: PurchaseQuerySet, rates: ReportRates) -> dict[str, object]:
    """Settled purchases summed by the rates of the report, and by their own currency where no rate is known."""
    known = rates.known()
    rows = list(
        purchases.qualifying()
        .order_by("currency")
        .values("currency")
        .annotate(
            worth=Sum(rates.worth(), filter=known),
            counted=Count("pk", filter=known),
            count=Count("pk"),
            unknown=Sum("amount", filter=~known),
        )
    )
    missing = [
        Gap(row["count"] - row["counted"], Money(row["unknown"], row["currency"]))
        for row in rows
        if row["count"] > row["counted"]
    ]
    worths = [row["worth"] for row in rows if row["counted"]]
    return {
        "sums": [Money(sum(worths, Decimal(0)), rates.base)] if worths else [],
        "missing": missing,
        "gaps": sum(gap.count for gap in missing),
        "count": sum(row["count"] for row in rows),
    }


def _verb(status: PurchaseStatus) -> str:
    return {
        PurchaseStatus.SETTLED: _("Mark as settled"),
        PurchaseStatus.PENDING: _("Mark as pending"),
        PurchaseStatus.CANCELLED: _("Cancel the purchase"),
        PurchaseStatus.REFUNDED: _("Refund the purchase"),
    }[status]

"""Pages of the programme and of its members' accounts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.access import contact_for
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from loyalty import access, actions, books, statement
from loyalty.forms import RedeemForm
from loyalty.models import Account, Programme
from staff.access import StaffRequest, requires
from staff.models import Organisation
from staff.policy import Action, can

PANEL_ROWS = 3


@requires(Action.VIEW_LOYALTY)
@require_GET
def programme(request: StaffRequest) -> HttpResponse:
    """The programme's rules in words, and the members whose books the colleague may read."""
    programmes = Programme.objects.prefetch_related("rules").order_by("-is_active", "pk")
    shown = programmes.first()
    members = Account.objects.visible_to(request.user).filter(programme=shown)
    ranked = members.with_most_points_first().select_related("contact")
    context = {
        "programme": shown,
        "rules": [rule for rule in shown.rules.all() if rule.is_active] if shown else [],
        "currency": Organisation.current().base_currency,
        "totals": statement.totals(members),
        "page": page_of(ranked, request.GET.get("page")),
    }
    return render_page(request, "loyalty/programme.html", context)


@requires(Action.VIEW_LOYALTY)
@require_GET
def account(request: StaffRequest, pk: int) -> HttpResponse:
    return _account_page(request, access.account_for(request.user, pk), RedeemForm())


@requires(Action.VIEW_LOYALTY)
@require_POST
def redeem(request: StaffRequest, pk: int) -> HttpResponse:
    member = access.redeemable_account_for(request.user, pk)
    form = RedeemForm(request.POST)
    if not form.is_valid():
        return _account_page(request, member, form, status=422)
    given = form.cleaned_data
    try:
        actions.redeem(
            account=member,
            points=given["points"],
            key=f"hand:{member.pk}:{given['key']}",
            source=f"staff.user/{request.user.pk}",
            reason=given["reason"],
            by=request.user,
        )
    except books.IdempotencyConflict:
        form.add_error(None, _("This form was sent before with other numbers. Reload the page and try again."))
    except ValidationError as error:
        form.add_error("points", error)
    if not form.is_valid():
        return _account_page(request, member, form, status=422)
    messages.success(request, _("The points are redeemed."))
    return redirect_page(request, "loyalty:account", member.pk)


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_panel(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel; a colleague who sees the card but not the books is told so."""
    contact = contact_for(request.user, pk)
    context = {"contact": contact, "may_see": can(request.user, Action.VIEW_LOYALTY, contact)}
    if context["may_see"]:
        accounts = Account.objects.members().filter(contact=contact, programme__is_active=True)
        member = accounts.order_by("pk").first()
        context |= {"account": member, "waiting": statement.waiting_purchases(contact)}
        if member:
            context |= _standing(member)
            context["movements"] = statement.movements(member)[:PANEL_ROWS]
    return render_page(request, "loyalty/contact_panel.html", context, partial="panel")


def _account_page(request: StaffRequest, member: Account, form: RedeemForm, status: int = 200) -> HttpResponse:
    context = {
        "account": member,
        "form": form if access.may_redeem(request.user, member) else None,
        "waiting": statement.waiting_purchases(member.holder),
        "page": page_of(statement.movements(member), request.GET.get("page")),
        **_standing(member),
    }
    return render_page(request, "loyalty/account.html", context, status=status)


def _standing(member: Account) -> dict[str, object]:
    now = timezone.now()
    lots = books.lots_at(member, now)
    return {"balance": books.balance(member, now, lots), "expiring": statement.next_to_expire(lots, now)}

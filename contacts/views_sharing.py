"""Lending people and companies to a colleague, and taking them back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import company_for_action, contact_for_action, share_for, shares_of
from contacts.actions.sharing import end_share, page_of, share
from contacts.forms_sharing import ShareForm
from contacts.models import Company, Contact
from crm.htmx import redirect_page, render_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, can, may


@requires(Action.VIEW_TIMELINE)
@require_GET
def contact_shares(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel: whoever works with the contact sees who else does."""
    contact = contact_for_action(request.user, Action.VIEW_TIMELINE, pk)
    may_share = can(request.user, Action.SHARE_CONTACTS, contact)
    context = {
        "contact": contact,
        "may_share": may_share,
        "may_read_audit": may(request.user, Action.READ_AUDIT),
        "shares": shares_of(contact, timezone.now()),
    }
    return render_page(request, "contacts/shares_panel.html", context, partial="panel")


@requires(Action.SHARE_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def contact_share(request: StaffRequest, pk: int) -> HttpResponse:
    return _share(request, contact_for_action(request.user, Action.SHARE_CONTACTS, pk))


@requires(Action.SHARE_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def company_share(request: StaffRequest, pk: int) -> HttpResponse:
    return _share(request, company_for_action(request.user, Action.SHARE_CONTACTS, pk))


def _share(request: StaffRequest, record: Contact | Company) -> HttpResponse:
    now = timezone.now()
    form = ShareForm(request.POST if request.method == "POST" else None, by=request.user, record=record, now=now)
    if request.method == "POST" and form.is_valid() and _done(request, form, record):
        return redirect_page(request, page_of(record))
    context = {"form": form, "record": record, "back": page_of(record), "shares": shares_of(record, now)}
    return render_page(request, "contacts/share_form.html", context, status=422 if form.is_bound else 200)


def _done(request: StaffRequest, form: ShareForm, record: Contact | Company) -> bool:
    try:
        lent = share(by=request.user, record=record, **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("%(name)s sees it now.") % {"name": lent.user.full_name})
    return True


@requires(Action.VIEW_CONTACTS)
@require_POST
def share_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Whoever may share the record takes it back, and whom it was lent to gives it back."""
    lent, record = share_for(request.user, pk, timezone.now())
    end_share(by=request.user, share=lent, record=record)
    messages.success(request, _("It is not shared with %(name)s any more.") % {"name": lent.user.full_name})
    return redirect_page(request, "contacts:contact_list" if lent.user == request.user else page_of(record))

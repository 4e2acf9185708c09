"""The outbox: what will go, to whom, why and when; what went; what did not, and why."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from modeltranslation.utils import get_translation_fields

from contacts.access import contact_for
from contacts.models import Contact
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from outreach.access import for_eyes_of, journey_for, may_stop, message_for, message_in_doubt_for, stoppable_message_for
from outreach.actions import pacing
from outreach.actions.events import BOUNCES
from outreach.actions.operating import AGAIN, CLOSED, SENT, resolve_unknown, run_journey
from outreach.actions.planning import skip_message
from outreach.engine import RenderError
from outreach.forms import OutboxFilterForm, RunForm
from outreach.installation import confirm_installation, may_send_from_here
from outreach.languages import know_last_languages
from outreach.models import Heartbeat, Journey, Message, State
from outreach.rendering import Rendered, expected_language, preview
from outreach.sent_mail import blot, read_back
from staff.access import StaffRequest, requires
from staff.models import Organisation, User
from staff.policy import Action, can, may
from translating.beside import put_beside

PLANNED, SENT_TAB, NOT_SENT = "planned", "sent", "not-sent"
TABS = {
    PLANNED: (State.PENDING, State.CLAIMED),
    SENT_TAB: (State.SENT,),
    NOT_SENT: (State.SKIPPED, State.EXPIRED, State.FAILED, State.UNKNOWN, State.CANCELLED, State.CLOSED),
}
SILENT_AFTER = timedelta(minutes=15)
PANEL_ROWS = 6
PANEL_FIELDS = (
    *("state", "reason", "subject", "template", "user", "sent_at", "not_before", "step__journey__code"),
    *(f"step__journey__{name}" for name in get_translation_fields("name")),
)


@requires(Action.VIEW_OUTBOX)
@require_GET
def outbox(request: StaffRequest, tab: str = PLANNED) -> HttpResponse:
    now = timezone.now()
    form = OutboxFilterForm(request.GET, states=TABS[tab] if tab == NOT_SENT else ())
    rows = form.filter(Message.objects.visible_to(request.user).filter(state__in=TABS[tab]))
    order = ("not_before", "id") if tab == PLANNED else ("-not_before", "-id")
    related = rows.select_related("step__journey", "template", "contact__company", "user").order_by(*order)
    page = page_of(related, request.GET.get("page"))
    organisation = Organisation.current()
    for_eyes_of(request.user, page)
    know_last_languages(page)
    for message in page:
        message.shown_language = expected_language(message, organisation)
    context = {"tab": tab, "form": form, "page": page, "now": now, **_workings(request, now)}
    return render_page(request, "outreach/outbox.html", context, partial="rows")


def _workings(request: StaffRequest, now: Any) -> dict[str, Any]:
    """Whether the sender is alive, allowed, and what is paused."""
    beat = Heartbeat.objects.filter(name="outreach.pump").first()
    return {
        "beat": beat,
        "is_silent": beat is None or now - beat.at > SILENT_AFTER,
        "is_held": not may_send_from_here(),
        "paused": list(Journey.objects.filter(is_enabled=False)),
        "may_configure": may(request.user, Action.CONFIGURE),
    }


@requires(Action.VIEW_OUTBOX)
@require_GET
def message_detail(request: StaffRequest, pk: int) -> HttpResponse:
    message = message_for(request.user, pk)
    organisation = Organisation.current()
    for_eyes_of(request.user, [message])
    sees_address = message.contact is None or can(request.user, Action.VIEW_DETAILS, message.contact)
    is_sent = message.is_readable and message.state == State.SENT
    mail = read_back(message, with_address=sees_address) if is_sent else None
    shown, problem = (None, "") if mail or not message.is_readable else _preview(message, organisation)
    if message.contact and message.is_readable:
        put_beside([message], user=request.user, may_write=can(request.user, Action.WRITE_TIMELINE, message.contact))
    context = {
        "message": message,
        "language": expected_language(message, organisation),
        "mail": mail,
        "preview": shown,
        "preview_text": blot(shown.text) if shown else "",
        "problem": problem,
        "bounces": message.events.filter(kind__in=BOUNCES).order_by("at") if message.bounced_at else (),
        "is_readable": message.is_readable,
        "sees_address": sees_address,
        "may_stop": message.state == State.PENDING and may_stop(request.user, message),
        "may_resolve": message.state == State.UNKNOWN and request.user.is_superuser,
        "now": timezone.now(),
    }
    return render(request, "outreach/message_detail.html", context)


def _preview(message: Message, organisation: Organisation) -> tuple[Rendered | None, str]:
    """The words as they would go now, or the sentence that says why they cannot. Nobody reads system mail here."""
    if message.contact is None and message.user is None:
        return None, ""
    try:
        return preview(message, organisation=organisation), ""
    except RenderError as error:
        return None, str(error)


@requires(Action.VIEW_OUTBOX)
@require_POST
def message_skip(request: StaffRequest, pk: int) -> HttpResponse:
    message = stoppable_message_for(request.user, pk)
    if skip_message(by=request.user, message=message):
        messages.success(request, _("The mail will not go."))
    else:
        messages.warning(request, _("It was too late: the mail has left or was settled before."))
    return redirect_page(request, "outreach:message_detail", message.pk)


@requires(Action.VIEW_OUTBOX)
@require_POST
def message_resolve(request: StaffRequest, pk: int) -> HttpResponse:
    message = message_in_doubt_for(request.user, pk)
    answer = request.POST.get("answer", "")
    if answer not in (SENT, AGAIN, CLOSED):
        messages.error(request, _("Choose what became of the mail."))
    elif resolve_unknown(by=request.user, message=message, answer=answer):
        messages.success(request, _("The mail is settled."))
    else:
        messages.warning(request, _("The mail was settled before."))
    return redirect_page(request, "outreach:message_detail", message.pk)


@requires(Action.CONFIGURE)
@require_GET
def journey_list(request: StaffRequest) -> HttpResponse:
    journeys = Journey.objects.prefetch_related("steps__template").order_by("name", "pk")
    return render(request, "outreach/journey_list.html", {"journeys": journeys})


@requires(Action.CONFIGURE)
@require_POST
def journey_run(request: StaffRequest, pk: int) -> HttpResponse:
    """Pause a journey, or let it run again."""
    journey = journey_for(pk)
    form = RunForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        run_journey(by=request.user, journey=journey, is_enabled=said["run"] == "yes", reason=said["reason"])
    else:
        messages.error(request, form.first_error())
    return redirect_page(request, "outreach:journey_list")


@requires(Action.CONFIGURE)
@require_POST
def confirm_sending(request: StaffRequest) -> HttpResponse:
    """The superuser says that this copy of the database is the one that sends."""
    if not request.user.is_superuser:
        raise PermissionDenied
    confirm_installation(by=request.user, now=timezone.now())
    messages.success(request, _("Mails leave from here from now on."))
    return redirect_page(request, "outreach:outbox")


@requires(Action.CONFIGURE)
@require_POST
def try_now(request: StaffRequest) -> HttpResponse:
    """The mail server was mended: do not wait until the pause is over."""
    pacing.end_wait(by=request.user, now=timezone.now())
    messages.success(request, _("The mail server will be tried within seconds."))
    return redirect_page(request, "outreach:outbox")


@requires(Action.VIEW_OUTBOX)
@require_GET
def contact_panel(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest mails to a contact, and those that did not go with their reason."""
    contact = contact_for(request.user, pk)
    # Asked of the contact at hand: in a query it would be asked of each mail.
    may_see = can(request.user, Action.VIEW_OUTBOX, contact)
    context = {"contact": contact, "rows": _newest_to(contact, request.user) if may_see else []}
    return render_page(request, "outreach/contact_panel.html", context, partial="panel")


def _newest_to(contact: Contact, user: User) -> list[Message]:
    rows = Message.objects.filter(contact=contact).select_related("step__journey").only(*PANEL_FIELDS)
    newest = list(rows.order_by("-not_before", "-id")[:PANEL_ROWS])
    for message in newest:
        message.contact = contact
    for_eyes_of(user, newest)
    return newest

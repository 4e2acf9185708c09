"""Colleagues' pages: the inbox of answers, the surveys, and who was not asked and why."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from modeltranslation.utils import get_translation_fields

from contacts.access import contact_for, contact_for_action
from contacts.models import Contact
from crm.clock import local
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from feedback import actions, reasons
from feedback.forms import InviteForm, offered_surveys
from feedback.models import Answer, Invitation, InvitationState, QuestionKind, Response, Survey
from feedback.querysets import ResponseQuerySet
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, can, reaches_as_far
from translating.beside import put_beside

PANEL_ROWS = 3
NEWEST = "newest"
# What the card says of surveys and of being asked.
SURVEY_NAME = ("code", *get_translation_fields("title"))
INVITATION_ON_CARD = (
    *("state", "reason", "created_at", "expires_at", "message__state", "message__not_before"),
    *(f"survey__{name}" for name in SURVEY_NAME),
)


def _with_answers(responses: ResponseQuerySet) -> ResponseQuerySet:
    current = Answer.objects.filter(is_current=True).select_related("question").order_by("question__position")
    return responses.prefetch_related(Prefetch("answers", current, to_attr="current"))


@requires(Action.VIEW_FEEDBACK)
@require_GET
def inbox(request: StaffRequest) -> HttpResponse:
    """Answers of one's customers, the lowest first."""
    order = NEWEST if request.GET.get("order") == NEWEST else "lowest"
    only_low = request.GET.get("show") == "low"
    visible = Response.objects.visible_to(request.user).select_related("invitation__survey", "invitation__contact")
    responses = _with_answers(visible)
    if only_low:
        responses = responses.low()
    responses = responses.newest_first() if order == NEWEST else responses.lowest_first()
    page = page_of(responses, request.GET.get("page"))
    # Whoever reads the answers of a customer and logs as widely may translate each of them.
    may_write = reaches_as_far(request.user, Action.WRITE_TIMELINE, Action.VIEW_FEEDBACK)
    put_beside(list(page), user=request.user, may_write=may_write)
    context = {"page": page, "order": order, "only_low": only_low}
    return render_page(request, "feedback/inbox.html", context)


@requires(Action.VIEW_FEEDBACK)
@require_GET
def survey_list(request: StaffRequest) -> HttpResponse:
    surveys = Survey.objects.with_counts(request.user).order_by("code")
    return render_page(request, "feedback/survey_list.html", {"surveys": surveys})


@requires(Action.VIEW_FEEDBACK)
@require_GET
def not_sent(request: StaffRequest) -> HttpResponse:
    dropped = Invitation.objects.visible_to(request.user).not_sent().select_related("contact", "survey")
    page = page_of(dropped.order_by("-created_at", "-id"), request.GET.get("page"))
    return render_page(request, "feedback/not_sent.html", {"page": page})


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_panel(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel; a colleague who sees the card but not named answers is told so."""
    contact = contact_for(request.user, pk)
    context = {"contact": contact, "may_see": can(request.user, Action.VIEW_FEEDBACK, contact)}
    if context["may_see"]:
        may_invite = can(request.user, Action.MAIL_CONTACT, contact)
        waiting, dropped = _asked(contact, timezone.now())
        responses = _newest_responses(contact)
        put_beside(responses, user=request.user, may_write=can(request.user, Action.WRITE_TIMELINE, contact))
        context |= {
            "responses": responses,
            "waiting": waiting,
            "dropped": dropped,
            "surveys": list(offered_surveys().only(*SURVEY_NAME)) if may_invite else (),
            "form": InviteForm(),
        }
    return render_page(request, "feedback/contact_panel.html", context, partial="panel")


def _newest_responses(contact: Contact) -> list[Response]:
    """The last answers with their scores, read off the few that are shown and not summed up in the database."""
    survey = [f"invitation__survey__{name}" for name in SURVEY_NAME]
    mine = Response.objects.filter(invitation__contact=contact).select_related("invitation__survey")
    newest = mine.only("completed_at", "language", "invitation__survey", *survey).order_by("-completed_at", "-id")
    responses = list(_with_answers(newest)[:PANEL_ROWS])
    for response in responses:
        response.csat = _lowest(response, QuestionKind.CSAT)
        response.nps = _lowest(response, QuestionKind.NPS)
    return responses


def _lowest(response: Response, kind: QuestionKind) -> int | None:
    values = (answer.value for answer in response.current if answer.question.kind == kind)
    return min((value for value in values if value is not None), default=None)


def _asked(contact: Contact, now: datetime) -> tuple[list[Invitation], list[Invitation]]:
    """Who was asked and has not answered yet, a mail that was stopped asks nobody; and the last not asked at all."""
    mine = Invitation.objects.filter(contact=contact)
    waiting = Q(state=InvitationState.INVITED, expires_at__gt=now)
    rows = mine.filter(waiting | Q(pk__in=mine.not_sent().order_by("-id").values("pk")[:1])).order_by("-id")
    invitations = list(rows.select_related("survey", "message").only(*INVITATION_ON_CARD))
    open_ones = [row for row in invitations if row.state == InvitationState.INVITED and not _never_left(row)]
    dropped = [row for row in invitations if row.state == InvitationState.DROPPED]
    return open_ones[:PANEL_ROWS], dropped


def _never_left(invitation: Invitation) -> bool:
    return invitation.message is not None and invitation.message.state in reasons.NEVER_LEFT


@requires(Action.MAIL_CONTACT)
@require_POST
@once
def invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a contact by hand, once a day by each survey."""
    contact = contact_for_action(request.user, Action.MAIL_CONTACT, pk)
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the surveys that are open."))
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    now = timezone.now()
    wave = f"hand/{local(now, contact.zone).date()}"
    survey = form.cleaned_data["survey"]
    invitation = actions.invite(survey=survey, contact=contact, wave=wave, by=request.user, now=now)
    if invitation.state == InvitationState.DROPPED:
        messages.warning(request, reasons.in_words(invitation.reason))
    else:
        messages.success(request, _("The survey leaves at the customer’s next good hour."))
    return redirect_page(request, "contacts:contact_detail", contact.pk)

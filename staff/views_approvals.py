"""The inbox of what waits for a second person, and the switch of the rule itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from staff import approvals
from staff.access import StaffRequest, requires
from staff.actions import approvals as actions
from staff.actions.second_person import set_second_person
from staff.models import Approval, Organisation
from staff.policy import Action


@requires(Action.USE)
@require_GET
def approval_list(request: StaffRequest) -> HttpResponse:
    """What one may decide, and what one asked for; who decides also sees what was decided."""
    now = timezone.now()
    own = Approval.objects.filter(asked_by=request.user)
    seen = Approval.objects.filter(Q(asked_by=request.user) | Q(kind__in=approvals.kinds_of(request.user)))
    settled = seen.exclude(pk__in=Approval.objects.waiting(now).values("pk"))
    context = {
        "waiting": approvals.waiting_for(request.user, now=now),
        "asked": own.waiting(now).newest_first(),
        "page": page_of(
            settled.select_related("asked_by", "decided_by").newest_first(), request.GET.get("page"), size=20
        ),
        "needs_second_person": Organisation.current().needs_second_person,
    }
    return render_page(request, "staff/approval_list.html", context)


def _agrees(request: StaffRequest) -> bool:
    return request.POST.get("answer") == "agree"


@requires(Action.USE, step_up=_agrees)
@require_POST
def approval_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """One word, by whoever may say it; for everybody else the approval is not there."""
    approval = get_object_or_404(Approval.objects.select_related("asked_by"), pk=pk)
    if not approvals.may_decide(request.user, approval):
        raise Http404
    answer = request.POST.get("answer", "")
    if answer not in ("agree", "decline"):
        return HttpResponse(status=400)
    try:
        actions.decide(
            by=request.user, approval=approval, agrees=answer == "agree", digest=request.POST.get("digest", "")[:64]
        )
        messages.success(request, _said(approval) if answer == "agree" else _("Declined. Whoever asked is told."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect_page(request, "staff:approval_list")


def _said(approval: Approval) -> str:
    is_done = not approvals.next_step(approval, now=timezone.now())
    return _("Agreed, and done.") if is_done else _("Agreed. Whoever asked is told, and does the rest.")


@requires(Action.USE)
@require_POST
def approval_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    approval = get_object_or_404(Approval, pk=pk, asked_by=request.user)
    if actions.withdraw(by=request.user, approval=approval):
        messages.success(request, _("Withdrawn."))
    else:
        messages.error(request, _("This was decided already, or it is too old."))
    return redirect_page(request, "staff:approval_list")


@requires(Action.OPERATE, step_up=True)
@require_POST
def second_person(request: StaffRequest) -> HttpResponse:
    """Whether the house asks for a second person; to stop asking, a second person is asked."""
    waits = set_second_person(by=request.user, is_needed=request.POST.get("needed") == "yes")
    if waits is None:
        messages.success(request, _("The rule is changed."))
    else:
        messages.info(request, _("A second person has been asked to agree. Until then the rule stands."))
    return redirect_page(request, "staff:approval_list")

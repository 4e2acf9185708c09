"""Where a colleague is signed in, when they were, and ending what they do not know."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.htmx import redirect_page, render_page
from staff import audit, sessions
from staff.access import StaffRequest, requires
from staff.models import AuditEntry
from staff.policy import Action

SHOWN_SIGN_INS = 20
LONGEST_ID = 18
SIGN_INS = (
    "staff.sign_in",
    "staff.sign_in.failed",
    "staff.sign_in.blocked",
    "staff.factor.failed",
    "staff.password.ask",
)


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
def session_list(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _revoke(request)
    now = timezone.now()
    history = AuditEntry.objects.filter(
        subject_type=request.user._meta.label, subject_id=request.user.pk, action__in=SIGN_INS
    )
    context = {
        "sessions": sessions.live_sessions(request.user, now),
        "current": request.session.session_key,
        "history": history.order_by("-id")[:SHOWN_SIGN_INS],
    }
    return render_page(request, "usersessions/usersession_list.html", context)


def _revoke(request: StaffRequest) -> HttpResponse:
    """End one of one's own other sessions, or all of them; this one ends by signing out."""
    chosen = request.POST.get("session", "")
    if chosen and not (chosen.isdecimal() and len(chosen) <= LONGEST_ID):
        raise Http404
    only = [int(chosen)] if chosen else None
    ended = sessions.end_sessions(request.user, but=request.session.session_key, only=only)
    if chosen and not ended:
        raise Http404
    if ended:
        audit.record("staff.session.revoke", by=request.user, subject=request.user, detail={"count": ended})
    messages.success(request, _ended(ended))
    return redirect_page(request, "usersessions_list")


def _ended(count: int) -> str:
    if not count:
        return _("You were signed in nowhere else.")
    words = ngettext(
        "You are signed out in %(count)d other place.", "You are signed out in %(count)d other places.", count
    )
    return words % {"count": count}

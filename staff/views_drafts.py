"""What is typed is kept, and let go: the two addresses behind every form that keeps drafts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.actions.drafts import keep_draft
from staff.drafts import address_of, place_at
from staff.models import Draft
from staff.policy import Action, scope


@requires(Action.USE)
@require_POST
def draft_keep(request: StaffRequest) -> HttpResponse:
    """Keep what is typed into the form at the address `draft_of`; nothing is shown."""
    keep_draft(by=request.user, place=place_at(request.user, request.POST.get("draft_of", "")), typed=request.POST)
    return HttpResponse(status=204)


@requires(Action.USE)
@require_POST
def draft_discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Let one's own draft go, and open its form anew."""
    draft = get_object_or_404(scope(request.user, Action.USE, Draft.objects.filter(user=request.user)), pk=pk)
    address = address_of(draft)
    draft.delete()
    return redirect_page(request, address or "/")

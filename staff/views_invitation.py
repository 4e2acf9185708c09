"""The page behind the link of an invitation, in the language of who was invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from staff.access import token_page
from staff.actions import invitations
from staff.forms_people import JoinForm
from staff.guesses import answer_guess
from staff.models import Invitation


@csrf_exempt  # The secret in the address is what a forged request lacks; pages without a referrer send no origin.
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Reading changes nothing; what is no open invitation is answered alike, whatever is wrong with it."""
    try:
        found = invitations.invitation_behind(token, now=timezone.now())
        with translation.override(found.language):
            response = _join(request, found, token)
            response.headers["Content-Language"] = found.language
            return response
    except invitations.UnknownInvitation:
        return answer_guess(request, "staff/invitation_unknown.html")


def _join(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = JoinForm(request.POST or None, email=found.email, initial={"full_name": found.full_name})
    if request.method == "POST" and form.is_valid():
        invitations.accept(token=token, **form.cleaned_data)
        messages.success(request, _("Your account is ready. Sign in with your new password."))
        return redirect("account_login")
    context = {"form": form, "invitation": found}
    return render(request, "staff/invitation.html", context, status=422 if form.is_bound else 200)

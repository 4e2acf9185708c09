"""Pages of showing once more who one is: those that the library does not have, or whose failure leads astray."""

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from crm.htmx import redirect_page, render_page
from staff import sso, step_up
from staff.access import StaffRequest, requires
from staff.policy import Action


@requires(Action.USE)
@require_GET
def go_on(request: StaffRequest) -> HttpResponse:
    """The form that waited for the proof, as it was sent; one press sends it again."""
    kept = step_up.kept(request.session)
    if kept is None:
        return redirect_page(request, settings.LOGIN_REDIRECT_URL)
    return render_page(request, "staff/step_up.html", {"kept": kept})


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
def sso_confirm(request: StaffRequest) -> HttpResponse:
    """Sign in at the identity provider once more, and come back."""
    if not sso.opens_account_of(request.user):
        raise Http404
    back = get_next_redirect_url(request) or ""
    if request.method == "POST":
        return sso.ask(request, back)
    others = [way for way in step_up.ways_to_prove(request, back) if way["id"] != sso.PROVIDER]
    context = {"name": sso.name(), "next": back, "reauthentication_alternatives": others}
    return render_page(request, "socialaccount/confirm.html", context)


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Form) -> HttpResponse:
        """The library forgets where the colleague was going."""
        for words in form.errors.get("credential", []):
            messages.error(self.request, str(words))
        return redirect(self.passthrough_next_url(self.request.path))


confirm_by_passkey = ConfirmByPasskeyView.as_view()

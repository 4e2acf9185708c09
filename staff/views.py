"""Pages of the house: first run, profile, settings, team, notices, and the small choices on top."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm import sight
from crm.context_processors import THEMES
from crm.htmx import redirect_page, render_page
from crm.middleware import THEME_COOKIE
from crm.paging import page_of
from staff import actions, notices
from staff.access import public_page, requires
from staff.approvals import decides_anything
from staff.forms import OrganisationForm, ProfileForm, WelcomeForm, ZoneForm
from staff.forms_addressing import HouseAddressingForm
from staff.forms_people import skill_forms
from staff.models import Notice, Organisation, User
from staff.policy import Action, may

SIGN_IN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
A_YEAR = 365 * 24 * 60 * 60


@public_page
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """First run: make the superuser and the organisation; closed once there is one."""
    if Organisation.objects.exists():
        return redirect_page(request, settings.LOGIN_REDIRECT_URL)
    with_account = not User.objects.exists()
    if not with_account and not getattr(request.user, "is_superuser", False):
        return redirect_page(request, f"{resolve_url(settings.LOGIN_URL)}?next={request.path}")
    form = WelcomeForm(request.POST or None, with_account=with_account, initial=_first_guess())
    if request.method == "POST" and form.is_valid() and _found(request, form):
        return redirect_page(request, settings.LOGIN_REDIRECT_URL)
    status = 422 if form.is_bound else 200
    return render_page(request, "staff/welcome.html", {"form": form}, status=status)


def _first_guess() -> dict[str, Any]:
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "time_zone": "",
        "base_currency": "EUR",
        "languages": sorted({language, "en"}),
        "default_language": language,
    }


def _found(request: HttpRequest, form: WelcomeForm) -> bool:
    values = dict(form.cleaned_data)
    account = None
    if form.with_account:
        account = actions.NewAccount(
            email=values.pop("account_email"),
            full_name=values.pop("full_name"),
            password=values.pop("password"),
            language=translation.get_language() or settings.LANGUAGE_CODE,
        )
    by = request.user if isinstance(request.user, User) else None
    try:
        _organisation, founder = actions.found_organisation(**values, account=account, by=by)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    login(request, founder, backend=SIGN_IN_BACKEND)
    return True


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        actions.update_profile(by=user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Your profile is saved."))
        return redirect_page(request, "staff:profile")
    status = 422 if form.is_bound else 200
    return render_page(request, "staff/profile.html", {"form": form, "skills": skill_forms(user)}, status=status)


@requires(Action.USE)
@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    context = {"may_configure": may(user, Action.CONFIGURE), "may_decide": decides_anything(user)}
    return render_page(request, "staff/settings.html", context)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, instance=Organisation.current())
    if request.method == "POST" and form.is_valid():
        actions.update_organisation(by=_user(request), **form.cleaned_data)
        messages.success(request, _("The organisation’s settings are saved."))
        return redirect_page(request, "staff:organisation")
    status = 422 if form.is_bound else 200
    return render_page(request, "staff/organisation.html", {"form": form}, status=status)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
def forms_of_address(request: HttpRequest) -> HttpResponse:
    """Formal or informal in each language, and own greetings where we have no table."""
    typed = request.POST if request.method == "POST" else None
    form = HouseAddressingForm(typed, organisation=Organisation.current())
    if request.method == "POST" and form.is_valid():
        actions.update_organisation(by=_user(request), **form.values())
        messages.success(request, _("The organisation’s settings are saved."))
        return redirect_page(request, "staff:forms_of_address")
    status = 422 if form.is_bound else 200
    return render_page(request, "staff/forms_of_address.html", {"form": form}, status=status)


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
def notice_list(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    if request.method == "POST":
        actions.mark_notices_read(by=user)
        return redirect_page(request, "staff:notice_list")
    page = page_of(user.notices.order_by("-id"), request.GET.get("page"))
    notices.for_eyes_of(user, page)
    if any(map(notices.names_customer, page)):
        # The page has counted its rows already.
        sight.listed_customers(0)
    return render_page(request, "staff/notice_list.html", {"page": page})


@requires(Action.USE)
@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice as read and go where it points."""
    notice = get_object_or_404(Notice, pk=pk, user=_user(request))
    actions.mark_notices_read(by=_user(request), notice=notice)
    return redirect_page(request, _safe(request, notice.url) or "staff:notice_list")


@public_page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if language not in settings.INTERFACE_LANGUAGES:
        raise Http404
    response = _remember(request, "language", language)
    _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@public_page
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        raise Http404
    response = _remember(request, "theme", theme)
    _keep(response, THEME_COOKIE, theme)
    return response


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
def set_zone(request: HttpRequest) -> HttpResponse:
    """Choose the zone that times are shown in."""
    current = {"time_zone": _user(request).time_zone}
    form = ZoneForm(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid():
        return _remember(request, "time_zone", form.cleaned_data["time_zone"])
    target = request.POST.get("next", "") or request.GET.get("next", "")
    context = {"form": form, "next": _safe(request, target)}
    return render_page(request, "staff/zone.html", context, status=422 if form.is_bound else 200)


def _remember(request: HttpRequest, preference: str, value: str) -> HttpResponse:
    if isinstance(request.user, User):
        actions.set_preference(by=request.user, preference=preference, value=value)
    return redirect_page(request, _safe(request, request.POST.get("next", "")) or "/")


def _keep(response: HttpResponse, cookie: str, value: str) -> None:
    """Remember a choice in this browser, for pages that are read before signing in."""
    response.set_cookie(cookie, value, max_age=A_YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")


def _safe(request: HttpRequest, url: str) -> str:
    """The address if it leads to a page of ours, else nothing."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours and url.startswith("/") else ""


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user

"""Pages about colleagues: the team page, inviting, roles, leaving and coming back, languages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from staff.access import StaffRequest, requires
from staff.actions import invitations, leaving, people
from staff.forms_people import ColleagueForm, InviteForm, LeaveForm, TeamForm, skill_forms
from staff.models import Approval, Invitation, Team, User
from staff.once import once
from staff.people import belongings, colleague_for, may_manage, open_invitation_for, powers_of
from staff.policy import Action, may


@requires(Action.USE)
@require_GET
def team(request: StaffRequest) -> HttpResponse:
    """Everyone by team; whoever may change people sees roles, invitations and those who left."""
    manages = may(request.user, Action.MANAGE_PEOPLE)
    colleagues = User.objects.filter(is_active=True).select_related("team").prefetch_related("language_skills")
    if manages:
        colleagues = colleagues.prefetch_related("role_assignments")
    page = page_of(colleagues.order_by("team__name", "full_name", "pk"), request.GET.get("page"))
    for colleague in page:
        colleague.may_be_changed = may_manage(request.user, colleague)
    context = {"page": page, "manages": manages, **(_behind_the_scenes(request.user) if manages else {})}
    return render_page(request, "staff/team.html", context)


def _behind_the_scenes(user: User) -> dict[str, Any]:
    left = User.objects.filter(is_active=False).select_related("team").order_by("full_name", "pk")
    return {
        "teams": Team.objects.all(),
        "invitations": Invitation.objects.open().select_related("team", "invited_by"),
        "left": [person for person in left if may_manage(user, person)],
        "now": timezone.now(),
    }


@requires(Action.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def colleague(request: StaffRequest, pk: int) -> HttpResponse:
    """Another colleague's roles and team."""
    person = colleague_for(request.user, pk)
    initial = {"powers": sorted(powers_of(person)), "team": person.team}
    form = ColleagueForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and _change(request, person, form):
        return redirect_page(request, "staff:team")
    context = {"form": form, "person": person}
    return render_page(request, "staff/colleague.html", context, status=422 if form.is_bound else 200)


def _change(request: StaffRequest, person: User, form: ColleagueForm) -> bool:
    def act() -> None:
        changed = people.change_colleague(by=request.user, person=person, **form.cleaned_data)
        _say_what_waits(request, changed.waits)
        if changed.fields or changed.waits is None:
            messages.success(request, _("The colleague’s roles and team are saved."))

    return _done(form, act)


def _say_what_waits(request: HttpRequest, waits: Approval | None) -> None:
    if waits is not None:
        messages.info(request, _("A second person has been asked to agree. Until then the power stays as it is."))


def _done(form: Any, act: Callable[[], Any]) -> bool:
    """Run the action; what it refuses stands in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@requires(Action.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def invite(request: StaffRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, form):
        messages.success(request, _("The invitation is on its way."))
        return redirect_page(request, "staff:team")
    return render_page(request, "staff/invite.html", {"form": form}, status=422 if form.is_bound else 200)


def _invite(request: StaffRequest, form: InviteForm) -> bool:
    return _done(form, lambda: invitations.invite(by=request.user, **form.cleaned_data))


@requires(Action.MANAGE_PEOPLE)
@require_POST
def invitation_resend(request: StaffRequest, pk: int) -> HttpResponse:
    invitation = open_invitation_for(pk)
    resend = partial(invitations.resend, by=request.user, invitation=invitation)
    return _press(request, resend, _("A new link is on its way; the old one is dead."))


@requires(Action.MANAGE_PEOPLE)
@require_POST
def invitation_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    revoke = partial(invitations.revoke, by=request.user, invitation=open_invitation_for(pk))
    return _press(request, revoke, _("The invitation is withdrawn."))


def _press(request: StaffRequest, act: Callable[[], Any], done: str) -> HttpResponse:
    """A button of the team page; what is refused is said on top of it."""
    try:
        act()
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect_page(request, "staff:team")


@requires(Action.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    """What the colleague looks after, who takes over, and the last word."""
    person = colleague_for(request.user, pk)
    counts = belongings(person)
    form = LeaveForm(request.POST if request.method == "POST" else None, person=person, has_belongings=bool(counts))
    if request.method == "POST" and form.is_valid() and _leave(request, person, form):
        return redirect_page(request, "staff:team")
    context = {"form": form, "person": person, "counts": counts}
    return render_page(request, "staff/leave.html", context, status=422 if form.is_bound else 200)


def _leave(request: StaffRequest, person: User, form: LeaveForm) -> bool:
    def act() -> None:
        waits = leaving.deactivate(by=request.user, person=person, successor=form.cleaned_data["successor"])
        _say_what_waits(request, waits)
        if waits is None:
            messages.success(request, _("The account is closed, and everything is handed over."))

    return _done(form, act)


@requires(Action.MANAGE_PEOPLE)
@require_POST
def come_back(request: StaffRequest, pk: int) -> HttpResponse:
    person = colleague_for(request.user, pk)
    return _press(
        request,
        lambda: _say_what_waits(request, leaving.reactivate(by=request.user, person=person)),
        _("The account is open again."),
    )


@requires(Action.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def team_create(request: StaffRequest) -> HttpResponse:
    return _team_page(request, None)


@requires(Action.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def team_rename(request: StaffRequest, pk: int) -> HttpResponse:
    return _team_page(request, get_object_or_404(Team, pk=pk))


def _team_page(request: StaffRequest, row: Team | None) -> HttpResponse:
    form = TeamForm(request.POST or None, initial={"name": row.name if row else ""})
    save = partial(people.save_team, by=request.user, team=row)
    if request.method == "POST" and form.is_valid() and _done(form, lambda: save(name=form.cleaned_data["name"])):
        messages.success(request, _("The team is saved."))
        return redirect_page(request, "staff:team")
    return render_page(
        request, "staff/team_form.html", {"form": form, "team": row}, status=422 if form.is_bound else 200
    )


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
def languages(request: StaffRequest) -> HttpResponse:
    """The languages that one speaks; shown on the profile page too."""
    forms = skill_forms(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and forms.is_valid():
        people.save_languages(by=request.user, skills=forms.skills)
        messages.success(request, _("Your languages are saved."))
        return redirect_page(request, "staff:profile")
    return render_page(request, "staff/languages.html", {"skills": forms}, status=422 if forms.is_bound else 200)


@requires(Action.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def colleague_languages(request: StaffRequest, pk: int) -> HttpResponse:
    """The languages that another colleague speaks."""
    person = colleague_for(request.user, pk)
    forms = skill_forms(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and forms.is_valid():
        people.save_languages(by=request.user, person=person, skills=forms.skills)
        messages.success(request, _("The colleague’s languages are saved."))
        return redirect_page(request, "staff:team")
    context = {"skills": forms, "person": person}
    return render_page(request, "staff/languages.html", context, status=422 if forms.is_bound else 200)

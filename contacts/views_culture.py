"""Pages of culture notes: reading one with its history, wording it, and the two queues of who looks after them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access_culture import editable_note_for, note_for, open_flag_for
from contacts.actions import culture as actions
from contacts.changes import with_authors
from contacts.forms_culture import AnswerForm, CultureNoteForm, FlagForm
from contacts.models import CultureFlag, CultureNote, CultureVersion
from crm.clock import local, zone
from crm.conflicts import Outcome, StaleRecord, save_merged
from crm.htmx import redirect_page
from crm.paging import page_of
from crm.text import storable
from staff.access import StaffRequest, requires
from staff.models import User
from staff.once import once
from staff.policy import Action, may

NOTE = "contacts:culture_note"
VERSIONS_SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One column that a step changed, in words."""

    label: str
    before: str
    after: str


@requires(Action.USE)
@require_GET
def culture_note(request: StaffRequest, pk: int) -> HttpResponse:
    """The note with its source, the proposal that waits, and every version it has had."""
    note = note_for(request.user, pk)
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    versions = list(note.versions.select_related("author", "by").order_by("-number")[: VERSIONS_SHOWN + 1])
    proposal = versions[0] if note.is_waiting else None
    context = {
        "note": note,
        "is_to_check": note.is_to_check(today),
        "history": history(versions)[:VERSIONS_SHOWN],
        "proposal": proposal,
        "changes": changes(note.content() if note.is_shown else {}, proposal.content) if proposal else [],
        "flags": note.flags.open().select_related("created_by"),
        "may_edit": may(request.user, Action.EDIT_CULTURE),
        "may_publish": proposal is not None and proposal.author_id != request.user.pk,
    }
    return render(request, "contacts/culture_note.html", context)


def history(versions: list[CultureVersion]) -> list[dict[str, Any]]:
    """Each step with what it changed against the step before; newest first."""
    before = [*versions[1:], None]
    return [
        {"version": version, "changes": changes(former.content if former else {}, version.content) if former else []}
        for version, former in zip(versions, before, strict=True)
    ]


def changes(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    return [
        Change(_label_of(name), before.get(name, ""), text)
        for name, text in after.items()
        if before.get(name, "") != text
    ]


def _label_of(name: str) -> str:
    return str(getattr(CultureNote._meta.get_field(name), "verbose_name", name))


@requires(Action.EDIT_CULTURE)
@require_http_methods(["GET", "POST"])
@once
def culture_create(request: StaffRequest) -> HttpResponse:
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    initial = {"country": request.GET.get("country", ""), "topic": request.GET.get("topic", ""), "valid_as_of": today}
    form = CultureNoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        note = actions.propose(by=request.user, fields=form.values(), reason=form.cleaned_data["reason"])
        messages.success(request, _("Proposed. It is shown once somebody else publishes it."))
        return redirect_page(request, NOTE, note.pk)
    return _form_page(request, form, None)


@requires(Action.EDIT_CULTURE)
@require_http_methods(["GET", "POST"])
@once
def culture_edit(request: StaffRequest, pk: int) -> HttpResponse:
    note = editable_note_for(request.user, pk)
    if request.method == "GET":
        return _form_page(request, CultureNoteForm(instance=actions.as_proposed(note)), note)
    outcome = save_note(note, request.POST, by=request.user)
    if outcome.is_saved:
        messages.success(request, _("Proposed. It is shown once somebody else publishes it."))
        return redirect_page(request, NOTE, note.pk)
    if outcome.disputed:
        context = {"form": outcome.form, "disputes": with_authors(note, outcome), "note": note}
        return render(request, "contacts/culture_conflict.html", context, status=422)
    return _form_page(request, outcome.form, note)


def save_note(note: CultureNote, data: QueryDict, *, by: User) -> Outcome:
    """Propose what was typed, together with what somebody proposed meanwhile."""

    def form_over(sent: QueryDict | None) -> CultureNoteForm:
        return CultureNoteForm(sent, instance=actions.as_proposed(note))

    def save(form: CultureNoteForm) -> None:
        stored = CultureNote.objects.get(pk=note.pk)
        reason = form.cleaned_data["reason"]
        actions.propose(by=by, note=stored, fields=form.values(), version=form.version, reason=reason)

    return save_merged(data, form_over, save)


def _form_page(request: StaffRequest, form: CultureNoteForm, note: CultureNote | None) -> HttpResponse:
    context = {"form": form, "note": note}
    return render(request, "contacts/culture_form.html", context, status=422 if form.is_bound else 200)


@requires(Action.EDIT_CULTURE)
@require_POST
def culture_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Publish the proposal that was seen, leave it, or take the note down at once."""
    note = editable_note_for(request.user, pk)
    answer, reason = request.POST.get("answer", ""), storable(request.POST.get("reason", ""), 300)
    seen = request.POST.get("version", "")
    if answer not in ("publish", "decline", "down") or not seen.isdecimal() or len(seen) > 9:
        return HttpResponse(status=400)
    try:
        messages.success(request, _decided(answer, note, int(seen), reason, request.user))
    except StaleRecord:
        messages.error(request, _("Somebody was faster: look at what it says now."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except PermissionDenied:
        messages.error(request, _("Who wrote a proposal does not publish it: a second person does."))
    return redirect_page(request, NOTE, note.pk)


def _decided(answer: str, note: CultureNote, version: int, reason: str, by: User) -> str:
    if answer == "publish":
        actions.publish(by=by, note=note, version=version)
        return _("Published.")
    if answer == "decline":
        actions.decline(by=by, note=note, version=version, reason=reason)
        return _("The proposal is not taken. What is shown stays as it is.")
    actions.take_down(by=by, note=note, version=version, reason=reason)
    return _("Taken down. It comes back when somebody proposes it and a second person publishes it.")


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
@once
def culture_flag(request: StaffRequest, pk: int) -> HttpResponse:
    note = note_for(request.user, pk)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.flag(by=request.user, note=note, reason=form.cleaned_data["reason"])
        messages.success(request, _("Thank you. Who looks after the notes will read it."))
        return redirect_page(request, NOTE, note.pk)
    context = {"form": form, "note": note, "back": reverse(NOTE, args=[note.pk])}
    return render(request, "contacts/culture_flag.html", context, status=422 if form.is_bound else 200)


@requires(Action.EDIT_CULTURE)
@require_http_methods(["GET", "POST"])
@once
def culture_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer a flag."""
    flagged = open_flag_for(request.user, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.settle(by=request.user, flagged=flagged, answer=form.cleaned_data["answer"])
        messages.success(request, _("Answered."))
        return redirect_page(request, "contacts:culture_flags")
    context = {"form": form, "note": flagged.note, "flagged": flagged, "back": reverse("contacts:culture_flags")}
    return render(request, "contacts/culture_flag.html", context, status=422 if form.is_bound else 200)


@requires(Action.EDIT_CULTURE)
@require_GET
def culture_review(request: StaffRequest) -> HttpResponse:
    """What waits for a second person, and what has not been looked at for two years."""
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    waiting = list(CultureNote.objects.waiting().order_by("pk")[:VERSIONS_SHOWN])
    page = page_of(CultureNote.objects.to_check(today).order_by("valid_as_of", "pk"), request.GET.get("page"))
    context = {"waiting": waiting, "page": page, "rows": [note for note in page if note.is_to_check(today)]}
    return render(request, "contacts/culture_review.html", context)


@requires(Action.EDIT_CULTURE)
@require_GET
def culture_flags(request: StaffRequest) -> HttpResponse:
    flags = CultureFlag.objects.open().select_related("note", "created_by").order_by("pk")
    return render(request, "contacts/culture_flags.html", {"page": page_of(flags, request.GET.get("page"))})

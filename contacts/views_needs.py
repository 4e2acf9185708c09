"""Pages about what is known of a customer: the card's panel, the forms of a fact, and the questions of a talk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.access import contact_for, editable_company_for, editable_contact_for
from contacts.access_needs import editable_fact_for
from contacts.actions.facts import answer_questions, change_fact, record_fact, retire_fact
from contacts.actions.sharing import page_of
from contacts.custom import hidden_groups
from contacts.forms_needs import FactForm, QuestionsForm
from contacts.models import Company, Contact, Fact, NeedQuestion
from contacts.needs import known_facts
from contacts.suggesting import Asked, suggestions_for
from crm.clock import local, zone
from crm.htmx import redirect_page, render_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, can


@requires(Action.VIEW_CONTACTS)
@require_GET
def contact_needs(request: StaffRequest, pk: int) -> HttpResponse:
    """The card's panel: what they need, like, live through and want to reach, and what to offer them next."""
    contact = contact_for(request.user, pk)
    today = local(timezone.now(), zone(request.user.time_zone)).date()
    known = known_facts(contact, hidden_groups(request.user, contact), today, by=request.user)
    goals = list(contact.goals.prefetch_related("steps"))
    open_goals = tuple(goal for goal in goals if goal.is_open)
    context = {
        "contact": contact,
        "known": known,
        "goals": [{"goal": goal, "is_to_review": goal.is_to_review(today)} for goal in goals],
        "suggestions": suggestions_for(Asked(request.user, contact, tuple(known.needs), open_goals, today)),
        "may_edit": can(request.user, Action.EDIT_CONTACTS, contact),
    }
    return render_page(request, "contacts/needs_panel.html", context, partial="panel")


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def fact_create(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, editable_contact_for(request.user, pk))


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def company_fact_create(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, editable_company_for(request.user, pk))


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def fact_edit(request: StaffRequest, pk: int) -> HttpResponse:
    fact = editable_fact_for(request.user, pk)
    return _save(request, fact.record, fact)


def _save(request: StaffRequest, record: Contact | Company, fact: Fact | None = None) -> HttpResponse:
    form = FactForm(
        request.POST or None,
        # The form writes what was typed onto its own copy; the action compares it with the stored row.
        instance=Fact.objects.get(pk=fact.pk) if fact else None,
        record=record,
        hidden=hidden_groups(request.user, record),
        today=local(timezone.now(), zone(request.user.time_zone)).date(),
        kind=request.GET.get("kind", ""),
        topic=request.GET.get("topic", ""),
    )
    if request.method == "POST" and form.is_valid():
        if fact:
            change_fact(by=request.user, fact=fact, fields=form.values())
        else:
            record_fact(by=request.user, record=record, fields=form.values())
        messages.success(request, _("Saved."))
        return redirect_page(request, page_of(record))
    context: dict[str, Any] = {"form": form, "record": record, "fact": fact, "back": page_of(record)}
    return render(request, "contacts/fact_form.html", context, status=422 if form.is_bound else 200)


@requires(Action.VIEW_CONTACTS)
@require_POST
def fact_retire(request: StaffRequest, pk: int) -> HttpResponse:
    fact = editable_fact_for(request.user, pk)
    retire_fact(by=request.user, fact=fact)
    messages.success(request, _("It holds no more, and stays among what is past."))
    return redirect_page(request, page_of(fact.record))


@requires(Action.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@once
def contact_questions(request: StaffRequest, pk: int) -> HttpResponse:
    """The questions that are asked in a talk; each answer becomes a fact of today."""
    contact = editable_contact_for(request.user, pk)
    questions = list(NeedQuestion.objects.filter(is_offered=True))
    form = QuestionsForm(request.POST or None, questions=questions)
    if request.method == "POST" and form.is_valid():
        written = len(answer_questions(by=request.user, contact=contact, answers=form.answers()))
        words = ngettext("%(count)s answer is kept.", "%(count)s answers are kept.", written)
        messages.success(request, words % {"count": written})
        return redirect_page(request, "contacts:contact_detail", contact.pk)
    context = {"form": form, "contact": contact, "is_asked": bool(questions)}
    return render(request, "contacts/questions_form.html", context, status=422 if form.is_bound else 200)

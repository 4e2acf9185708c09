"""The phrasebook and the questions for a call: to look through, and for administrators to word."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from crm.htmx import redirect_page, render_page
from crm.translated import words_in
from interactions.actions.phrases import save_words
from interactions.forms_phrases import CallQuestionForm, PhraseFilterForm, PhraseForm
from interactions.models import CallQuestion, Phrase, Situation, Topic
from interactions.wording import by_group, in_order
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action, may


@requires(Action.USE)
@require_GET
def phrase_list(request: StaffRequest) -> HttpResponse:
    may_configure = may(request.user, Action.CONFIGURE)
    form = PhraseFilterForm(request.GET, reads=request.LANGUAGE_CODE)
    offered = Phrase.objects.all() if may_configure else Phrase.objects.offered()
    phrases = in_order(offered.filter(**form.conditions), "situation", Situation)
    language = form.shown_language
    shown = [(phrase, words_in(phrase, "text", language)) for phrase in phrases]
    context = {
        "form": form,
        "language": language,
        "groups": by_group(shown, lambda pair: pair[0].get_situation_display()),
        "may_configure": may_configure,
    }
    return render_page(request, "interactions/phrase_list.html", context, partial="phrases")


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def phrase_create(request: StaffRequest) -> HttpResponse:
    return _save(request, PhraseForm, Phrase(), "interactions:phrase_list")


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def phrase_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, PhraseForm, get_object_or_404(Phrase, pk=pk), "interactions:phrase_list")


@requires(Action.USE)
@require_GET
def call_question_list(request: StaffRequest) -> HttpResponse:
    may_configure = may(request.user, Action.CONFIGURE)
    offered = CallQuestion.objects.all() if may_configure else CallQuestion.objects.offered()
    questions = in_order(offered, "topic", Topic)
    context = {
        "groups": by_group(questions, lambda question: question.get_topic_display()),
        "may_configure": may_configure,
    }
    return render(request, "interactions/call_question_list.html", context)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def call_question_create(request: StaffRequest) -> HttpResponse:
    return _save(request, CallQuestionForm, CallQuestion(), "interactions:call_question_list")


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def call_question_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, CallQuestionForm, get_object_or_404(CallQuestion, pk=pk), "interactions:call_question_list")


def _save(request: StaffRequest, form_class: Any, row: Any, back: str) -> HttpResponse:
    # The form writes what was typed onto its own copy; the action compares it with the stored row.
    copy = type(row).objects.get(pk=row.pk) if row.pk else type(row)()
    form = form_class(request.POST or None, instance=copy)
    if request.method == "POST" and form.is_valid():
        save_words(by=request.user, row=row, fields=form.values())
        messages.success(request, _("Saved."))
        return redirect_page(request, back)
    context = {"form": form, "row": row, "back": back, "kind": row._meta.model_name}
    return render(request, "interactions/words_form.html", context, status=422 if form.is_bound else 200)

"""The customer's own pages: a survey behind a secret link, in the customer's language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from modeltranslation.utils import fallbacks

from crm.middleware import client_address
from feedback import actions
from feedback.access import SurveyLink, survey_link
from feedback.forms import SurveyForm
from feedback.languages import language_for
from feedback.models import Response
from staff.access import token_page
from staff.guesses import answer_guess, answer_later
from staff.limits import is_within, sender
from staff.models import Organisation

READS, READING_SECONDS = 60, 60
SUBMITS, SUBMITTING_SECONDS = 10, 60 * 60

SurveyView = Callable[[HttpRequest, SurveyLink, str, str], HttpResponse]


def behind_link(view: SurveyView) -> Callable[..., HttpResponse]:
    """Find the survey, and serve its page wholly in the customer's language; guesses are all answered alike.

    The secret in the address is what a forged request lacks. A cookie check on top would fail: pages without
    a referrer send the origin "null".
    """

    @csrf_exempt
    @token_page
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        link = survey_link(token)
        if link is None:
            return answer_guess(request)
        organisation = Organisation.current()
        language = language_for(link.invitation.survey, link.invitation.contact, organisation)
        with translation.override(language), fallbacks(False):
            if not _may_go_on(request, link):
                response = answer_later(request)
            elif not link.is_open(timezone.now()):
                response = render(request, "feedback/survey_closed.html", _context(link), status=410)
            else:
                response = view(request, link, token, language)
            response.headers["Content-Language"] = language
            return response

    return page


@behind_link
def survey(request: HttpRequest, link: SurveyLink, token: str, language: str) -> HttpResponse:
    """Reading the page records nothing: mail scanners follow every link. `score` only preselects."""
    questions = list(link.invitation.survey.questions.all())
    if request.method != "POST":
        initial = _given(link) or _preselected(questions, request.GET.get("score", ""))
        return _form_page(request, link, SurveyForm(questions=questions, initial=initial))
    form = SurveyForm(request.POST, questions=questions)
    if not form.is_valid():
        return _form_page(request, link, form, status=422)
    try:
        actions.record_response(invitation=link.invitation, answers=form.answers(), language=language)
    except actions.SurveyClosed:
        return render(request, "feedback/survey_closed.html", _context(link), status=410)
    return redirect("feedback:thanks", token=token)


@behind_link
def thanks(request: HttpRequest, link: SurveyLink, token: str, language: str) -> HttpResponse:
    if not Response.objects.filter(invitation=link.invitation).exists():
        return redirect("feedback:survey", token=token)
    return render(request, "feedback/survey_thanks.html", {**_context(link), "token": token})


def _form_page(request: HttpRequest, link: SurveyLink, form: SurveyForm, status: int = 200) -> HttpResponse:
    return render(request, "feedback/survey.html", {**_context(link), "form": form}, status=status)


def _context(link: SurveyLink) -> dict[str, Any]:
    return {"organisation": Organisation.current(), "survey": link.invitation.survey}


def _given(link: SurveyLink) -> dict[str, Any]:
    """What the customer answered before, to be changed."""
    response = Response.objects.filter(invitation=link.invitation).first()
    if response is None:
        return {}
    current = response.answers.filter(is_current=True)
    return {f"q{answer.question_id}": answer.text if answer.value is None else answer.value for answer in current}


def _preselected(questions: list[Any], score: str) -> dict[str, Any]:
    scales = [question for question in questions if question.scale]
    if scales and score.isascii() and score.isdigit() and int(score[:3]) in scales[0].scale:
        return {f"q{scales[0].pk}": int(score[:3])}
    return {}


def _may_go_on(request: HttpRequest, link: SurveyLink) -> bool:
    """One link is read and answered only so often. Others of the same sender are not slowed down by it."""
    name = str(link.token.pk)
    if request.method == "POST":
        return is_within("survey", name, most=SUBMITS, seconds=SUBMITTING_SECONDS)
    key = f"{name}:{sender(client_address(request))}"
    return is_within("survey-read", key, most=READS, seconds=READING_SECONDS)

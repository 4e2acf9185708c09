"""The customer's own page behind a secret link: what we understood, to be confirmed or corrected."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crm.clock import local
from crm.middleware import client_address
from interactions.access_words import RecapLink, recap_link
from interactions.actions.recaps import RecapClosed, answer_recap
from interactions.forms_recap_page import RecapAnswerForm, as_initial
from outreach.languages import customers_language
from staff.access import token_page
from staff.guesses import answer_guess, answer_later
from staff.limits import is_within, sender
from staff.models import Organisation

READS, READING_SECONDS = 60, 60
SUBMITS, SUBMITTING_SECONDS = 10, 60 * 60


@csrf_exempt  # the secret in the address is what a forged request lacks
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def recap_page(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page records nothing: mail scanners follow every link. Guesses are all answered alike."""
    link = recap_link(token)
    if link is None:
        return answer_guess(request)
    language = customers_language(link.recap.interaction.contact, Organisation.current())
    with translation.override(language):
        if not _may_go_on(request, link):
            response = answer_later(request)
        elif not link.is_open(timezone.now()):
            response = _closed(request)
        elif request.method == "POST":
            response = _answered(request, link, token, language)
        else:
            response = _page(request, link, _form(link))
        response.headers["Content-Language"] = language
        return response


def _answered(request: HttpRequest, link: RecapLink, token: str, language: str) -> HttpResponse:
    form = RecapAnswerForm(request.POST, points=link.recap.points)
    if not form.is_valid():
        return _page(request, link, form, status=422)
    try:
        answer_recap(
            recap=link.recap, corrections=form.corrections(), remark=form.cleaned_data["remark"], language=language
        )
    except RecapClosed:
        link.recap.refresh_from_db()
        return _page(request, link, _form(link), status=409)
    return redirect("interactions:recap_page", token=token)


def _form(link: RecapLink) -> RecapAnswerForm:
    answer = link.recap.answer
    return RecapAnswerForm(
        points=link.recap.points, initial=as_initial(answer.corrections, answer.remark) if answer else {}
    )


def _page(request: HttpRequest, link: RecapLink, form: RecapAnswerForm, status: int = 200) -> HttpResponse:
    entry = link.recap.interaction
    context: dict[str, Any] = {
        "organisation": Organisation.current(),
        "recap": link.recap,
        "form": form,
        "on": local(entry.at, entry.contact.zone).date(),
    }
    return render(request, "interactions/recap_page.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    context = {"organisation": Organisation.current()}
    return render(request, "interactions/recap_page_closed.html", context, status=410)


def _may_go_on(request: HttpRequest, link: RecapLink) -> bool:
    """One link is read and answered only so often. Others of the same sender are not slowed down by it."""
    name = str(link.token.pk)
    if request.method == "POST":
        return is_within("recap", name, most=SUBMITS, seconds=SUBMITTING_SECONDS)
    key = f"{name}:{sender(client_address(request))}"
    return is_within("recap-read", key, most=READS, seconds=READING_SECONDS)

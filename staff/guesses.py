"""Guesses at secret links, of customers and of invited colleagues: answered alike, counted, and told of when many.

Only what opens nothing is counted. Whoever holds a valid link is never turned away for what others send from the same
address: mail providers and offices speak for many people.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from crm.middleware import client_address, render_for_visitor, visitors_language
from staff.actions.alarms import tell_of_guesses
from staff.limits import is_within, sender
from staff.models import Organisation

GUESSES, GUESSING_SECONDS = 20, 10 * 60
ALARMING, ALARMING_SECONDS = 1000, 60
CUSTOMERS_PAGE = "staff/link_unknown.html"


def answer_guess(request: HttpRequest, template: str = CUSTOMERS_PAGE) -> HttpResponse:
    """One answer for whatever is wrong with a link; another one once this sender has guessed too often."""
    context = {"organisation": Organisation.current()}
    if not is_within("guesses", "all", most=ALARMING, seconds=ALARMING_SECONDS):
        tell_of_guesses(now=timezone.now())
    if is_within("guess", sender(client_address(request)), most=GUESSES, seconds=GUESSING_SECONDS):
        if template == CUSTOMERS_PAGE:
            return render_for_visitor(request, template, context, 404)
        return render(request, template, context, status=404)
    with translation.override(visitors_language(request)):
        return answer_later(request)


def answer_later(request: HttpRequest) -> HttpResponse:
    """In the language that is active: of the customer whose link it is, or of the browser where the link is unknown."""
    response = render(request, "staff/link_later.html", {"organisation": Organisation.current()}, status=429)
    response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response

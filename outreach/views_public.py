"""The customer's pages at the foot of each mail. Reading them changes nothing: scanners follow every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from outreach.actions.subscriptions import accepts_now, choose_preferences, living, unsubscribe
from outreach.forms import PreferencesForm
from outreach.languages import customers_language
from outreach.models import Message
from staff import tokens
from staff.access import token_page
from staff.guesses import answer_guess
from staff.models import AccessToken, Organisation, TokenPurpose
from staff.stand_ins import offered_languages


@csrf_exempt  # the secret in the address is the key; mail programs post without cookies
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """A POST, by a person or by a mail program in one click, takes effect before it is answered with 200."""
    link = tokens.find(TokenPurpose.UNSUBSCRIBE, token)
    message = _message_behind(link)
    if link is None or message is None or message.contact is None:
        return answer_guess(request)
    contact = message.contact
    everything = "everything" in request.POST
    if request.method == "POST":
        now = timezone.now()
        unsubscribe(contact=contact, message=message, purpose=link.scope, everything=everything, now=now)
    return _in_their_language(
        request,
        contact,
        "outreach/unsubscribe.html",
        {"purpose": link.scope, "is_done": request.method == "POST", "everything": everything},
    )


@csrf_exempt
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_page(request: HttpRequest, token: str) -> HttpResponse:
    link = tokens.find(TokenPurpose.PREFERENCES, token)
    contact = _contact_behind(link)
    if contact is None:
        return answer_guess(request)
    if request.method != "POST":
        return _preferences(request, contact, None)
    organisation = Organisation.current()
    with translation.override(customers_language(contact, organisation)):
        form = PreferencesForm(request.POST, offered=offered_languages(organisation))
        if not form.is_valid():
            return _preferences(request, contact, form, status=422)
        choose_preferences(
            contact=contact,
            accepts=form.accepts(),
            language=form.cleaned_data["language"],
            wording=form.wording(),
            now=timezone.now(),
        )
    contact.refresh_from_db()
    return _preferences(request, contact, None, is_saved=True)


def _message_behind(link: AccessToken | None) -> Message | None:
    """The mail whose kind may be stopped; also while the contact is in the bin, from which they may come back."""
    if link is None or not link.is_open(timezone.now()):
        return None
    return Message.objects.select_related("contact__merged_into").filter(pk=link.subject_id).first()


def _contact_behind(link: AccessToken | None) -> Contact | None:
    """The contact who chooses, or the one they were merged into; None in the bin, where nobody is written to."""
    if link is None or not link.is_open(timezone.now()):
        return None
    contact = Contact.objects.select_related("merged_into").filter(pk=link.subject_id).first()
    if contact is None or (contact := living(contact)).is_in_bin:
        return None
    return contact


def _preferences(
    request: HttpRequest, contact: Contact, form: PreferencesForm | None, *, is_saved: bool = False, status: int = 200
) -> HttpResponse:
    organisation = Organisation.current()
    language = customers_language(contact, organisation)
    with translation.override(language):
        form = form or PreferencesForm.for_contact(
            accepts_now(contact, timezone.now()), language, offered=offered_languages(organisation)
        )
        context = {"form": form, "is_saved": is_saved}
        return _in_their_language(request, contact, "outreach/preferences.html", context, status)


def _in_their_language(
    request: HttpRequest, contact: Contact, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    organisation = Organisation.current()
    language = customers_language(contact, organisation)
    with translation.override(language):
        response = render(request, template, {"organisation": organisation, **context}, status=status)
    response.headers["Content-Language"] = language
    return response

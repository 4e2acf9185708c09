"""The customer's pages at the foot of each mail. Reading them changes nothing: scanners follow every link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from outreach.actions.subscriptions import accepts_now, choose_preferences, living, unsubscribe
from outreach.forms import PreferencesForm
from outreach.models import Message
from outreach.rendering import content_language
from staff import tokens
from staff.access import token_page
from staff.models import Organisation, TokenPurpose


@csrf_exempt  # the secret in the address is the key; mail programs post without cookies
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """A POST, by a person or by a mail program in one click, takes effect before it is answered with 200."""
    link = tokens.find(TokenPurpose.UNSUBSCRIBE, token)
    if link is None:
        raise Http404
    message = get_object_or_404(Message, pk=link.subject_id)
    contact = get_object_or_404(Contact.objects.select_related("merged_into"), pk=message.contact_id)
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
    if link is None:
        raise Http404
    contact = living(get_object_or_404(Contact.objects.select_related("merged_into"), pk=link.subject_id))
    if request.method != "POST":
        return _preferences(request, contact, None)
    with translation.override(content_language(contact.languages, Organisation.current())):
        form = PreferencesForm(request.POST)
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


def _preferences(
    request: HttpRequest, contact: Contact, form: PreferencesForm | None, *, is_saved: bool = False, status: int = 200
) -> HttpResponse:
    organisation = Organisation.current()
    language = content_language(contact.languages, organisation)
    with translation.override(language):
        form = form or PreferencesForm.for_contact(accepts_now(contact, timezone.now()), language)
        context = {"form": form, "is_saved": is_saved}
        return _in_their_language(request, contact, "outreach/preferences.html", context, status)


def _in_their_language(
    request: HttpRequest, contact: Contact, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    organisation = Organisation.current()
    with translation.override(content_language(contact.languages, organisation)):
        return render(request, template, {"organisation": organisation, **context}, status=status)

"""Where the mail provider tells what became of a mail."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from staff.access import public_page


@csrf_exempt  # the provider signs its calls, or sends the secret; it has no cookie
@public_page
@require_http_methods(["HEAD", "POST"])
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """django-anymail refuses a wrong secret and announces each event; without a secret nothing is open."""
    if provider != settings.EMAIL_PROVIDER or not settings.ANYMAIL["WEBHOOK_SECRET"]:
        raise Http404
    # Loaded only where a provider is in use: its libraries would cost every other installation their memory.
    view = import_string("outreach.providers.tracking_view")(provider)
    response: HttpResponse = view(request)
    return response

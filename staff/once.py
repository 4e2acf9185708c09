"""Double-tap safety: a form carries a one-time key, and whatever it does happens once."""

import re
from functools import wraps
from typing import Any
from uuid import uuid4

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from crm.htmx import redirect_page
from staff.access import StaffRequest, View
from staff.models import Submit

FIELD = "once"
# Anything else is no key of ours; PostgreSQL would not even look for one with a NUL.
KEY = re.compile(r"[A-Za-z0-9-]{1,36}")


class SentBefore(Exception):
    """The key has been used: what the form does has been done."""


class OnceMixin:
    """Gives a form its hidden one-time key; the key never reaches `cleaned_data`."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(
            required=False, max_length=36, widget=forms.HiddenInput, initial=lambda: str(uuid4())
        )

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        if cleaned:
            cleaned.pop(FIELD, None)
        return cleaned


def once(view: View) -> View:
    """Run the view in one transaction with its form's key; the same key again leads where the first one led.

    An answer that is no redirect (a form with errors) uses no key up.
    """

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "")
        if not KEY.fullmatch(key):
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                return _first(view, request, key, *args, **kwargs)
        except SentBefore:
            submit = Submit.objects.filter(user=request.user, key=key).first()
            return redirect_page(request, (submit and submit.url) or "/")

    return guarded


def _first(view: View, request: StaffRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        # Waits for a tap that is still under way, and is refused once that one is done.
        submit = Submit.objects.create(user=request.user, key=key)
    except IntegrityError as error:
        raise SentBefore from error
    response = view(request, *args, **kwargs)
    leads_to = response.get("Location") or response.get("HX-Redirect")
    if leads_to:
        Submit.objects.filter(pk=submit.pk).update(url=leads_to[:300])
    else:
        transaction.set_rollback(True)
    return response

"""The filters of the contact list, as conditions on rows."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from contacts.forms import ContactFilterForm
from contacts.models import ContactPoint, ImportantDate, PointKind, ZoneSource
from contacts.querysets import ContactQuerySet
from staff.models import User
from staff.policy import Action

CONFIRMED = (ZoneSource.TOLD, ZoneSource.BOOKING)


def filtered(contacts: ContactQuerySet, form: ContactFilterForm, *, user: User, now: datetime) -> ContactQuerySet:
    """The contacts that pass every filter; a filter that cannot be read is left out."""
    values = form.cleaned_data if form.is_valid() else {**getattr(form, "cleaned_data", {})}
    if values.get("q"):
        contacts = contacts.search(values["q"])
    if values.get("owner") == "me":
        contacts = contacts.filter(owner=user)
    for name in ("stage", "country"):
        if values.get(name):
            contacts = contacts.filter(**{name: values[name]})
    if values.get("language"):
        contacts = contacts.filter(languages__icontains=f'"{values["language"]}"')
    if values.get("quiet"):
        since = now - timedelta(days=int(values["quiet"]))
        contacts = contacts.filter(Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=since))
    return _missing(contacts, values.get("missing", ""), user)


def _missing(contacts: ContactQuerySet, field: str, user: User) -> ContactQuerySet:
    if field in (PointKind.EMAIL, PointKind.PHONE):
        return contacts.exclude(Exists(ContactPoint.objects.filter(contact=OuterRef("pk"), kind=field)))
    if field == "language":
        return contacts.filter(languages=[])
    if field == "birthday":
        # A birthday is sensitive: whether there is one is told only where it may be read.
        contacts = contacts.within(user, Action.VIEW_SENSITIVE)
        return contacts.exclude(Exists(ImportantDate.objects.filter(contact=OuterRef("pk"), kind=field)))
    if field == "zone":
        return contacts.filter(zone_confirmed_at__isnull=True).exclude(zone_source__in=CONFIRMED)
    return contacts


def chips(form: ContactFilterForm) -> list[dict[str, Any]]:
    """The filters that are on: name, label and the chosen value in words."""
    if not form.is_valid():
        return []
    shown = []
    for name, value in form.cleaned_data.items():
        if value:
            field = form.fields[name]
            words = dict(getattr(field, "choices", [])).get(value, value)
            shown.append({"name": name, "label": field.label, "words": words})
    return shown

"""An import as a colleague does it: upload, look, start, and the worker's part."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.actions.import_work import run_imports
from contacts.models import ImportRun


def through_the_page(client: Client, file: object, **said: Any) -> ImportRun:
    response = client.post(reverse("contacts:import"), {"file": file, **said})
    assert response.status_code == 303, list(response.context["form"].errors.values())
    run = ImportRun.objects.latest("pk")
    assert response["Location"] == reverse("contacts:import_result", args=[run.pk])
    client.post(reverse("contacts:import_choose", args=[run.pk]), offered_choices(client, run) | {"do": "start"})
    run_imports(now=timezone.now())
    run.refresh_from_db()
    return run


def offered_choices(client: Client, run: ImportRun) -> dict[str, Any]:
    """The form of the draft as its page offers it."""
    form = client.get(reverse("contacts:import_result", args=[run.pk])).context["form"]
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}

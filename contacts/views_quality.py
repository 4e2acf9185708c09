"""The report on gaps and doubts in the data: by owner, each number leading to its contacts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contacts.models import Contact
from contacts.quality import counts_of, gaps_for
from staff.access import StaffRequest, requires
from staff.models import User
from staff.policy import Action, scope


@requires(Action.EDIT_CONTACTS)
@require_GET
def quality_report(request: StaffRequest) -> HttpResponse:
    """One's own customers; a lead sees the team's, colleague by colleague."""
    mine = scope(request.user, Action.EDIT_CONTACTS, Contact.objects.alive())
    counts = counts_of(mine, request.user, timezone.now())
    names = dict(User.objects.filter(pk__in=[pk for pk in counts if pk]).values_list("pk", "full_name"))
    gaps = gaps_for(request.user)
    rows = [_row(owner, names.get(owner or 0), counted, gaps) for owner, counted in counts.items()]
    context = {"gaps": gaps, "rows": sorted(rows, key=lambda row: (not row["owner"], row["name"]))}
    return render(request, "contacts/quality.html", context)


def _row(owner: int | None, name: str | None, counted: dict[str, int], gaps: Any) -> dict[str, Any]:
    cells = [{"gap": gap, "count": counted[gap.code]} for gap in gaps]
    return {"owner": owner or "nobody", "name": name or _("Nobody’s"), "all": counted["all"], "cells": cells}

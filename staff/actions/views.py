"""Keeping a view of a list, choosing it, and letting it go."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import SavedView, User, ViewChoice
from staff.saved_views import Pairs


@transaction.atomic
def save_view(
    *,
    by: User,
    name: str,
    is_shared: bool,
    page: str = "",
    query: Pairs | None = None,
    view: SavedView | None = None,
    now: datetime | None = None,
) -> SavedView:
    """Keep a new view of one's own, or give one another name or other filters."""
    now = now or timezone.now()
    verb = "staff.view.change" if view else "staff.view.create"
    view = view or SavedView(owner=by, page=page, created_at=now)
    view.name, view.is_shared = name, is_shared
    if query is not None:
        view.query = [list(pair) for pair in query]
    view.save()
    audit.record(verb, by=by, subject=view, now=now)
    return view


@transaction.atomic
def choose_view(*, by: User, view: SavedView, is_pinned: bool, is_default: bool) -> None:
    """Have the view above the list, or first; another that came first does so no more."""
    if is_default:
        ViewChoice.objects.filter(user=by, page=view.page).exclude(view=view).update(is_default=False)
    if not (is_pinned or is_default):
        ViewChoice.objects.filter(user=by, view=view).delete()
        return
    given = {"page": view.page, "is_pinned": is_pinned, "is_default": is_default}
    ViewChoice.objects.update_or_create(user=by, view=view, defaults=given)


@transaction.atomic
def delete_view(*, by: User, view: SavedView, now: datetime | None = None) -> None:
    audit.record("staff.view.delete", by=by, subject=view, now=now or timezone.now())
    view.delete()

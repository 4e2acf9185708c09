"""Pages about saved views of lists."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.htmx import redirect_page
from staff import saved_views
from staff.access import StaffRequest, requires
from staff.actions.views import choose_view, delete_view, save_view
from staff.forms_views import SavedViewForm
from staff.models import SavedView, User, ViewChoice
from staff.once import once
from staff.policy import Action, can, scope


def view_for(user: User, pk: int) -> SavedView:
    """A view of one's own, or one that is shared; else 404."""
    return get_object_or_404(scope(user, Action.USE, SavedView.objects.select_related("owner")), pk=pk)


def editable_view_for(user: User, pk: int) -> SavedView:
    view = view_for(user, pk)
    if view.owner_id != user.pk and not can(user, Action.BUILD_SEGMENTS, view):
        raise PermissionDenied
    return view


@requires(Action.USE)
@require_GET
def view_list(request: StaffRequest) -> HttpResponse:
    rows = [
        {
            "view": view,
            "page": saved_views.label_of(view.page),
            "url": f"{resolve_url(view.page)}?{view.query_string}",
            "choice": next(iter(view.mine), None),  # type: ignore[attr-defined]  # prefetched
            "may_edit": view.owner_id == request.user.pk or can(request.user, Action.BUILD_SEGMENTS, view),
        }
        for view in saved_views.views_for(request.user)
    ]
    return render(request, "staff/view_list.html", {"rows": rows})


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
@once
def view_create(request: StaffRequest) -> HttpResponse:
    """Keep the list whose address stands in the query: `for` names it, the rest are its filters.

    There is nothing to keep of another page.
    """
    page = request.GET.get("for", "")
    if saved_views.label_of(page) is None:
        return redirect_page(request, "staff:view_list")
    query = saved_views.kept(request.GET)
    form = SavedViewForm(request.POST or None, initial={"is_pinned": True})
    if request.method == "POST" and form.is_valid():
        return _keep(request, form, page=page, query=query)
    return _page(request, form, {"query": query})


@requires(Action.USE)
@require_http_methods(["GET", "POST"])
@once
def view_edit(request: StaffRequest, pk: int) -> HttpResponse:
    view = editable_view_for(request.user, pk)
    choice = ViewChoice.objects.filter(user=request.user, view=view).first()
    shown: dict[str, Any] = {"name": view.name, "is_shared": view.is_shared}
    if choice is not None:
        shown |= {"is_pinned": choice.is_pinned, "is_default": choice.is_default}
    form = SavedViewForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form, view=view)
    return _page(request, form, {"query": view.query, "view": view})


def _keep(request: StaffRequest, form: SavedViewForm, **given: Any) -> HttpResponse:
    values = dict(form.cleaned_data)
    choice = {name: values.pop(name) for name in ("is_pinned", "is_default")}
    view = save_view(by=request.user, **values, **given)
    choose_view(by=request.user, view=view, **choice)
    messages.success(request, _("Saved."))
    return redirect_page(request, f"{resolve_url(view.page)}?{view.query_string}")


def _page(request: StaffRequest, form: SavedViewForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "staff/view_form.html", {"form": form, **context}, status=status)


@requires(Action.USE)
@require_POST
def view_choose(request: StaffRequest, pk: int) -> HttpResponse:
    """Have a view above the list or first, or not any more."""
    view = view_for(request.user, pk)
    choose_view(
        by=request.user,
        view=view,
        is_pinned="is_pinned" in request.POST,
        is_default="is_default" in request.POST,
    )
    return redirect_page(request, "staff:view_list")


@requires(Action.USE)
@require_POST
def view_delete(request: StaffRequest, pk: int) -> HttpResponse:
    view = editable_view_for(request.user, pk)
    name = view.name
    delete_view(by=request.user, view=view)
    messages.success(request, _("The view “%(name)s” is deleted. The customers in it are untouched.") % {"name": name})
    return redirect_page(request, "staff:view_list")

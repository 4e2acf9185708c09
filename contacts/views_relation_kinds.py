"""The pages under Settings on which an administrator words how people belong together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.relations import save_relation_kind
from contacts.forms_ties import RelationKindForm
from contacts.models import RelationKind
from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action


@requires(Action.CONFIGURE)
@require_GET
def relation_kind_list(request: StaffRequest) -> HttpResponse:
    return render(request, "contacts/relation_kind_list.html", {"kinds": RelationKind.objects.all()})


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def relation_kind_create(request: StaffRequest) -> HttpResponse:
    return _save(request, None)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def relation_kind_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(RelationKind, pk=pk))


def _save(request: StaffRequest, kind: RelationKind | None) -> HttpResponse:
    instance = RelationKind.objects.get(pk=kind.pk) if kind else None
    form = RelationKindForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        save_relation_kind(by=request.user, fields=form.values(), kind=kind)
        messages.success(request, _("Saved."))
        return redirect_page(request, "contacts:relation_kind_list")
    context = {"form": form, "kind": kind}
    return render(request, "contacts/relation_kind_form.html", context, status=422 if form.is_bound else 200)

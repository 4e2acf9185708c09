"""The pages under Settings on which an administrator makes custom fields."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions.custom_fields import archive_custom_field, restore_custom_field, save_custom_field
from contacts.forms_custom import CustomFieldForm
from contacts.models import CustomField
from crm.htmx import redirect_page
from staff.access import StaffRequest, requires
from staff.once import once
from staff.policy import Action


@requires(Action.CONFIGURE)
@require_GET
def custom_field_list(request: StaffRequest) -> HttpResponse:
    fields = list(CustomField.objects.order_by("-subject", "position", "pk"))
    context = {
        "fields": [field for field in fields if field.archived_at is None],
        "archived": [field for field in fields if field.archived_at is not None],
    }
    return render(request, "contacts/custom_field_list.html", context)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def custom_field_create(request: StaffRequest) -> HttpResponse:
    return _save(request, None)


@requires(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
@once
def custom_field_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _save(request, get_object_or_404(CustomField, pk=pk))


def _save(request: StaffRequest, field: CustomField | None) -> HttpResponse:
    instance = CustomField.objects.get(pk=field.pk) if field else None
    form = CustomFieldForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        options = form.cleaned_data.get("options")
        save_custom_field(by=request.user, fields=form.values(), options=options, field=field)
        messages.success(request, _("Saved."))
        return redirect_page(request, "contacts:custom_field_list")
    status = 422 if form.is_bound else 200
    return render(request, "contacts/custom_field_form.html", {"form": form, "field": field}, status=status)


@requires(Action.CONFIGURE)
@require_POST
def custom_field_archive(request: StaffRequest, pk: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk)
    name = str(field)
    if archive_custom_field(by=request.user, field=field):
        messages.success(request, _("%(name)s is offered no more. What is known stays on the cards.") % {"name": name})
    else:
        messages.success(request, _("%(name)s was nowhere filled in, and is deleted.") % {"name": name})
    return redirect_page(request, "contacts:custom_field_list")


@requires(Action.CONFIGURE)
@require_POST
def custom_field_restore(request: StaffRequest, pk: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk)
    restore_custom_field(by=request.user, field=field)
    messages.success(request, _("%(name)s is back.") % {"name": field})
    return redirect_page(request, "contacts:custom_field_list")

"""Contacts in the administration: the superuser sees and mends everything but what is append-only."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _lazy
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from contacts import house_calendars, labels
from contacts.actions.companies import create_company, update_company
from contacts.actions.contacts import create_contact, update_contact
from contacts.forms_stages import NAMES as GROUNDS
from contacts.forms_stages import GroundsForm
from contacts.models import (
    Company,
    Consent,
    Contact,
    ContactPoint,
    CultureNote,
    CustomField,
    CustomOption,
    DateKind,
    ImportantDate,
    ImportRun,
    Label,
    PointKind,
    SpecialHours,
    StageChange,
    Tag,
    WorkingCalendar,
    ZoneSource,
)
from contacts.models.contact_point import normalise
from crm.languages import country_choices
from crm.text import phone_digits
from staff.access import StaffRequest
from staff.admin_base import AuditedAdmin, PolicyInline, ViewOnlyAdmin
from staff.admin_translated import MissingLanguages


class PointFormSet(BaseInlineFormSet):
    """Gives each address the key it is looked up by, and refuses what is none or stands twice."""

    def clean(self) -> None:
        super().clean()
        taken = set()
        for form in kept_forms(self):
            point = form.instance
            point.normalised = normalise(point.kind, point.value, self.instance.country)
            if point.kind == PointKind.EMAIL:
                self._check_email(form)
            elif not phone_digits(point.value):
                form.add_error("value", _("“%(number)s” is not a phone number.") % {"number": point.value})
            if (point.kind, point.normalised) in taken:
                form.add_error("value", _("The contact has this address or number already."))
            taken.add((point.kind, point.normalised))

    def _check_email(self, form: Any) -> None:
        try:
            validate_email(form.instance.value)
        except ValidationError as error:
            form.add_error("value", error)


class DateFormSet(BaseInlineFormSet):
    """Of each kind but “other” there is one date; rows typed together are compared here."""

    def clean(self) -> None:
        super().clean()
        taken = set()
        for form in kept_forms(self):
            kind = form.instance.kind
            if kind in taken:
                form.add_error("kind", _("The contact has such a date already."))
            if kind != DateKind.OTHER:
                taken.add(kind)


def kept_forms(formset: BaseInlineFormSet) -> Iterator[Any]:
    """The rows that were filled in rightly and are not to go."""
    for form in formset.forms:
        if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE"):
            yield form


class PointInline(PolicyInline):
    model = ContactPoint
    formset = PointFormSet


class DateInline(PolicyInline):
    model = ImportantDate
    formset = DateFormSet
    exclude = ("month_day",)


def worded(model: Any, column: str, of: str) -> Callable[[Any], str]:
    """A column of codes in the house's own words, sorted as it is kept."""

    @admin.display(description=model._meta.get_field(column).verbose_name, ordering=column, empty_value="")
    def shown(row: Any) -> str:
        return labels.word(of, getattr(row, column))

    shown.__name__ = column
    return shown


class StageFilter(admin.SimpleListFilter):
    title = Contact._meta.get_field("stage").verbose_name
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> labels.Choices:
        return labels.every("stage")

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return queryset.filter(stage=self.value()) if self.value() else queryset


class ContactAdminForm(GroundsForm, forms.ModelForm):
    """The columns of a contact, and what an exit has to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["stage"]).choices = labels.offered("stage", self.instance.stage)

    def _moves_to(self, stage: str) -> bool:
        return super()._moves_to(stage) and self.initial.get("stage") != stage


@admin.register(Contact)
class ContactAdmin(AuditedAdmin):
    form = ContactAdminForm
    list_display = ("full_name", "company", "owner", "team", "country", "time_zone", worded(Contact, "stage", "stage"))
    list_filter = (StageFilter, "team", "country")
    list_select_related = ("company", "owner", "team")
    search_fields = ("search_key", "search_key2", "points__normalised")
    raw_id_fields = ("company", "owner", "referred_by")
    exclude = ("tags",)
    readonly_fields = ("created_at", "created_by", "updated_at", "deleted_at", "deleted_by", "merged_into")
    inlines = (PointInline, DateInline)

    def save_model(self, request: StaffRequest, obj: Contact, form: Any, change: bool) -> None:  # type: ignore[override]  # the request is a colleague's
        """Through the actions, so that stages, versions and zones move as they do from the card."""
        beside = set(form.fields) - {*GROUNDS}
        fields = {name: value for name, value in form.cleaned_data.items() if name in beside}
        if "time_zone" in form.changed_data and "zone_source" not in form.changed_data:
            fields |= {"zone_source": ZoneSource.TOLD, "zone_confirmed_at": timezone.now()}
        if change:
            stored = Contact.objects.get(pk=obj.pk)
            update_contact(by=request.user, contact=stored, fields=fields, grounds=form.grounds())
        else:
            owner, team = fields.pop("owner"), fields.pop("team")
            made = create_contact(by=request.user, owner=owner, team=team, fields=fields, grounds=form.grounds())
            obj.pk = made.pk
        obj.refresh_from_db()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Company)
class CompanyAdmin(AuditedAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("name", "country", "owner", "team")
    list_select_related = ("owner", "team")
    search_fields = ("search_key", "search_key2")
    raw_id_fields = ("owner",)
    exclude = ("tags",)

    def save_model(self, request: StaffRequest, obj: Company, form: Any, change: bool) -> None:  # type: ignore[override]  # the same
        """Through the actions, so that versions move as they do from the company's page."""
        fields = {name: value for name, value in form.cleaned_data.items() if name in form.fields}
        if change:
            update_company(by=request.user, company=Company.objects.get(pk=obj.pk), fields=fields)
        else:
            obj.pk = create_company(by=request.user, fields=fields).pk
        obj.refresh_from_db()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class OptionInline(PolicyInline, TranslationTabularInline):
    model = CustomOption

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(CustomField)
class CustomFieldAdmin(MissingLanguages, AuditedAdmin, TranslationAdmin):
    list_display = ("label", "subject", "kind", "group", "position", "archived_at")
    list_filter = ("subject", "kind", "group")
    inlines = (OptionInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return ["subject", "kind", "archived_at", "created_at", "created_by"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Label)
class LabelAdmin(MissingLanguages, AuditedAdmin, TranslationAdmin):
    list_display = ("of", "code", "said", "position", "is_hidden")
    list_filter = ("of",)
    ordering = ("of", "position", "pk")

    @admin.display(description=gettext_lazy("word"))
    def said(self, label: Label) -> str:
        return label.word

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return ["of", "code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A word may stand in rows; it is hidden instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Label, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        labels.forget_on_commit()


class SpecialHoursInline(PolicyInline):
    model = SpecialHours


class CalendarForm(forms.ModelForm):
    country = forms.ChoiceField(label=WorkingCalendar._meta.get_field("country").verbose_name, choices=country_choices)


@admin.register(WorkingCalendar)
class WorkingCalendarAdmin(AuditedAdmin):
    form = CalendarForm
    list_display = ("country", "region", "team", "hours_from", "hours_until", "is_friday_short", "decreed_until")
    list_filter = ("country", "team")
    list_select_related = ("team",)
    fieldsets = (
        (None, {"fields": ("country", "region", "team")}),
        (_lazy("Hours"), {"fields": (("hours_from", "hours_until"), ("lunch_from", "lunch_until"), "is_friday_short")}),
        (_lazy("Holidays"), {"fields": (("decreed_until", "decreed_on"),)}),
    )
    inlines = (SpecialHoursInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        house_calendars.forget_on_commit()

    def delete_model(self, request: HttpRequest, obj: WorkingCalendar) -> None:
        super().delete_model(request, obj)
        house_calendars.forget_on_commit()


@admin.register(Tag)
class TagAdmin(AuditedAdmin):
    list_display = ("name", "created_at", "created_by")
    list_select_related = ("created_by",)
    search_fields = ("key",)


@admin.register(Consent)
class ConsentAdmin(ViewOnlyAdmin):
    list_display = ("at", "contact", "purpose", "channel", "state", "source", "by")
    list_filter = ("purpose", "channel", "state")
    list_select_related = ("contact", "by")
    search_fields = ("contact__search_key",)


@admin.register(StageChange)
class StageChangeAdmin(ViewOnlyAdmin):
    list_display = (
        "at",
        "contact",
        worded(StageChange, "before", "stage"),
        worded(StageChange, "after", "stage"),
        worded(StageChange, "exit_reason", "exit_reason"),
        *("ended_by", "win_back_on", "by"),
    )
    list_select_related = ("contact", "by")

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return (*self.list_display, "is_final", "reason")


@admin.register(ImportRun)
class ImportRunAdmin(ViewOnlyAdmin):
    list_display = ("at", "file_name", "state", "by", "owner", "created", "updated", "unchanged", "skipped")
    list_select_related = ("by", "owner")
    # No address leads to the file, and what it holds is the importer's own.
    exclude = ("file", "preview", "columns")


@admin.register(CultureNote)
class CultureNoteAdmin(MissingLanguages, ViewOnlyAdmin):
    """Only read here: what changes a note takes two people, and their pages."""

    list_display = ("country", "language", "topic", "kind", "text", "state", "is_shown", "reviewer", "reviewed_at")
    list_filter = ("topic", "kind", "state", "is_shown")
    list_select_related = ("reviewer",)

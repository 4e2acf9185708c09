"""In the administration of content: which languages are missing, as a column and as a filter."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.templatetags.crm_ui import language_name
from crm.translated import missing_languages, rows_missing, staffs_languages


class MissingFilter(admin.SimpleListFilter):
    """Rows that have no words in a language, though they have some in another."""

    title = _("missing in")
    parameter_name = "missing_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(language, language_name(language)) for language in model_admin.languages_of_readers()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        known = dict(self.lookup_choices)
        return queryset.filter(rows_missing(queryset.model, str(self.value()))) if self.value() in known else queryset


class MissingLanguages(admin.ModelAdmin[Any]):
    """For an admin of translated content: the column and the filter come last. Colleagues read it."""

    def languages_of_readers(self) -> list[str]:
        return staffs_languages()

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), "missing_in"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), MissingFilter]

    @admin.display(description=_("missing in"), empty_value="")
    def missing_in(self, row: models.Model) -> str:
        return ", ".join(language_name(language) for language in missing_languages(row, self.languages_of_readers()))


class MissingForCustomers(MissingLanguages):
    """For content that customers read."""

    def languages_of_readers(self) -> list[str]:
        return list(settings.MODELTRANSLATION_LANGUAGES)

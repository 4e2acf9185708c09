"""Surveys are mended here; what customers were asked and answered is read."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from feedback.models import Answer, Invitation, Question, Response, Survey
from staff.admin_base import AuditedAdmin, OpenedByPolicy, ViewOnlyAdmin, ViewOnlyInline
from staff.admin_translated import MissingForCustomers


class QuestionInline(OpenedByPolicy, TranslationStackedInline):
    model = Question
    extra = 0
    can_delete = False


@admin.register(Survey)
class SurveyAdmin(MissingForCustomers, AuditedAdmin, TranslationAdmin):
    inlines = [QuestionInline]
    list_display = ("code", "title", "trigger", "is_active", "closes_at")
    list_filter = ("trigger", "is_active")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A survey is closed, not deleted: its answers stay."""
        return False


@admin.register(Invitation)
class InvitationAdmin(ViewOnlyAdmin):
    list_display = ("survey", "contact", "state", "reason", "created_at")
    list_filter = ("survey", "state", "reason")
    list_select_related = ("survey", "contact")
    search_fields = ("contact__full_name", "contact__search_key")


class AnswerInline(ViewOnlyInline):
    model = Answer
    fields = ("question", "value", "text", "at", "is_current")


@admin.register(Response)
class ResponseAdmin(ViewOnlyAdmin):
    inlines = [AnswerInline]
    list_display = ("invitation", "language", "completed_at", "changed_at")
    list_filter = ("invitation__survey",)
    list_select_related = ("invitation__survey",)
    search_fields = ("invitation__contact__full_name",)

"""Translations of what was written, which engines the house permitted, and the words of the glossary."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from translating.querysets import EnginePermissionQuerySet, TranslationQuerySet

LONGEST_ENGINE = 60
# Longer than a mail can be; a translation may have more letters than its original.
LONGEST_TEXT = 60_000
LONGEST_WHY = 300
LONGEST_PATH = 500


class Translation(models.Model):
    """What one text of one record says in another language, by a colleague or by an engine. Never changed: whoever
    corrects it writes a new one, and of those in one language the newest counts.

    The record is named as the audit trail names it. `digest` tells whether the original still says what was translated.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="translations", verbose_name=_("contact"))
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.PositiveBigIntegerField(_("record"))
    field = models.CharField(_("which text"), max_length=30)
    language = models.CharField(_("language"), max_length=12)
    original_language = models.CharField(_("language of the original"), max_length=12, blank=True)
    text = models.TextField(_("text"), blank=True)
    digest = models.CharField(_("digest of the original"), max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translated by"),
    )
    provider = models.CharField(_("provider"), max_length=10, blank=True)
    engine = models.CharField(_("engine"), max_length=LONGEST_ENGINE, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = TranslationQuerySet.as_manager()

    privacy = classify(
        none="id subject_type field language original_language by provider engine at",
        personal="contact subject_id digest",
        sensitive="text",
    )

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(by__isnull=False) | ~Q(engine=""), name="translating_by_somebody")
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="translating_of_record"),
            models.Index(fields=["contact"], name="translating_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type}/{self.subject_id} {self.field} {self.language}"

    @property
    def is_by_engine(self) -> bool:
        return self.by_id is None


class EnginePermission(models.Model):
    """One time when the house permitted a provider of machine translation, why, and until when that held."""

    provider = models.CharField(_("provider"), max_length=10)
    # As `translating.engines.place_of` gives it: what was permitted for one place holds for no other.
    path = models.CharField(_("where the texts go"), max_length=LONGEST_PATH, default="", blank=True)
    why = models.CharField(_("reason"), max_length=LONGEST_WHY)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("permitted by"))
    at = models.DateTimeField(_("permitted at"), default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = EnginePermissionQuerySet.as_manager()

    privacy = classify(none="id provider path why by at ended_by ended_at")

    class Meta:
        verbose_name = _("permission of an engine")
        verbose_name_plural = _("permissions of engines")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider"], condition=Q(ended_at__isnull=True), name="translating_permitted_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="translating_permission_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.provider

    def holds(self, now: datetime, place: str) -> bool:
        return self.path == place and self.at <= now and (self.ended_at is None or now < self.ended_at)


class Term(models.Model):
    """One word or name and how the house wants it in another language, or that it is left as it is."""

    term = models.CharField(_("word"), max_length=120)
    original_language = models.CharField(
        _("language of the original"), max_length=12, blank=True, help_text=_("Empty: every language.")
    )
    language = models.CharField(
        _("language of the translation"), max_length=12, blank=True, help_text=_("Empty: every language.")
    )
    wanted = models.CharField(_("wanted words"), max_length=120, blank=True)
    is_kept = models.BooleanField(_("do not translate"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    privacy = classify(none="id term original_language language wanted is_kept note")

    class Meta:
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")
        ordering = ["term", "id"]
        constraints = [
            models.UniqueConstraint(fields=["term", "original_language", "language"], name="translating_term_once"),
            models.CheckConstraint(
                condition=Q(is_kept=True) | ~Q(wanted=""),
                name="translating_term_is_wanted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.words}"

    def clean(self) -> None:
        if not self.is_kept and not self.wanted:
            raise ValidationError({"wanted": _("Give the wanted words, or say that it is not translated.")})

    @property
    def words(self) -> str:
        """What has to stand in a translation."""
        return self.term if self.is_kept else self.wanted

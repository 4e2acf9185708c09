"""What is written about countries, regions and languages: a start for a question, never a verdict on a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.culture_words import LONGEST_NOTE, has_strength, is_sweeping
from contacts.querysets_culture import CultureFlagQuerySet, CultureNoteQuerySet
from crm.models import Recorded
from crm.privacy import classify

LONGEST_REASON = 300
HOLDS_FOR_YEARS = 2
LANGUAGES = tuple(settings.MODELTRANSLATION_LANGUAGES)


class Topic(models.TextChoices):
    ADDRESS = "address", _("form of address")
    NAMES = "names", _("names")
    TITLES = "titles", _("titles")
    GREETING = "greeting", _("greeting")
    COMMUNICATION = "communication", _("way of speaking")
    HIERARCHY = "hierarchy", _("hierarchy")
    FACE = "face", _("saving face")
    PUNCTUALITY = "punctuality", _("punctuality")
    NEGOTIATION = "negotiation", _("negotiating")
    GIFTS = "gifts", _("gifts")
    ALCOHOL = "alcohol", _("alcohol")
    HOSPITALITY = "hospitality", _("hospitality")
    CALENDAR = "calendar", _("days and seasons")
    DATES = "dates", _("writing dates")
    GENERAL = "general", _("in general")
    RESPONSE = "response", _("how soon answers come")
    SELLING = "selling", _("rules for selling")
    CONTACTING = "contacting", _("rules for contacting people")
    ECONOMY = "economy", _("economy")
    CURRENCY = "currency", _("currency")


# What a country sheet tells beside culture; none of it is about how somebody is met.
OF_SHEET = (Topic.RESPONSE, Topic.SELLING, Topic.CONTACTING, Topic.ECONOMY, Topic.CURRENCY)
MANNERS = tuple(topic for topic in Topic if topic not in OF_SHEET)
# Before a call or a meeting there is time for no more than these.
IN_SHORT = (Topic.GREETING, Topic.PUNCTUALITY, Topic.COMMUNICATION)
MANNERS_CHOICES = [(topic.value, topic.label) for topic in MANNERS]


class NoteKind(models.TextChoices):
    FACT = "fact", _("fact")
    CONVENTION = "convention", _("convention")
    TENDENCY = "tendency", _("tendency")


class Confidence(models.TextChoices):
    LOW = "low", _("low confidence")
    MEDIUM = "medium", _("medium confidence")
    HIGH = "high", _("high confidence")


class ReviewState(models.TextChoices):
    UNREVIEWED = "unreviewed", _("unreviewed")
    PROPOSED = "proposed", _("an edit is proposed")
    PUBLISHED = "published", _("reviewed")


class CultureNote(Recorded):
    """One statement about a country, a region of it or a language, with its source.

    What stands in its columns is what is shown. A proposed edit waits as its newest `CultureVersion` until somebody
    else publishes it. `key` names a statement that came with Rapport; `is_shown` is false of one that nobody has
    published yet, or that was taken down. Its texts are translated columns.
    """

    key = models.CharField(max_length=40, blank=True, editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True, help_text=_("Empty: the whole country."))
    language = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("Instead of a country: wherever the language is spoken.")
    )
    topic = models.CharField(_("topic"), max_length=13, choices=Topic.choices, default=Topic.GENERAL)
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind.choices, default=NoteKind.TENDENCY)
    text = models.CharField(_("text"), max_length=LONGEST_NOTE)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    source = models.CharField(_("source"), max_length=250, help_text=_("The title of the book, page or talk."))
    source_link = models.URLField(_("link to the source"), max_length=400, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    valid_as_of = models.DateField(_("held true on"), help_text=_("Two years later it asks to be checked."))
    dissent = models.CharField(
        _("dissent"), max_length=LONGEST_NOTE, blank=True, help_text=_("What another source says instead.")
    )
    dissent_source = models.CharField(_("source of the dissent"), max_length=250, blank=True)
    dissent_link = models.URLField(_("link to the source of the dissent"), max_length=400, blank=True)
    is_shown = models.BooleanField(_("is shown"), default=False, editable=False)
    state = models.CharField(
        _("review"), max_length=10, choices=ReviewState.choices, default=ReviewState.UNREVIEWED, editable=False
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CultureNoteQuerySet.as_manager()

    CONTENT = (
        *("country", "region", "language", "topic", "kind", "confidence", "source", "source_link", "source_date"),
        *("valid_as_of", "dissent_source", "dissent_link"),
        *(f"text_{language}" for language in LANGUAGES),
        *(f"dissent_{language}" for language in LANGUAGES),
    )

    privacy = classify(
        none="id key country region language topic kind text confidence source source_link source_date valid_as_of "
        "dissent dissent_source dissent_link is_shown state reviewer reviewed_at version created_at created_by"
    )

    class Meta:
        verbose_name = _("culture note")
        verbose_name_plural = _("culture notes")
        ordering = ["country", "language", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(country="") & Q(language="")) | (Q(country="", region="") & ~Q(language="")),
                name="contacts_culture_of_one",
                violation_error_message=_("A note is about a country, or about a language: choose one of them."),
            ),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="contacts_culture_topic"),
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="contacts_culture_kind"),
            models.CheckConstraint(condition=Q(confidence__in=Confidence.values), name="contacts_culture_confidence"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="contacts_culture_state"),
            models.CheckConstraint(condition=~Q(source=""), name="contacts_culture_has_source"),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.PUBLISHED) | Q(reviewed_at__isnull=False, reviewer__isnull=False),
                name="contacts_culture_published_by",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="contacts_culture_key_once"),
        ]
        indexes = [models.Index(fields=["country", "language"], name="contacts_culture_place")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_waiting(self) -> bool:
        """Whether an edit waits for a second person."""
        return self.state == ReviewState.PROPOSED

    @property
    def is_reviewed(self) -> bool:
        """Whether a second person published what is shown."""
        return self.reviewed_at is not None

    @property
    def source_url(self) -> str:
        return web_page(self.source_link)

    @property
    def dissent_url(self) -> str:
        return web_page(self.dissent_link)

    def is_to_check(self, on: date) -> bool:
        """Whether two years have gone by since it was known to be so."""
        return on >= check_after(self.valid_as_of)

    def content(self) -> dict[str, str]:
        """What a version keeps of the note: each column as text."""
        values = {name: getattr(self, name) for name in self.CONTENT}
        return {name: "" if value is None else str(value) for name, value in values.items()}

    def take(self, content: Mapping[str, Any]) -> None:
        """Put what a version kept, or what a form brings, into the columns."""
        for name in self.CONTENT:
            if name in content:
                value = content[name]
                is_date = name in ("source_date", "valid_as_of")
                if is_date and isinstance(value, str):
                    value = date.fromisoformat(value) if value else None
                setattr(self, name, value if value is not None or is_date else "")

    def clean(self) -> None:
        """What a note may say. Form, administration and import all come by here."""
        errors: dict[str, str] = {}
        if not self.text_en:  # type: ignore[attr-defined]  # a column of django-modeltranslation
            errors["text_en"] = gettext("Write the note in English first: whoever has no translation reads it so.")
        for name in ("text", "dissent"):
            for language in LANGUAGES:
                text = getattr(self, f"{name}_{language}") or ""
                if text and (fault := self._fault_of(text, language)):
                    errors[f"{name}_{language}"] = fault
        if any(getattr(self, f"dissent_{language}") for language in LANGUAGES) and not self.dissent_source:
            errors["dissent_source"] = gettext("Say who says otherwise.")
        if errors:
            raise ValidationError(errors)

    def _fault_of(self, text: str, language: str) -> str:
        if self.kind == NoteKind.TENDENCY and not has_strength(text, language):
            return gettext("A tendency holds for a part of the people: say “often”, “many” or “some”.")
        if is_sweeping(text, language):
            return gettext("Nothing holds for everybody: say “often”, “many” or “some”, or name the rule itself.")
        return ""


def web_page(address: str) -> str:
    """The address where a click may lead there: whatever stands in the row, nothing else is opened."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def check_after(valid_as_of: date) -> date:
    """The first day on which a note asks to be checked."""
    last = min(valid_as_of.day, 28) if valid_as_of.month == 2 else valid_as_of.day
    return valid_as_of.replace(year=valid_as_of.year + HOLDS_FOR_YEARS, day=last)


class Step(models.TextChoices):
    SHIPPED = "shipped", _("came with Rapport")
    PROPOSED = "proposed", _("proposed")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("not taken")
    TAKEN_DOWN = "down", _("taken down")


class CultureVersion(models.Model):
    """One step in the life of a note: who did what, and the whole content it was about. Never changed, never deleted.

    `author` wrote the content; who publishes it is somebody else, which the database insists on.
    """

    note = models.ForeignKey(CultureNote, models.PROTECT, related_name="versions", verbose_name=_("culture note"))
    number = models.PositiveIntegerField(_("number"))
    step = models.CharField(_("step"), max_length=9, choices=Step.choices)
    content = models.JSONField(_("content"), default=dict)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("written by")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    privacy = classify(none="id note number step content reason author by at")

    class Meta:
        verbose_name = _("version of a culture note")
        verbose_name_plural = _("versions of culture notes")
        ordering = ["note", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="contacts_culture_version_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="contacts_culture_step"),
            models.CheckConstraint(
                condition=~Q(step=Step.PUBLISHED) | (Q(author__isnull=False, by__isnull=False) & ~Q(author=F("by"))),
                name="contacts_culture_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}/{self.number} {self.step}"


class CultureFlag(Recorded):
    """A colleague's word that something is wrong with a note, until somebody answers it."""

    note = models.ForeignKey(CultureNote, models.PROTECT, related_name="flags", verbose_name=_("culture note"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("settled by"),
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_REASON, blank=True)

    objects = CultureFlagQuerySet.as_manager()

    privacy = classify(none="id note reason settled_at settled_by answer created_at created_by")

    class Meta:
        verbose_name = _("flag on a culture note")
        verbose_name_plural = _("flags on culture notes")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="contacts_culture_flag_says_why")]
        indexes = [
            models.Index(fields=["note"], name="contacts_culture_flag_open", condition=Q(settled_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.reason

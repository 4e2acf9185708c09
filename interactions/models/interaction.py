"""What happened between a contact and us."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from crm.text import words_key
from interactions.querysets import InteractionQuerySet
from staff.models import User


class Kind(models.TextChoices):
    """How it happened. The first ones are logged by colleagues, the last ones by the rooms themselves."""

    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    MEETING = "meeting", _("Meeting")
    VIDEO = "video", _("Video call")
    MESSENGER = "messenger", _("Messenger")
    CHAT = "chat", _("Chat")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")
    SOCIAL = "social", _("Social network")
    NOTE = "note", _("Note")
    PURCHASE = "purchase", _("Purchase")
    CONTRACT = "contract", _("Contract")
    ANSWER = "answer", _("Survey answer")
    CONSENT = "consent", _("Consent")
    RECAP = "recap", _("Recap")


LOGGED_KINDS = tuple(kind for kind in Kind if kind not in ("purchase", "contract", "answer", "consent", "recap"))
CONVERSATIONS = (Kind.CALL, Kind.MEETING, Kind.VIDEO, Kind.MESSENGER, Kind.CHAT, Kind.VISIT)
# What a customer sent, and awaits an answer to without saying so.
WRITTEN = (Kind.EMAIL, Kind.MESSENGER, Kind.CHAT, Kind.LETTER, Kind.SOCIAL)


class Direction(models.TextChoices):
    IN = "in", _("from the customer")
    OUT = "out", _("to the customer")
    BOTH = "both", _("both ways")
    INTERNAL = "internal", _("internal")


class Sentiment(models.IntegerChoices):
    VERY_BAD = -2, _("very unhappy")
    BAD = -1, _("unhappy")
    NEUTRAL = 0, _("neutral")
    GOOD = 1, _("happy")
    VERY_GOOD = 2, _("very happy")


class Emotion(models.TextChoices):
    """Usual words for what somebody felt; an entry may hold another one instead."""

    ANGRY = "angry", _("angry")
    DISAPPOINTED = "disappointed", _("disappointed")
    WORRIED = "worried", _("worried")
    CONFUSED = "confused", _("confused")
    IMPATIENT = "impatient", _("impatient")
    RELIEVED = "relieved", _("relieved")
    GRATEFUL = "grateful", _("grateful")
    DELIGHTED = "delighted", _("delighted")


class Interaction(models.Model):
    """One thing that happened between a contact and us. Never changed; a correction is a new row."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="interactions", verbose_name=_("contact"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.BOTH)
    at = models.DateTimeField(_("at"))
    contact_zone = models.CharField(_("zone of the contact then"), max_length=64, default="UTC")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("by"),
    )
    is_automatic = models.BooleanField(_("automatic"), default=False)
    summary = models.TextField(_("summary"), blank=True)
    points = models.JSONField(_("what the customer said"), default=list, blank=True)
    sentiment = models.SmallIntegerField(_("sentiment"), choices=Sentiment.choices, null=True, blank=True)
    emotion = models.CharField(
        _("what they felt"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("One of the usual words by its code, or a word of one's own."),
    )
    acknowledged = models.CharField(_("how we acknowledged it"), max_length=300, blank=True, default="", db_default="")
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    own_facts = models.JSONField(_("own fields"), default=dict, blank=True)
    params = models.JSONField(_("details"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=80, help_text=_("The record behind it; one entry each."))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("about"),
        help_text=_("An earlier entry with the same customer: that of a purchase, a contract, a talk."),
    )
    # Folded words of summary, points and next step.
    search_key = models.TextField(blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    # What a page shows with it, put there by `interactions.timelines`.
    around: Any = None

    objects = InteractionQuerySet.as_manager()

    # Set for a page by recaps.tell_recaps(): the entry's Recap, and what its reader is offered.
    told_recap: Any = None
    may_send_recap = False
    may_debrief = False

    privacy = classify(
        none="id kind direction contact_zone by is_automatic source corrects about created_at",
        personal="contact at minutes",
        sensitive="summary points sentiment emotion acknowledged next_step params own_facts search_key",
    )

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source"], name="interactions_source_once"),
            models.CheckConstraint(
                condition=Q(sentiment__isnull=True) | Q(sentiment__range=(-2, 2)),
                name="interactions_sentiment_range",
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "-at", "-id"], name="interactions_timeline"),
            models.Index(fields=["-at", "-id"], name="interactions_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def emotion_in_words(self) -> str:
        return str(dict(Emotion.choices).get(self.emotion, self.emotion))

    def is_correctable_by(self, user: User) -> bool:
        """Whether the user wrote it. That it is the newest word on the matter the action finds out."""
        return self.by_id == user.pk and not self.is_automatic and self.kind in LOGGED_KINDS

    def set_search_key(self) -> None:
        self.search_key = words_key("\n".join((self.summary, *map(str, self.points), self.next_step)))

    @property
    def is_tense(self) -> bool:
        """Whether the contact left the customer unhappy, so that its writer is offered a private debrief."""
        is_unhappy = self.sentiment is not None and self.sentiment <= Sentiment.BAD
        return is_unhappy or self.emotion in (Emotion.ANGRY, Emotion.DISAPPOINTED)

"""Surveys, who was asked, and what they answered."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from feedback.querysets import InvitationQuerySet, ResponseQuerySet, SurveyQuerySet
from interactions.models import Interaction
from outreach.models import Message


class Trigger(models.TextChoices):
    """When a survey is sent by itself."""

    AFTER_CONVERSATION = "after_conversation", _("after a conversation")
    BY_HAND = "by_hand", _("by hand")


class Survey(models.Model):
    """A set of questions put to customers. Title, introduction and thanks are translated columns."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    thanks = models.TextField(_("thanks"), blank=True)
    trigger = models.CharField(_("sent"), max_length=20, choices=Trigger.choices, default=Trigger.BY_HAND)
    delay_minutes = models.PositiveIntegerField(_("minutes after"), default=0)
    valid_days = models.PositiveSmallIntegerField(_("days to answer"), default=14)
    cooldown_days = models.PositiveSmallIntegerField(_("days between two surveys"), default=30)
    is_active = models.BooleanField(_("active"), default=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = SurveyQuerySet.as_manager()
    asked: int  # these three of with_counts()
    answered: int
    kept_back: int

    privacy = classify(
        none="id code title intro thanks trigger delay_minutes valid_days cooldown_days is_active closes_at version"
    )

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title or self.code

    def is_open(self, now: datetime) -> bool:
        return self.is_active and (self.closes_at is None or now < self.closes_at)


class QuestionKind(models.TextChoices):
    NPS = "nps", _("recommendation (0–10)")
    CSAT = "csat", _("satisfaction (1–5)")
    TEXT = "text", _("text")


class Question(models.Model):
    """One question of a survey. Text and end labels are translated columns."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=5, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=300)
    low_label = models.CharField(_("label of the lowest answer"), max_length=60, blank=True)
    high_label = models.CharField(_("label of the highest answer"), max_length=60, blank=True)
    is_required = models.BooleanField(_("required"), default=True)

    privacy = classify(none="id survey position kind text low_label high_label is_required")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["survey", "position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="feedback_question_position")]

    def __str__(self) -> str:
        return self.text

    @property
    def scale(self) -> range:
        """The answers to choose from, lowest first; empty for a text."""
        return {QuestionKind.NPS: range(11), QuestionKind.CSAT: range(1, 6)}.get(QuestionKind(self.kind), range(0))


class InvitationState(models.TextChoices):
    INVITED = "invited", _("invited")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("not sent")


class Invitation(models.Model):
    """One contact asked once to answer one survey in one wave; or the reason why they were not asked."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations", verbose_name=_("survey"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="survey_invitations", verbose_name=_("contact"))
    wave = models.CharField(_("wave"), max_length=80)
    interaction = models.ForeignKey(
        Interaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="survey_invitations",
        verbose_name=_("about"),
    )
    state = models.CharField(_("state"), max_length=8, choices=InvitationState.choices, default=InvitationState.INVITED)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="invitation", verbose_name=_("message")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))

    objects = InvitationQuerySet.as_manager()

    privacy = classify(none="id survey wave state reason message created_at expires_at", personal="contact interaction")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["survey", "contact", "wave"], name="feedback_invitation_once")]
        indexes = [models.Index(fields=["contact", "-created_at"], name="feedback_invitation_contact")]

    def __str__(self) -> str:
        return f"{self.survey} {self.wave}"

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at and self.survey.is_open(now)


class Response(models.Model):
    """What one invited contact answered. They may change it until the survey closes; revisions are kept."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="response", verbose_name=_("invitation"))
    language = models.CharField(_("language"), max_length=12)
    completed_at = models.DateTimeField(_("completed at"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()
    csat: int | None  # these two of with_scores()
    nps: int | None
    current: "list[Answer]"  # prefetched by pages

    privacy = classify(none="id invitation language", personal="completed_at changed_at")

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["-completed_at", "-id"]
        indexes = [models.Index(fields=["-completed_at"], name="feedback_response_newest")]

    def __str__(self) -> str:
        return f"{self.invitation} {self.completed_at:%Y-%m-%d}"


class Answer(models.Model):
    """One answer to one question. The one that counts has `is_current`; earlier ones stay."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", verbose_name=_("response"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    value = models.SmallIntegerField(_("score"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_current = models.BooleanField(_("counts"), default=True)

    privacy = classify(none="id response question is_current", personal="at", sensitive="value text")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["response", "question__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                condition=Q(is_current=True),
                name="feedback_answer_one_current",
            )
        ]
        indexes = [models.Index(fields=["question", "at"], name="feedback_answer_question")]

    def __str__(self) -> str:
        return str(self.value) if self.value is not None else self.text[:40]

"""Help with words: phrases for hard moments, and open questions for a call. Their words are translated columns."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Formality
from contacts.models.stage import Stage
from crm.models import Recorded
from crm.privacy import classify

# Stands in a phrase where the customer is addressed.
NAME_MARK = "{name}"


class Situation(models.TextChoices):
    """The moment that a phrase is for."""

    FIRST_CONTACT = "first", _("First contact")
    THANKS = "thanks", _("Thanks")
    APOLOGY = "apology", _("Apology")
    COMPLAINT = "complaint", _("Complaint")
    DELAY = "delay", _("Delay")
    REFUSAL = "refusal", _("Refusal")
    BAD_NEWS = "bad_news", _("Bad news")
    PAYMENT = "payment", _("Reminder of a payment")
    GOODBYE = "goodbye", _("Goodbye that leaves a door open")


class Topic(models.TextChoices):
    """What a question is to find out, in the order of a talk."""

    OPENING = "opening", _("To begin")
    NEEDS = "needs", _("What they need")
    PROBLEM = "problem", _("When something went wrong")
    DECISION = "decision", _("How they decide")
    CLOSING = "closing", _("Before we hang up")


class OfferedQuerySet(models.QuerySet[Any]):
    def offered(self) -> "OfferedQuerySet":
        return self.filter(is_offered=True)


class Phrase(Recorded):
    """One sentence for one situation in one register, in each language; {name} is how the customer is addressed."""

    situation = models.CharField(_("situation"), max_length=10, choices=Situation.choices)
    formality = models.CharField(_("formality"), max_length=8, choices=Formality.choices, default=Formality.FORMAL)
    text = models.CharField(
        _("phrase"), max_length=500, help_text=_("{name} stands for the customer as they are addressed.")
    )
    note = models.CharField(_("when to use it"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("is offered"), default=True)

    objects = OfferedQuerySet.as_manager()

    privacy = classify(none="id situation formality text note position is_offered created_at created_by")

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["situation", "formality", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(situation__in=Situation.values), name="interactions_phrase_situation"),
            models.CheckConstraint(condition=Q(formality__in=Formality.values), name="interactions_phrase_formality"),
        ]

    def __str__(self) -> str:
        return self.text


class CallQuestion(Recorded):
    """One open question for a call or a meeting, for one stage of the relationship or for all."""

    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, blank=True, help_text=_("Empty: in every stage.")
    )
    words = models.CharField(_("question"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("is offered"), default=True)

    objects = OfferedQuerySet.as_manager()

    privacy = classify(none="id topic stage words position is_offered created_at created_by")

    class Meta:
        verbose_name = _("question for a call")
        verbose_name_plural = _("questions for a call")
        ordering = ["topic", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="interactions_callquestion_topic"),
            models.CheckConstraint(condition=Q(stage__in=["", *Stage.values]), name="interactions_callquestion_stage"),
        ]

    def __str__(self) -> str:
        return self.words

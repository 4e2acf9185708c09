"""What a customer wants to reach themselves, and what we do for it."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.contact import Contact
from contacts.querysets_needs import REVIEWED_EVERY, GoalQuerySet
from crm.models import Recorded
from crm.privacy import classify


class GoalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("goal", "open")
    REACHED = "reached", _("reached")
    NOT_REACHED = "not_reached", _("not reached")
    DROPPED = "dropped", _("dropped")


class CustomerGoal(Recorded):
    """A goal of a customer's own, in their words and, where it can be counted, from a number to a number.

    Whoever saves it has looked at it: `reviewed_on` is that day.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="goals", verbose_name=_("contact"))
    words = models.CharField(_("what they want to reach"), max_length=200)
    baseline = models.DecimalField(_("number today"), max_digits=15, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("number to reach"), max_digits=15, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("counted in"), max_length=40, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=GoalState.choices, default=GoalState.OPEN)
    reviewed_on = models.DateField(_("last looked at on"), editable=False)

    objects = GoalQuerySet.as_manager()

    privacy = classify(
        none="id contact baseline target due_on state reviewed_on created_at created_by", personal="words unit"
    )

    class Meta:
        verbose_name = _("goal of a customer")
        verbose_name_plural = _("goals of customers")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GoalState.values), name="contacts_goal_state"),
            models.CheckConstraint(condition=~Q(words=""), name="contacts_goal_has_words"),
        ]
        indexes = [
            models.Index(fields=["reviewed_on"], name="contacts_goal_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        return self.state == GoalState.OPEN

    def is_to_review(self, on: date) -> bool:
        return self.is_open and self.reviewed_on <= on - REVIEWED_EVERY


class GoalStep(models.Model):
    """One thing that we do so that a customer reaches a goal."""

    goal = models.ForeignKey(CustomerGoal, models.CASCADE, related_name="steps", verbose_name=_("goal"))
    words = models.CharField(_("step"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    privacy = classify(none="id goal position done_on", personal="words")

    class Meta:
        verbose_name = _("step to a goal")
        verbose_name_plural = _("steps to goals")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["goal", "words"], name="contacts_step_once")]

    def __str__(self) -> str:
        return self.words

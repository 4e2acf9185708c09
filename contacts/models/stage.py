"""Where relationships stand, how they moved there, and why those ended that did."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class Stage(models.TextChoices):
    """Where the relationship stands."""

    AWARENESS = "awareness", _("Awareness")
    EXPLORATION = "exploration", _("Exploration")
    EXPANSION = "expansion", _("Expansion")
    COMMITMENT = "commitment", _("Commitment")
    DISSOLUTION = "dissolution", _("Dissolution")


class ExitReason(models.TextChoices):
    NEEDS = "needs", _("Their needs changed")
    ALTERNATIVE = "alternative", _("They found a better alternative")
    DISSATISFIED = "dissatisfied", _("They were dissatisfied")
    OTHER = "other", _("Another reason")


# The reason of exits that are older than the question for it.
UNRECORDED = "unrecorded"


class EndedBy(models.TextChoices):
    THEY = "they", _("they")
    WE = "we", _("we")
    BOTH = "both", _("both of us")


@dataclass(frozen=True)
class Grounds:
    """Why a contact moves: `reason` in words; of an exit also its code, who ended it, and when we try again.

    `is_final` says that we never try again, and the words say why.
    """

    exit_reason: str = ""
    ended_by: str = ""
    win_back_on: date | None = None
    is_final: bool = False
    reason: str = ""

    def columns(self, after: str) -> dict[str, Any]:
        """The columns of a move to that stage: what is asked of exits is kept of exits alone."""
        return vars(self).copy() if after == Stage.DISSOLUTION else {"reason": self.reason}

    @property
    def is_complete(self) -> bool:
        """Whether an exit says all that it has to."""
        try:
            StageChange(after=Stage.DISSOLUTION, **vars(self)).clean()
        except ValidationError:
            return False
        return True

    def as_json(self) -> dict[str, Any]:
        return vars(self) | {"win_back_on": self.win_back_on.isoformat() if self.win_back_on else None}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Grounds":
        on = values.get("win_back_on")
        return cls(**values | {"win_back_on": date.fromisoformat(on) if on else None})


NO_GROUNDS = Grounds()
NOT_AN_EXIT = Q(exit_reason="", ended_by="", win_back_on__isnull=True, is_final=False)
TOLD = ~Q(exit_reason="") & Q(ended_by__in=EndedBy.values)
# Not the one or the other, but both: a day that we name is no never.
ONE_END = Q(win_back_on__isnull=False, is_final=False) | Q(win_back_on__isnull=True, is_final=True)


class StageChange(models.Model):
    """One dated move of a contact from stage to stage; of an exit also why, by whom, and when we try again."""

    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, related_name="stage_changes", verbose_name=_("contact")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    before = models.CharField(_("from"), max_length=12, choices=Stage.choices, blank=True)
    after = models.CharField(_("to"), max_length=12, choices=Stage.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    exit_reason = models.CharField(_("reason for the exit"), max_length=40, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=4, choices=EndedBy.choices, blank=True)
    win_back_on = models.DateField(_("win back on"), null=True, blank=True)
    is_final = models.BooleanField(_("never to be won back"), default=False)

    privacy = classify(
        none="id contact at before after by exit_reason ended_by win_back_on is_final", personal="reason"
    )

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after=Stage.DISSOLUTION, exit_reason=UNRECORDED)
                | (Q(after=Stage.DISSOLUTION) & TOLD & ONE_END)
                | (~Q(after=Stage.DISSOLUTION) & NOT_AN_EXIT),
                name="contacts_exit_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    @property
    def grounds(self) -> Grounds:
        return Grounds(self.exit_reason, self.ended_by, self.win_back_on, self.is_final, self.reason)

    def clean(self) -> None:
        """Ask for what an exit has to say, beside each field; the words of a final one go when a person is erased, so
        no constraint can ask for them."""
        if self.after != Stage.DISSOLUTION or self.exit_reason == UNRECORDED:
            return
        missing: dict[str, Any] = {}
        if not self.exit_reason:
            missing["exit_reason"] = _("Say why the relationship ends.")
        if not self.ended_by:
            missing["ended_by"] = _("Say who ended it.")
        if (self.win_back_on is None) != self.is_final:
            missing["win_back_on"] = _("Give the day on which you try again, or say never.")
        if self.is_final and not self.reason:
            missing["reason"] = _("Say in words why you never try again.")
        if missing:
            raise ValidationError(missing)

"""How soon customers are to be answered, as administrators say, and what they said before."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Segment
from crm.privacy import classify
from interactions.querysets import ResponsePolicyQuerySet
from staff.models import Team

LONGEST_TARGET_MINUTES = 60 * 24 * 60


class Priority(models.TextChoices):
    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")


class CalendarKind(models.TextChoices):
    CUSTOMER = "customer", _("the customer’s working hours")
    TEAM = "team", _("the hours of a team")


class ResponsePolicy(models.Model):
    """How soon some customers get an answer: the first active policy in order that fits an entry holds for it.

    A condition that is left empty fits everything.
    """

    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(
        _("order"), default=10, help_text=_("The first policy that fits holds; lower comes first.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("segment")
    )
    kinds = models.JSONField(_("channels"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    priorities = models.JSONField(_("priorities"), default=list, blank=True)
    first_response_minutes = models.PositiveIntegerField(
        _("first answer within"), validators=[MinValueValidator(1)], help_text=_("In minutes of working time.")
    )
    update_every_days = models.PositiveSmallIntegerField(
        _("an update every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In working days, until it is solved. Empty where no updates are promised."),
    )
    calendar = models.CharField(
        _("counted in"), max_length=8, choices=CalendarKind.choices, default=CalendarKind.CUSTOMER
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
        help_text=_("Whose hours count; empty for the team that looks after the customer."),
    )
    sends_receipt = models.BooleanField(
        _("automatic receipt"),
        default=False,
        help_text=_("A mail tells the customer at once when to expect an answer."),
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ResponsePolicyQuerySet.as_manager()

    privacy = classify(
        none="id name position is_active segment kinds languages priorities first_response_minutes update_every_days "
        "calendar team sends_receipt version"
    )

    class Meta:
        verbose_name = _("response policy")
        verbose_name_plural = _("response policies")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_response_minutes__range=(1, LONGEST_TARGET_MINUTES)),
                name="interactions_policy_target",
                violation_error_message=_("An answer is promised within one minute at least and 60 days at most."),
            ),
            models.CheckConstraint(
                condition=Q(update_every_days__isnull=True) | Q(update_every_days__range=(1, 60)),
                name="interactions_policy_updates",
                violation_error_message=_("Updates are promised at least every 60 working days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.team is not None and self.calendar != CalendarKind.TEAM:
            raise ValidationError({"team": _("A team is named only where its hours count.")})

    def fits(self, *, kind: str, language: str, priority: str) -> bool:
        """Whether what was written, and in what, meets the conditions; the segment is asked of the database."""
        asked = ((self.kinds, kind), (self.languages, language), (self.priorities, priority))
        return all(not wanted or value in wanted for wanted, value in asked)

    def terms(self) -> dict[str, object]:
        """All that it says, as plain data."""
        return {
            "name": self.name,
            "segment": self.segment_id,
            "kinds": self.kinds,
            "languages": self.languages,
            "priorities": self.priorities,
            "first_response_minutes": self.first_response_minutes,
            "update_every_days": self.update_every_days,
            "calendar": self.calendar,
            "team": self.team_id,
            "sends_receipt": self.sends_receipt,
            "is_active": self.is_active,
            "position": self.position,
        }


class PolicyVersion(models.Model):
    """What a policy said from a moment on, and by whose hand; clocks keep to the one under which they started."""

    policy = models.ForeignKey(ResponsePolicy, models.PROTECT, related_name="versions", verbose_name=_("policy"))
    number = models.PositiveIntegerField(_("version"))
    terms = models.JSONField(_("what it says"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    privacy = classify(none="id policy number terms at by")

    class Meta:
        verbose_name = _("version of a policy")
        verbose_name_plural = _("versions of policies")
        ordering = ["policy", "-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="interactions_policy_version_once")]

    def __str__(self) -> str:
        return f"{self.terms['name']} {self.number}"

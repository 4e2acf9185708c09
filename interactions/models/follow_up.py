"""What is planned next, and who takes part in it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.clock import day_bounds, to_utc, zone
from crm.privacy import classify
from interactions.querysets import FollowUpQuerySet, ParticipantQuerySet
from interactions.repeating import Rhythm
from outreach.models import Message


class FollowUpKind(models.TextChoices):
    TASK = "task", _("something that I do")
    MAIL = "mail", _("a mail that goes to the customer by itself")


class FollowUpState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class RepeatUnit(models.TextChoices):
    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")
    YEAR = "year", _("years")


# What is due by a day is due in its last moment.
MOMENT = timedelta(microseconds=1)
EVERY_AT_MOST = 99


class FollowUp(models.Model):
    """One next step with a customer: a task for its owner, or a prepared mail that leaves at their hour.

    Date, time and zone are what was agreed, and stay; `due_at` is when it wants its owner, which a snooze puts off.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="follow_ups", verbose_name=_("contact"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("owner")
    )
    kind = models.CharField(_("kind"), max_length=4, choices=FollowUpKind.choices, default=FollowUpKind.TASK)
    title = models.CharField(_("what"), max_length=200)
    body = models.TextField(_("text of the mail"), blank=True)
    local_date = models.DateField(_("agreed date"))
    local_time = models.TimeField(
        _("agreed time"),
        null=True,
        blank=True,
        help_text=_("As on the clock of the zone; none: by the end of the day."),
    )
    is_second = models.BooleanField(
        _("the second of two"), default=False, help_text=_("Of a time that the clocks show twice on its day.")
    )
    zone = models.CharField(_("zone"), max_length=64)
    follows_contact = models.BooleanField(
        _("on the customer's clock"), default=False, help_text=_("Keeps its local time if the customer moves.")
    )
    due_at = models.DateTimeField(_("due at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("How long it takes, of a meeting.")
    )
    state = models.CharField(_("state"), max_length=9, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="follow_up", verbose_name=_("message")
    )
    source = models.CharField(
        _("source"), max_length=80, blank=True, editable=False, help_text=_("The record that asked for it, if one did.")
    )
    snoozes = models.PositiveSmallIntegerField(_("times snoozed"), default=0)
    repeat_unit = models.CharField(_("repeats every so many"), max_length=5, choices=RepeatUnit.choices, blank=True)
    repeat_every = models.PositiveSmallIntegerField(
        _("every"), default=1, validators=[MinValueValidator(1), MaxValueValidator(EVERY_AT_MOST)]
    )
    repeat_on = models.JSONField(_("on weekdays"), default=list, blank=True, help_text=_("Monday is 0."))
    repeat_from = models.DateField(_("repeats since"), null=True, blank=True)
    flagged_at = models.DateTimeField(
        _("flagged at"), null=True, blank=True, help_text=_("When its owner went home and nobody could take it.")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    none_because = models.CharField(_("no next step because"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects = FollowUpQuerySet.as_manager()

    privacy = classify(
        none="id owner kind local_date local_time is_second zone follows_contact due_at minutes state message source "
        "snoozes repeat_unit repeat_every repeat_on repeat_from flagged_at closed_at created_at created_by",
        personal="contact",
        sensitive="title body outcome none_because",
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="interactions_follow_up_closed",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="interactions_follow_up_source_once"
            ),
            models.CheckConstraint(
                condition=Q(repeat_unit="", repeat_from__isnull=True)
                | (~Q(repeat_unit="") & Q(repeat_from__isnull=False, kind="task")),
                name="interactions_follow_up_repeats",
                violation_error_message=_("A mail goes out once. Let a task repeat."),
            ),
            models.CheckConstraint(
                condition=Q(local_time__isnull=False) | Q(kind="task"),
                name="interactions_follow_up_mail_has_hour",
                violation_error_message=_("A mail needs an hour at which it leaves."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="interactions_follow_up_open", condition=Q(state="open")),
            models.Index(fields=["contact", "state", "due_at"], name="interactions_follow_up_contact"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def agreed_instant(self) -> datetime:
        """When the agreed time is, or the agreed day ends, by the zones known today."""
        if self.local_time is None:
            return day_bounds(self.local_date, zone(self.zone))[1] - MOMENT
        return to_utc(self.local_date, self.local_time, zone(self.zone), is_second=self.is_second)

    @property
    def is_by_day(self) -> bool:
        return self.local_time is None

    @property
    def rhythm(self) -> Rhythm | None:
        if self.repeat_from is None:
            return None
        return Rhythm(self.repeat_unit, self.repeat_every, self.repeat_from, tuple(self.repeat_on))

    def is_overdue(self, now: datetime) -> bool:
        return self.state == FollowUpState.OPEN and self.due_at < now


class Participant(models.Model):
    """One person who takes part in one meeting: a contact or a colleague, and whether the hour is a poor one for them.

    A meeting is a follow-up of its owner; who had the poor hour last time is spared the next.
    """

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="participants", verbose_name=_("follow-up"))
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("contact")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("colleague"),
    )
    is_inconvenient = models.BooleanField(_("at a poor hour"), default=False)

    objects = ParticipantQuerySet.as_manager()

    privacy = classify(none="id follow_up user is_inconvenient", personal="contact")

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True, user__isnull=False) | Q(contact__isnull=False, user__isnull=True),
                name="interactions_participant_is_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.contact or self.user)

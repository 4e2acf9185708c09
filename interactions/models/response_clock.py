"""What a customer awaits of us, and by when."""

from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Merge
from crm.privacy import classify
from interactions import business_time
from interactions.business_time import Calendar, Step, Turn
from interactions.models.interaction import Interaction
from interactions.models.response_policy import CalendarKind, PolicyVersion, Priority
from interactions.querysets import ClockEventQuerySet, ResponseClockQuerySet
from outreach.models import Message

HALF, MOST, ALL = 50, 80, 100
WARNED_AT = {HALF: "half_at", MOST: "most_at", ALL: "due_at"}


class ClockMetric(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("first answer")
    UPDATE = "update", _("update")


class ClockState(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    ANSWERED = "answered", _("answered")
    VOIDED = "voided", _("does not count")


OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)
STATE_AFTER = {
    Turn.STARTED: ClockState.RUNNING,
    Turn.RESUMED: ClockState.RUNNING,
    Turn.PAUSED: ClockState.PAUSED,
    Turn.ANSWERED: ClockState.ANSWERED,
    Turn.SOLVED: ClockState.ANSWERED,
    Turn.VOIDED: ClockState.VOIDED,
    Turn.MERGED: ClockState.VOIDED,
}


class ClockCalendar(models.Model):
    """Working hours as they were known when a clock started. Never changed; clocks with the same hours share one."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    desks = models.JSONField(_("hours"))

    privacy = classify(none="id digest desks")

    class Meta:
        verbose_name = _("calendar of a clock")
        verbose_name_plural = _("calendars of clocks")

    def __str__(self) -> str:
        return self.digest[:12]

    @cached_property
    def shifts(self) -> Calendar:
        return business_time.thaw(self.desks)


class ResponseClock(models.Model):
    """One wait of a customer for a word from us: since which entry, by which promise, in whose working hours.

    Its events say what happened; state, moments and the time used are computed from them (`settle`).
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="response_clocks", verbose_name=_("contact"))
    entry = models.ForeignKey(Interaction, models.PROTECT, related_name="clocks", verbose_name=_("waits since"))
    metric = models.CharField(_("awaited"), max_length=14, choices=ClockMetric.choices)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority.choices, default=Priority.NORMAL)
    terms = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="clocks", verbose_name=_("version of a policy")
    )
    calendar = models.ForeignKey(ClockCalendar, models.PROTECT, related_name="clocks", verbose_name=_("hours"))
    calendar_kind = models.CharField(_("counted in"), max_length=8, choices=CalendarKind.choices)
    target_minutes = models.PositiveIntegerField(_("target"), help_text=_("In minutes of working time."))
    receipt = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="clock", verbose_name=_("automatic receipt")
    )
    started_at = models.DateTimeField(_("started at"))
    state = models.CharField(_("state"), max_length=8, choices=ClockState.choices, default=ClockState.RUNNING)
    half_at = models.DateTimeField(_("half used at"), null=True, blank=True)
    most_at = models.DateTimeField(_("mostly used at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    used_seconds = models.PositiveIntegerField(
        _("used"), null=True, blank=True, help_text=_("Seconds of working time, once it ended.")
    )
    warned = models.PositiveSmallIntegerField(_("warned at"), default=0, help_text=_("In percent of the target."))

    objects = ResponseClockQuerySet.as_manager()

    privacy = classify(
        none="id entry metric priority terms calendar calendar_kind target_minutes receipt started_at state half_at "
        "most_at due_at ended_at used_seconds warned",
        personal="contact",
    )

    class Meta:
        verbose_name = _("response clock")
        verbose_name_plural = _("response clocks")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "metric"], name="interactions_clock_once"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False)),
                name="interactions_clock_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "state"], name="interactions_clock_contact"),
            models.Index(
                fields=["due_at", "id"], name="interactions_clock_open", condition=Q(state__in=("running", "paused"))
            ),
            models.Index(fields=["started_at"], name="interactions_clock_started"),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} {self.started_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def target(self) -> timedelta:
        return timedelta(minutes=self.target_minutes)

    @property
    def is_breached(self) -> bool:
        """Of one that ended: whether that was too late. Exactly at the due moment is in time."""
        return self.state == ClockState.ANSWERED and self.due_at is not None and self.due_at < self.ended_at  # type: ignore[operator]  # it ended

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now

    def is_pressing(self, now: datetime) -> bool:
        """Whether 80 % of its time, or more, is used."""
        return self.is_open and self.most_at is not None and self.most_at <= now

    def used(self, now: datetime) -> timedelta:
        """The working time used up to the moment, or to its end."""
        if self.used_seconds is not None:
            return timedelta(seconds=self.used_seconds)
        return business_time.used(self.calendar.shifts, self.steps(), now)

    def percent(self, now: datetime) -> int:
        """Of the target, rounded down."""
        return self.used(now) * 100 // self.target

    def steps(self) -> list[Step]:
        """What counts of its events, in the order of their moments: an undone merge counts no more."""
        events = sorted(self.events.all(), key=lambda event: (event.at, event.pk))
        undone = {event.merge_id for event in events if event.kind == ClockEvent.UNMERGED}
        counting = (event for event in events if event.kind != ClockEvent.UNMERGED)
        return [Step(one.at, one.kind) for one in counting if one.kind != Turn.MERGED or one.merge_id not in undone]

    def settle(self) -> None:
        """Compute from the events what stands in the columns."""
        steps, shifts = self.steps(), self.calendar.shifts
        running, self.ended_at = business_time.runs(steps)
        ended_by = next((step.turn for step in steps if step.turn in business_time.ENDS), "")
        self.state = STATE_AFTER[Turn(ended_by)] if ended_by else self._open_state(running)
        half, most, due = (business_time.reached(shifts, steps, self.target * level / ALL) for level in WARNED_AT)
        self.half_at, self.most_at, self.due_at = half, most, due
        spent = None if self.ended_at is None else business_time.used(shifts, steps, self.ended_at)
        self.used_seconds = None if spent is None else int(spent.total_seconds())

    @staticmethod
    def _open_state(running: list[tuple[datetime, datetime | None]]) -> str:
        return ClockState.RUNNING if running and running[-1][1] is None else ClockState.PAUSED


class ClockEvent(models.Model):
    """One thing that happened to a clock. Never changed; what was wrong is followed by another."""

    UNMERGED = "unmerged"
    KINDS = [
        (Turn.STARTED.value, _("started")),
        (Turn.PAUSED.value, _("paused")),
        (Turn.RESUMED.value, _("resumed")),
        (Turn.ANSWERED.value, _("answered")),
        (Turn.SOLVED.value, _("solved")),
        (Turn.VOIDED.value, _("does not count")),
        (Turn.MERGED.value, _("merged into another")),
        (UNMERGED, _("counts again")),
    ]

    clock = models.ForeignKey(ResponseClock, models.CASCADE, related_name="events", verbose_name=_("response clock"))
    kind = models.CharField(_("what"), max_length=8, choices=KINDS)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    entry = models.ForeignKey(
        Interaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("timeline entry")
    )
    merge = models.ForeignKey(
        Merge, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("merge")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = ClockEventQuerySet.as_manager()

    privacy = classify(none="id clock kind at by entry merge created_at", sensitive="reason")

    class Meta:
        verbose_name = _("event of a clock")
        verbose_name_plural = _("events of clocks")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)
# Mails a second. Beyond the second figure a provider without a usual rate needs no holding back.
SLOWEST, FAST_ENOUGH = 0.1, 50.0
SPEEDS_UP_AFTER = timedelta(minutes=10)


class Provider(models.Model):
    """The way mails leave by, as all senders see it: whether to leave it alone for a while, and how fast to go."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    waits_until = models.DateTimeField(_("left alone until"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    refused_at = models.DateTimeField(_("refuses all our mails since"), null=True, blank=True)
    rate = models.FloatField(_("mails a second"), null=True, blank=True, help_text=_("Empty: as fast as it goes."))
    tokens = models.FloatField(default=0, editable=False)
    refilled_at = models.DateTimeField(null=True, editable=False)
    throttled_at = models.DateTimeField(_("asked for fewer mails at"), null=True, blank=True)

    privacy = classify(none="id name failures waits_until last_error refused_at rate tokens refilled_at throttled_at")

    class Meta:
        verbose_name = _("way of sending")
        verbose_name_plural = _("ways of sending")

    def __str__(self) -> str:
        return self.name

    def is_left_alone(self, now: datetime) -> bool:
        return self.waits_until is not None and now < self.waits_until

    def fail(self, error: str, now: datetime, *, is_refusal: bool = False) -> None:
        """Nobody was reached, or nothing is taken from us: wait half a minute, then twice as long, up to ten minutes.

        Several senders that fail together are one failure.
        """
        if is_refusal and self.refused_at is None:
            self.refused_at, self.last_error = now, error[:300]
        if self.is_left_alone(now):
            return
        self.failures = min(self.failures + 1, 100)
        self.waits_until = now + min(FIRST_WAIT * 2 ** min(self.failures - 1, 10), LONGEST_WAIT)
        self.last_error = error[:300]

    def recover(self) -> None:
        self.failures, self.waits_until, self.refused_at, self.last_error = 0, None, None, ""

    def slow_down(self, seen_rate: float, now: datetime) -> None:
        """The provider wants fewer mails: half of what is allowed, or of what was just seen, if that is less."""
        allowed = seen_rate if self.rate is None else min(self.rate, seen_rate)
        self.rate, self.tokens = max(allowed / 2, SLOWEST), 0
        self.refilled_at = self.throttled_at = now

    def take(self, wanted: int, usual: float | None, now: datetime) -> int:
        """How many of the wanted mails may go now. After ten minutes without a complaint the rate doubles again."""
        self._speed_up(usual, now)
        if self.rate is None:
            return wanted
        gone = now - self.refilled_at if self.refilled_at else timedelta(seconds=1)
        burst = max(self.rate, 1.0)
        self.tokens = min(burst, self.tokens + max(gone.total_seconds(), 0) * self.rate)
        self.refilled_at = now
        granted = min(wanted, int(self.tokens))
        self.tokens -= granted
        return granted

    def _speed_up(self, usual: float | None, now: datetime) -> None:
        if self.throttled_at is None:
            self.rate = usual
        elif self.rate is not None and now - self.throttled_at >= SPEEDS_UP_AFTER:
            self.rate, self.throttled_at = self.rate * 2, now
            if self.rate >= (usual or FAST_ENOUGH):
                self.rate, self.throttled_at = usual, None

"""What we promised a customer, what became of it, and how many days of grace the house allows."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.clock import to_utc, zone
from crm.money import Money
from crm.privacy import classify
from interactions.models.interaction import LOGGED_KINDS, Interaction
from interactions.querysets_promises import PromiseQuerySet
from outreach.models import Message
from staff.models import validate_currency

MOST_GRACE_DAYS = 30


class Deed(models.TextChoices):
    """What can happen to a promise."""

    KEPT = "kept", _("kept")
    PARTLY = "partly", _("kept in part")
    MOVED_FOR_THEM = "moved_for_them", _("moved at the customer’s wish")
    MOVED_BY_US = "moved_by_us", _("moved by us")
    DROPPED_FOR_THEM = "dropped_for_them", _("dropped at the customer’s wish")
    GIVEN_UP = "given_up", _("given up by us")
    TOLD = "told", _("the customer was told")


# After one of these nothing more can happen to a promise, but that the customer is told.
ENDINGS = (Deed.KEPT, Deed.MOVED_FOR_THEM, Deed.MOVED_BY_US, Deed.DROPPED_FOR_THEM, Deed.GIVEN_UP)


class Outcome(models.TextChoices):
    """How a promise stands at a moment."""

    OPEN = "open", _("open")
    KEPT = "kept", _("kept in time")
    LATE = "late", _("kept late")
    PARTIAL = "partial", _("kept in part only")
    BROKEN = "broken", _("broken")
    SUPERSEDED = "superseded", _("settled otherwise, as the customer wished")


class PromiseRules(models.Model):
    """How long after its due moment a promise of this house still counts as kept in time."""

    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=0,
        validators=[MaxValueValidator(MOST_GRACE_DAYS)],
        help_text=_("What is promised from now on counts as kept in time for so many days after it is due."),
    )

    privacy = classify(none="id grace_days")

    class Meta:
        verbose_name = _("rules of promises")
        verbose_name_plural = _("rules of promises")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="interactions_one_set_of_promise_rules"),
            models.CheckConstraint(
                condition=Q(grace_days__lte=MOST_GRACE_DAYS), name="interactions_promise_grace_is_short"
            ),
        ]

    def __str__(self) -> str:
        return str(self.grace_days)

    @classmethod
    def current(cls) -> "PromiseRules":
        """As the house set them, else as they are at first."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Promise(models.Model):
    """One thing that a colleague promised a customer, due by a day or a minute on the clock of a zone.

    What happens to it is told by its deeds. `outcome` is how it ended and stays empty until it did;
    `in_time_until` is the due moment with the days of grace that held when it was promised.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="promises", verbose_name=_("contact"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises", verbose_name=_("promised by")
    )
    what = models.CharField(_("what is promised"), max_length=300)
    local_date = models.DateField(_("due on"))
    local_time = models.TimeField(
        _("due at"), null=True, blank=True, help_text=_("Without a time the promise holds until the day ends.")
    )
    is_second = models.BooleanField(
        _("the second of two"), default=False, help_text=_("Of a time that the clocks show twice on its day.")
    )
    zone = models.CharField(_("zone"), max_length=64)
    due_at = models.DateTimeField(_("due moment"))
    in_time_until = models.DateTimeField(_("in time until"))
    amount = models.DecimalField(_("value"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[validate_currency])
    entry = models.ForeignKey(
        Interaction, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("timeline entry")
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replacement", verbose_name=_("replaces")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    partly_at = models.DateTimeField(_("kept in part at"), null=True, blank=True)
    remark = models.CharField(_("what came of it"), max_length=300, blank=True)
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="promise", verbose_name=_("warning")
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    objects = PromiseQuerySet.as_manager()

    privacy = classify(
        none="id owner local_date local_time is_second zone due_at in_time_until currency entry replaces outcome "
        "ended_at partly_at message made_at made_by",
        personal="contact amount",
        sensitive="what remark",
    )

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | Q(outcome__in=[one for one in Outcome.values if one != "open"], ended_at__isnull=False),
                name="interactions_promise_ended",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
                name="interactions_promise_value_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(in_time_until__gte=F("due_at")), name="interactions_promise_grace_is_after_due"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="interactions_promise_open", condition=Q(outcome="")),
            models.Index(fields=["contact", "due_at"], name="interactions_promise_contact"),
            models.Index(fields=["due_at"], name="interactions_promise_due"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def value(self) -> Money | None:
        return None if self.amount is None else Money(self.amount, self.currency)

    @property
    def is_for_a_day(self) -> bool:
        return self.local_time is None

    @property
    def has_ended(self) -> bool:
        return self.outcome != ""

    def is_overdue(self, now: datetime) -> bool:
        return not self.has_ended and self.due_at < now

    def outcome_at(self, now: datetime) -> Outcome:
        """How it stood at the moment, by the deeds known of it today."""
        return outcome(self, self.deeds.all(), now)

    def set_due(self, grace_days: int) -> None:
        """Work out the due moment from the agreed wall time."""
        self.due_at = self.due_on(self.local_date)
        self.in_time_until = self.due_on(self.local_date + timedelta(days=grace_days))

    def due_on(self, on: date) -> datetime:
        """The agreed time on a day, in its zone."""
        place = zone(self.zone)
        if self.local_time is None:
            # The day may end before midnight is shown, where the clocks skip it.
            return to_utc(on + timedelta(days=1), time.min, place) - timedelta(microseconds=1)
        return to_utc(on, self.local_time, place, is_second=self.is_second)


class PromiseDeed(models.Model):
    """One thing that happened to a promise: when, how if the customer was told, and who says so. Never changed."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="deeds", verbose_name=_("promise"))
    kind = models.CharField(_("what happened"), max_length=16, choices=Deed.choices)
    at = models.DateTimeField(_("at"))
    how = models.CharField(
        _("how the customer was told"),
        max_length=10,
        choices=[(kind.value, kind.label) for kind in LOGGED_KINDS],
        blank=True,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    privacy = classify(none="id promise kind at how by recorded_at")

    class Meta:
        verbose_name = _("deed of a promise")
        verbose_name_plural = _("deeds of promises")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="told") & ~Q(how="")) | (~Q(kind="told") & Q(how="")),
                name="interactions_promise_told_somehow",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


def outcome(promise: Promise, deeds: Iterable[PromiseDeed], now: datetime) -> Outcome:
    """How a promise stands at the moment; docs/decisions/0031 says why.

    Kept is what was wholly done by the due moment and its grace. Moved or dropped at the customer's wish before the
    due moment it counts neither as kept nor as broken; all else that is not kept by then is broken.
    """
    known = [deed for deed in deeds if deed.at <= now]
    ending = next((deed for deed in known if deed.kind in ENDINGS), None)
    if ending is None and now <= promise.in_time_until:
        return Outcome.OPEN
    if ending is not None and ending.kind == Deed.KEPT:
        return Outcome.KEPT if ending.at <= promise.in_time_until else Outcome.LATE
    if (
        ending is not None
        and ending.kind in (Deed.MOVED_FOR_THEM, Deed.DROPPED_FOR_THEM)
        and ending.at < promise.due_at
    ):
        return Outcome.SUPERSEDED
    is_partly = any(deed.kind == Deed.PARTLY and deed.at <= promise.in_time_until for deed in known)
    return Outcome.PARTIAL if is_partly else Outcome.BROKEN

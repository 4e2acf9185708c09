"""Who is asked to join, what colleagues speak, what is shared with them, and what waits for a second person."""

from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify

APPROVAL_LASTS = timedelta(days=7)


def needs_second_person_at_first() -> bool:
    """A new house asks for a second person, except where it is only tried out."""
    return not settings.DEBUG


class Level(models.TextChoices):
    """How well somebody speaks a language, by the Common European Framework of Reference."""

    A1 = "a1", _("A1")
    A2 = "a2", _("A2")
    B1 = "b1", _("B1")
    B2 = "b2", _("B2")
    C1 = "c1", _("C1")
    C2 = "c2", _("C2")
    NATIVE = "native", _("native")


# From here on somebody holds a conversation, and not only greets.
CONVERSES = (Level.B1, Level.B2, Level.C1, Level.C2, Level.NATIVE)


class Skill(NamedTuple):
    """How well a language is spoken, and what for."""

    level: str
    may_write: bool = True
    may_call: bool = True


class LanguageSkill(models.Model):
    """One language that one colleague speaks, how well, and whether customers are served in it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="language_skills", verbose_name=_("colleague")
    )
    language = models.CharField(_("language"), max_length=12)
    level = models.CharField(_("level"), max_length=6, choices=Level.choices)
    may_write = models.BooleanField(_("writes to customers in it"), default=True)
    may_call = models.BooleanField(_("speaks with customers in it"), default=True)

    privacy = classify(none="id user language level may_write may_call")

    class Meta:
        verbose_name = _("language skill")
        verbose_name_plural = _("language skills")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "language"], name="staff_language_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.get_level_display()}"

    @property
    def skill(self) -> Skill:
        return Skill(self.level, may_write=self.may_write, may_call=self.may_call)


class ShareLevel(models.TextChoices):
    """As whose record the colleague meets it; their role says what they may do with such a one."""

    TEAM = "team", _("see it as a colleague of the team does")
    OWN = "own", _("work on it as its owner does")


class ShareQuerySet(models.QuerySet[Any]):
    def live(self, now: datetime) -> Self:
        return self.filter(ended_at__isnull=True, until__gt=now)

    def about(self, record: models.Model) -> Self:
        return self.filter(subject_type=record._meta.label, subject_id=record.pk)


class Share(models.Model):
    """One record that was lent by hand to one colleague, until a moment.

    The record is named as the audit trail names it, so that one statement reads what a page asks of its reader.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shares", verbose_name=_("colleague")
    )
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.BigIntegerField(_("record"))
    level = models.CharField(_("may"), max_length=4, choices=ShareLevel.choices, default=ShareLevel.TEAM)
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shared by"))
    created_at = models.DateTimeField(_("shared at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    privacy = classify(
        none="id user subject_type level until by created_at ended_at", personal="subject_id", sensitive="reason"
    )

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_type", "subject_id"],
                condition=Q(ended_at__isnull=True),
                name="staff_share_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("created_at")), name="staff_share_forwards"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="staff_share_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Neither accepted nor withdrawn; the link in the mail may be too old, and then a new one is sent."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


class Invitation(models.Model):
    """One person who was asked by mail to join, with the team and the roles that wait for them."""

    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("full name"), max_length=200)
    team = models.ForeignKey(
        "staff.Team", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    roles = models.JSONField(_("roles"), default=list)
    language = models.CharField(_("interface language"), max_length=12, default="en")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitation",
        verbose_name=_("became"),
    )

    objects = InvitationQuerySet.as_manager()

    privacy = classify(
        none="id team roles language invited_by sent_at expires_at accepted_at revoked_at user",
        personal="email full_name",
    )

    class Meta:
        verbose_name = _("invitation of a colleague")
        verbose_name_plural = _("invitations of colleagues")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="staff_invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def has_run_out(self, now: datetime) -> bool:
        return now >= self.expires_at


class Outcome(models.TextChoices):
    WAITING = "waiting", _("waiting")
    APPROVED = "approved", _("agreed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("too late")


DECIDED = (Outcome.APPROVED, Outcome.DECLINED)


class ApprovalQuerySet(models.QuerySet[Any]):
    def waiting(self, now: datetime) -> Self:
        return self.filter(outcome=Outcome.WAITING, expires_at__gt=now)

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Approval(models.Model):
    """One thing that waits for a second person, or what a second person said to it.

    `subject_id` is the record that the kind is about; `payload` is what will be done. The digest holds the payload
    to what was asked: what the second person agreed to is what happens. `used_at` is for what whoever asked does later.
    """

    kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.BigIntegerField(_("record"))
    payload = models.JSONField(_("what will be done"), default=dict)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals_asked", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, default=Outcome.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals_decided",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    privacy = classify(
        none="id kind digest asked_by asked_at expires_at outcome decided_by decided_at used_at",
        personal="subject_id payload",
        sensitive="reason",
    )

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="staff_approval_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=DECIDED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="staff_approval_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "digest"],
                condition=Q(outcome=Outcome.WAITING),
                name="staff_approval_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="staff_approval_waiting", condition=Q(outcome=Outcome.WAITING))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def is_intact(self) -> bool:
        return self.digest == digest_of(self.kind, self.subject_id, self.payload)

    def is_waiting(self, now: datetime) -> bool:
        return self.outcome == Outcome.WAITING and now < self.expires_at

    def has_run_out(self, now: datetime) -> bool:
        return self.outcome == Outcome.WAITING and now >= self.expires_at


def digest_of(kind: str, subject_id: int, payload: dict[str, Any]) -> str:
    """SHA-256 over what will be done to which record, in one canonical form."""
    return sha256(dumps([kind, subject_id, payload], sort_keys=True, ensure_ascii=True).encode()).hexdigest()

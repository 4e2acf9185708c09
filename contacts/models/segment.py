from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts import rules
from contacts.models.contact import Contact
from contacts.querysets import ContactQuerySet, SegmentQuerySet
from contacts.segments import UnknownCondition, read_once
from crm.models import Binnable, Recorded
from crm.privacy import classify
from staff.models import User
from staff.policy import may


class Segment(Binnable, Recorded):
    """Customers who have something in common, said as rules: who they are is asked of the database each time."""

    name = models.CharField(_("name"), max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="segments", verbose_name=_("owner")
    )
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    rules = models.JSONField(_("rules"))
    version = models.PositiveIntegerField(default=1, editable=False)
    # Since when its members are written down each night; empty until the first time, and again when its rules change.
    watched_since = models.DateTimeField(_("watched since"), null=True, blank=True, editable=False)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True, editable=False)

    objects = SegmentQuerySet.as_manager()

    privacy = classify(
        none="id owner is_shared version watched_since counted_at created_at created_by deleted_at deleted_by",
        personal="name rules",
    )

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="contacts_segment_has_name")]
        indexes = [models.Index(fields=["owner", "name"], name="contacts_segment_owner")]

    def __str__(self) -> str:
        return self.name

    @read_once()
    def contacts(self, now: datetime) -> ContactQuerySet:
        """Who belongs to it at the moment, as one query; nobody where one of its conditions is not known any more.

        For jobs that send or count. What a colleague is shown goes through `shown_to`.
        """
        try:
            return Contact.objects.alive().filter(rules.matching(self.rules, now))
        except UnknownCondition:
            return Contact.objects.none()

    @read_once()
    def shown_to(self, user: User, now: datetime) -> ContactQuerySet:
        """Those whom the user sees, and of whom they may know each fact that the segment asks for."""
        try:
            return self.contacts(now).asked_by(user, self.rules)
        except UnknownCondition:
            return Contact.objects.none()

    def may_be_asked_by(self, user: User) -> bool:
        """Whether the user's roles have everything that the segment asks for, of some customer at least."""
        try:
            return all(may(user, action) for action in rules.asked_by(self.rules))
        except UnknownCondition:
            return False


class SegmentMembership(models.Model):
    """One stay of a contact in a segment, as the nightly count found it: since when, and until when if it is over."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="memberships", verbose_name=_("segment"))
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="segment_memberships", verbose_name=_("contact"))
    entered_at = models.DateTimeField(_("entered at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    privacy = classify(none="id segment", personal="contact entered_at left_at")

    class Meta:
        verbose_name = _("stay in a segment")
        verbose_name_plural = _("stays in segments")
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "contact"],
                condition=models.Q(left_at__isnull=True),
                name="contacts_membership_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("entered_at")),
                name="contacts_membership_forwards",
            ),
        ]
        indexes = [
            models.Index(fields=["segment", "entered_at"], name="contacts_membership_entered"),
            models.Index(fields=["segment", "left_at"], name="contacts_membership_left"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.contact_id}"

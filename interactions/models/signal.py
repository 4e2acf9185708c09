"""What the timeline says of a relationship that needs a person."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from crm.privacy import classify
from interactions.querysets_relationship import SignalQuerySet


class SignalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("signal", "open")
    DISMISSED = "dismissed", _("dismissed")
    GONE = "gone", _("gone by itself")


class Signal(models.Model):
    """One thing about a contact that wants somebody's attention, with the figures that explain it.

    `kind` is a code of `interactions.watching`; `mark` names the row on whose account it stands, so that what was
    dismissed comes back only on new facts, or once the day `until` is over. `facts` are what its sentence is made of.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="signals", verbose_name=_("contact"))
    kind = models.CharField(_("kind"), max_length=20)
    mark = models.CharField(_("on account of"), max_length=60)
    since = models.DateTimeField(_("since"))
    facts = models.JSONField(_("facts"), default=dict)
    state = models.CharField(_("state"), max_length=9, choices=SignalState.choices, default=SignalState.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("dismissed until"), null=True, blank=True)
    found_at = models.DateTimeField(_("found at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )

    objects = SignalQuerySet.as_manager()

    privacy = classify(
        none="id kind mark state until found_at closed_at closed_by", personal="contact since", sensitive="facts reason"
    )

    class Meta:
        verbose_name = pgettext_lazy("of a relationship", "signal")
        verbose_name_plural = pgettext_lazy("of relationships", "signals")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "kind", "mark"], name="interactions_signal_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="interactions_signal_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-since", "-id"], name="interactions_signal_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_open(self) -> bool:
        return self.state == SignalState.OPEN

    def comes_back(self, on: date) -> bool:
        """Whether what is found again on that day stands open again."""
        return self.state == SignalState.GONE or (self.until is not None and self.until <= on)

"""What a colleague keeps to herself: how a tense contact went, and what she shares with customers of her own life."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.models.interaction import Interaction
from staff.models import User
from staff.policy import Action, scope


class DebriefQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those that a colleague shows."""
        return scope(user, Action.USE, self)


class Debrief(models.Model):
    """A private note on one conversation, read by its writer, and by the one lead whom the writer chose to show it."""

    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="debriefs", verbose_name=_("written by")
    )
    interaction = models.ForeignKey(
        Interaction, models.CASCADE, related_name="debriefs", verbose_name=_("timeline entry")
    )
    happened = models.TextField(_("what happened"), blank=True)
    felt = models.TextField(_("what I felt"), blank=True)
    differently = models.TextField(_("what I would do otherwise"), blank=True)
    wants_help = models.BooleanField(_("I need help"), default=False)
    shared_with = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="debriefs_shown",
        verbose_name=_("shown to"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = DebriefQuerySet.as_manager()

    contact: Contact | None = None  # set by views_own.name_customers()

    privacy = classify(
        none="id writer interaction shared_with created_at", sensitive="happened felt differently wants_help"
    )

    class Meta:
        verbose_name = _("private debrief")
        verbose_name_plural = _("private debriefs")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["writer", "interaction"], name="interactions_debrief_once"),
            models.CheckConstraint(
                condition=Q(shared_with__isnull=True) | ~Q(shared_with=models.F("writer")),
                name="interactions_debrief_shown_to_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class Introduction(models.Model):
    """What a colleague says of herself, to find what she has in common with a customer. Seen by her alone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="introduction", verbose_name=_("colleague")
    )
    places = models.JSONField(_("cities that I know well"), default=list, blank=True)
    employers = models.JSONField(_("where I have worked"), default=list, blank=True)
    interests = models.JSONField(_("what I am interested in"), default=list, blank=True)

    privacy = classify(none="id user", personal="places employers interests")

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")

    def __str__(self) -> str:
        return str(self.user)

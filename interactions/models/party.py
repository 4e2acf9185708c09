"""Who else took part in what happened."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.models.interaction import Interaction
from interactions.querysets import PartyQuerySet


class Party(models.Model):
    """One more contact or colleague who took part in an entry, besides the contact it is of and its writer.

    `at` is the entry's own, which never changes: so one index gives what a contact took part in, newest first.
    """

    interaction = models.ForeignKey(Interaction, models.PROTECT, related_name="parties", verbose_name=_("entry"))
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="took_part",
        db_index=False,
        verbose_name=_("contact"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="took_part",
        verbose_name=_("colleague"),
    )
    at = models.DateTimeField(_("at"))

    objects = PartyQuerySet.as_manager()

    privacy = classify(none="id interaction user at", personal="contact")

    class Meta:
        verbose_name = _("person who took part")
        verbose_name_plural = _("people who took part")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True, user__isnull=False) | Q(contact__isnull=False, user__isnull=True),
                name="interactions_party_is_one",
            ),
            models.UniqueConstraint(fields=["interaction", "contact"], name="interactions_party_contact_once"),
            models.UniqueConstraint(fields=["interaction", "user"], name="interactions_party_user_once"),
        ]
        indexes = [models.Index(fields=["contact", "-at", "-interaction"], name="interactions_took_part")]

    def __str__(self) -> str:
        return str(self.contact or self.user)

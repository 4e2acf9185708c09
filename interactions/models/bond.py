"""What kind of relationship we have with a contact."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.querysets_relationship import DatedQuerySet


class BondKind(models.TextChoices):
    """What the relationship lives on."""

    TRANSACTIONAL = "transactional", _("transactional")
    SOCIAL = "social", _("social")
    ADVISORY = "advisory", _("advisory")
    PARTNER = "partner", _("partner")


class Bond(models.Model):
    """The kind that a colleague gave a relationship at a moment. The newest one holds, the others are its history."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="bonds", verbose_name=_("contact"))
    kind = models.CharField(_("kind of relationship"), max_length=13, choices=BondKind.choices)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = DatedQuerySet.as_manager()

    privacy = classify(none="id kind at by", personal="contact", sensitive="reason")

    class Meta:
        verbose_name = _("kind of a relationship")
        verbose_name_plural = _("kinds of relationships")
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=BondKind.values), name="interactions_bond_kind")]
        indexes = [models.Index(fields=["contact", "-at", "-id"], name="interactions_bond_newest")]

    def __str__(self) -> str:
        return self.get_kind_display()

"""How a team stands with a contact, and how we know what we call somebody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.contact import Contact, Formality
from crm.privacy import classify


class NameSource(models.TextChoices):
    """How we know a form of address."""

    TOLD = "told", _("told by the contact")
    SIGNED = "signed", _("as they sign their letters")
    COLLEAGUE = "colleague", _("a colleague knows it")
    RULE = "rule", _("suggested by a rule, and confirmed")


class Footing(models.Model):
    """Whether a team and a contact are formal with each other. Where there is no row nobody knows."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="footings", verbose_name=_("contact"))
    team = models.ForeignKey("staff.Team", models.CASCADE, related_name="+", verbose_name=_("team"))
    register = models.CharField(_("formality"), max_length=8, choices=Formality.choices)
    agreed_on = models.DateField(_("first names agreed on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=9, choices=NameSource.choices, default=NameSource.COLLEAGUE)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    privacy = classify(
        none="id team register source confirmed_at confirmed_by",
        personal="contact agreed_on",
    )

    class Meta:
        verbose_name = _("footing")
        verbose_name_plural = _("footings")
        ordering = ["contact", "team"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "team"], name="contacts_footing_once"),
            models.CheckConstraint(condition=Q(register__in=Formality.values), name="contacts_footing_register"),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True) | Q(register=Formality.INFORMAL),
                name="contacts_footing_agreed",
                violation_error_message=_("A day on which first names were agreed on goes with the informal address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.team_id} {self.register}"

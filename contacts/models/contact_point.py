from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts import phones
from contacts.models.contact import Contact
from crm.privacy import classify
from crm.text import phone_digits, storable


class PointKind(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")


LONGEST = 254


def normalise(kind: str, value: str, country: str = "") -> str:
    """The key under which a point is found: lower-case address, or E.164 with extension (digits if no number)."""
    value = storable(value, LONGEST)
    return value.lower() if kind == PointKind.EMAIL else phones.key(value, country) or phone_digits(value)


class ContactPoint(models.Model):
    """One address or number at which a contact is reached."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="points", verbose_name=_("contact"))
    kind = models.CharField(_("kind"), max_length=5, choices=PointKind.choices)
    value = models.CharField(_("value"), max_length=LONGEST, help_text=_("As it was given."))
    normalised = models.CharField(_("as looked up"), max_length=LONGEST, editable=False)
    label = models.CharField(_("label"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    privacy = classify(none="id contact kind label position", personal="value normalised")

    class Meta:
        verbose_name = _("e-mail or phone")
        verbose_name_plural = _("e-mails and phones")
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind", "normalised"],
                name="contacts_point_once",
                violation_error_message=_("The contact has this address or number already."),
            )
        ]
        indexes = [models.Index(fields=["kind", "normalised"], name="contacts_point_lookup")]

    def __str__(self) -> str:
        return self.value

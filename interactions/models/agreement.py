"""What was agreed on how to deal with a contact, and where it was not kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.models import Recorded
from crm.privacy import classify
from interactions.querysets_relationship import AgreementQuerySet, RelationshipQuerySet


class AgreementSource(models.TextChoices):
    """Whose word it was."""

    ASKED = "asked", _("they asked for it")
    OFFERED = "offered", _("we offered it")
    WRITTEN = "written", _("it stands in a contract or a letter")


class Agreement(Recorded):
    """One rule for dealing with a contact, such as “call only after ten”. It holds until `ended_on`."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="agreements", verbose_name=_("contact"))
    words = models.CharField(_("what was agreed"), max_length=300)
    source = models.CharField(_("source"), max_length=7, choices=AgreementSource.choices)
    agreed_on = models.DateField(_("agreed on"))
    ended_on = models.DateField(_("held until"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    privacy = classify(none="id source agreed_on ended_on created_at created_by", personal="contact", sensitive="words")

    class Meta:
        verbose_name = _("agreed rule")
        verbose_name_plural = _("agreed rules")
        ordering = ["agreed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("agreed_on")),
                name="interactions_agreement_ends_later",
                violation_error_message=_("The rule cannot end before it was agreed on."),
            )
        ]
        indexes = [models.Index(fields=["contact", "agreed_on"], name="interactions_agreement_of")]

    def __str__(self) -> str:
        return self.words


class BrokenBy(models.TextChoices):
    WE = "we", _("we")
    THEY = "they", _("they")


class Breach(Recorded):
    """One time that an agreed rule was not kept, and what followed."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="breaches", verbose_name=_("agreed rule"))
    broken_by = models.CharField(_("not kept by"), max_length=4, choices=BrokenBy.choices)
    happened_on = models.DateField(_("happened on"))
    words = models.CharField(_("what happened"), max_length=300)
    followed = models.CharField(_("what followed"), max_length=300, blank=True)

    objects = RelationshipQuerySet.as_manager()

    privacy = classify(none="id agreement broken_by happened_on created_at created_by", sensitive="words followed")

    class Meta:
        verbose_name = _("breach of a rule")
        verbose_name_plural = _("breaches of rules")
        ordering = ["-happened_on", "-id"]

    def __str__(self) -> str:
        return self.words

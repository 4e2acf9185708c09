from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from crm.privacy import classify


class PairOfTwo(models.Model):
    """What pairs of people and of companies have in common: what speaks for it, or who said that they are two."""

    evidence = models.JSONField(_("evidence"), default=list)
    score = models.PositiveSmallIntegerField(_("strength"), default=0)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("not the same person, since"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("said by")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        two: Any = self
        return f"{two.one_id} = {two.other_id}?"


class DuplicatePair(PairOfTwo):
    """Two contacts who may be one person, with what speaks for it; or the word of a colleague that they are not."""

    one = models.ForeignKey(Contact, models.CASCADE, related_name="+", verbose_name=_("one"))
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+", verbose_name=_("the other"))

    privacy = classify(none="id evidence score found_at dismissed_at dismissed_by", personal="one other")

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="contacts_duplicate_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="contacts_duplicate_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], name="contacts_duplicate_queue", condition=Q(dismissed_at__isnull=True)
            )
        ]


class CompanyPair(PairOfTwo):
    """Two companies that may be one, with what speaks for it; or the word of a colleague that they are not."""

    dismissed_at = models.DateTimeField(_("not the same company, since"), null=True, blank=True)
    one = models.ForeignKey(Company, models.CASCADE, related_name="+", verbose_name=_("one"))
    other = models.ForeignKey(Company, models.CASCADE, related_name="+", verbose_name=_("the other"))

    privacy = classify(none="id one other evidence score found_at dismissed_at dismissed_by")

    class Meta:
        verbose_name = _("possible duplicate of a company")
        verbose_name_plural = _("possible duplicates of companies")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="contacts_company_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="contacts_company_pair_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], name="contacts_company_pair_queue", condition=Q(dismissed_at__isnull=True)
            )
        ]

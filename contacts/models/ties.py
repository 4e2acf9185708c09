"""Whom a person belongs with: the companies they worked for, and the people and companies they have to do with."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from contacts.querysets_needs import RelationQuerySet
from crm.models import Recorded
from crm.privacy import classify


class Employment(models.Model):
    """A job of a contact, from a day (unknown for one that was there when we met) until another, or until now.

    The present job stands in the contact itself. It has a row here from the first change of company on: what never
    changed is told by the contact alone, so that nobody has to write a row for each of a million who are imported.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="jobs", verbose_name=_("contact"))
    company = models.ForeignKey(Company, models.CASCADE, related_name="jobs", verbose_name=_("company"))
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = classify(none="id since until", personal="contact company job_title")

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        ordering = [F("until").desc(nulls_first=True), "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(until__isnull=True), name="contacts_job_one_at_present"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="contacts_job_forwards",
            ),
        ]
        indexes = [models.Index(fields=["company", "-until"], name="contacts_job_company")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.company_id}"

    @property
    def is_current(self) -> bool:
        return self.until is None


class Between(models.TextChoices):
    PEOPLE = "people", _("two people")
    COMPANY = "company", _("a person and a company")


class RelationKind(Recorded):
    """A way to belong together, in words for both directions, which are translated columns."""

    between = models.CharField(_("between"), max_length=7, choices=Between.choices, default=Between.PEOPLE)
    forward = models.CharField(_("words"), max_length=80)
    backward = models.CharField(
        _("words from the other side"), max_length=80, blank=True, help_text=_("Empty: the same words from both sides.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("is offered"), default=True)

    privacy = classify(none="id between forward backward position is_offered created_at created_by")

    class Meta:
        verbose_name = _("kind of relation")
        verbose_name_plural = _("kinds of relations")
        ordering = ["between", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(between__in=Between.values), name="contacts_relationkind_between"),
        ]

    def __str__(self) -> str:
        return self.forward

    def words(self, *, is_forward: bool) -> str:
        return self.forward if is_forward else self.backward or self.forward


class Relation(Recorded):
    """What a person is to another or to a company: `contact` “forward words” `other` or `company`."""

    kind = models.ForeignKey(RelationKind, models.PROTECT, related_name="relations", verbose_name=_("kind"))
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="relations", verbose_name=_("contact"))
    other = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="relations_back", verbose_name=_("other contact")
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="relations", verbose_name=_("company")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RelationQuerySet.as_manager()

    privacy = classify(none="id kind created_at created_by", personal="contact other company note")

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, company__isnull=True) | Q(other__isnull=True, company__isnull=False),
                name="contacts_relation_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("contact")), name="contacts_relation_not_to_oneself"
            ),
            models.UniqueConstraint(fields=["contact", "other", "kind"], name="contacts_relation_once"),
            models.UniqueConstraint(fields=["contact", "company", "kind"], name="contacts_relation_once_company"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind_id} {self.other_id or self.company_id}"

    def clean(self) -> None:
        if self.contact_id == self.other_id:
            raise ValidationError(_("Choose two different people."))
        if (self.kind.between == Between.COMPANY) != (self.company_id is not None):
            raise ValidationError(_("These words do not fit between the two."))

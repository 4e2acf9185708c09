"""Facts that an administrator adds: which there are, what may be chosen, and what is known of whom."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from contacts.querysets import CustomValueQuerySet
from crm.models import Recorded
from crm.money import Money
from crm.privacy import classify
from staff.policy import FieldGroup

LONGEST_VALUE = 2000
LONGEST_KEY = 250


class Subject(models.TextChoices):
    CONTACT = "contact", _("people")
    COMPANY = "company", _("companies")
    INTERACTION = "interaction", _("conversations")


class FieldKind(models.TextChoices):
    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    MONEY = "money", _("amount of money")
    DATE = "date", _("date")
    CHOICE = "choice", _("one choice")
    CHOICES = "choices", _("several choices")
    FLAG = "flag", _("yes or no")
    LINK = "link", _("link")


CHOSEN_KINDS = (FieldKind.CHOICE, FieldKind.CHOICES)
TEXT_KINDS = (FieldKind.TEXT, FieldKind.LINK)


class Group(models.TextChoices):
    """Who sees it: as the policy's groups of fields are seen."""

    BASIC = FieldGroup.BASIC.value, _("who sees the customer")
    CONTACT = FieldGroup.CONTACT.value, _("who sees addresses and numbers")
    SENSITIVE = FieldGroup.SENSITIVE.value, _("who sees what is sensitive")


class CustomField(Recorded):
    """A fact that this house keeps of people, companies or conversations. Its label is translated, its kind stays."""

    subject = models.CharField(_("kept of"), max_length=11, choices=Subject.choices)
    kind = models.CharField(_("kind"), max_length=7, choices=FieldKind.choices)
    label = models.CharField(_("label"), max_length=80)
    group = models.CharField(_("seen by"), max_length=9, choices=Group.choices, default=Group.BASIC)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_filter = models.BooleanField(_("filter of the list"), default=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)

    privacy = classify(none="id subject kind label group position is_filter archived_at created_at created_by")

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["subject", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="contacts_custom_subject"),
            models.CheckConstraint(condition=Q(kind__in=FieldKind.values), name="contacts_custom_kind"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="contacts_custom_group"),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.get_kind_display()} {self.pk}"

    @property
    def code(self) -> str:
        """Its name in segments, columns, forms and the audit trail."""
        return f"custom:{self.pk}"

    @property
    def input_name(self) -> str:
        return f"custom_{self.pk}"


class CustomOption(models.Model):
    """One of the choices of a custom field. Its label is a translated column."""

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="options", verbose_name=_("custom field"))
    label = models.CharField(_("label"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)

    privacy = classify(none="id field label position archived_at")

    class Meta:
        verbose_name = _("choice of a custom field")
        verbose_name_plural = _("choices of custom fields")
        ordering = ["field", "position", "id"]

    def __str__(self) -> str:
        return self.label or str(self.pk)


def _holds(kinds: tuple[FieldKind, ...], column: str) -> Q:
    """Values of these kinds stand in this column and in no other."""
    columns = {"number": None, "day": None, "option": None, "flag": None}
    others = {f"{name}__isnull": name != column for name in columns}
    text = ~Q(text="") if column == "text" else Q(text="")
    money = ~Q(currency="") if kinds == (FieldKind.MONEY,) else Q(currency="")
    return Q(kind__in=kinds) & text & money & Q(**others)


class CustomValue(models.Model):
    """One custom fact of one person or company, in the column of its kind; of several choices each is a row.

    `slot` is 0, or the id of the option where there may be several: one row for each field, record and slot.
    """

    field = models.ForeignKey(CustomField, models.PROTECT, related_name="values", verbose_name=_("custom field"))
    kind = models.CharField(_("kind"), max_length=7, choices=FieldKind.choices)
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="custom_values", verbose_name=_("contact")
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="custom_values", verbose_name=_("company")
    )
    slot = models.PositiveBigIntegerField(default=0, editable=False)
    text = models.CharField(_("text"), max_length=LONGEST_VALUE, blank=True)
    folded = models.CharField(max_length=LONGEST_KEY, blank=True, editable=False)
    number = models.DecimalField(_("number"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    day = models.DateField(_("date"), null=True, blank=True)
    option = models.ForeignKey(
        CustomOption, models.PROTECT, null=True, blank=True, related_name="values", verbose_name=_("choice")
    )
    flag = models.BooleanField(_("yes"), null=True, blank=True)

    objects = CustomValueQuerySet.as_manager()

    privacy = classify(
        none="id field kind company slot", personal="contact", sensitive="text folded number currency day option flag"
    )

    class Meta:
        verbose_name = _("custom fact")
        verbose_name_plural = _("custom facts")
        ordering = ["field", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="contacts_value_of_one",
            ),
            models.CheckConstraint(
                condition=_holds(TEXT_KINDS, "text")
                | _holds((FieldKind.NUMBER,), "number")
                | _holds((FieldKind.MONEY,), "number")
                | _holds((FieldKind.DATE,), "day")
                | _holds(CHOSEN_KINDS, "option")
                | _holds((FieldKind.FLAG,), "flag"),
                name="contacts_value_fits_kind",
            ),
            models.UniqueConstraint(fields=["contact", "field", "slot"], name="contacts_value_once_of_contact"),
            models.UniqueConstraint(fields=["company", "field", "slot"], name="contacts_value_once_of_company"),
        ]
        indexes = [
            models.Index(fields=["field", "folded"], name="contacts_value_text", condition=~Q(folded="")),
            models.Index(fields=["field", "number"], name="contacts_value_number", condition=Q(number__isnull=False)),
            models.Index(fields=["field", "day"], name="contacts_value_day", condition=Q(day__isnull=False)),
            models.Index(fields=["field", "option"], name="contacts_value_option", condition=Q(option__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.field_id}: {self.value}"

    @property
    def value(self) -> Any:
        """The fact as Python holds it; of a choice the id of the option."""
        if self.kind == FieldKind.MONEY and self.number is not None:
            return Money(self.number, self.currency)
        columns = {FieldKind.NUMBER: self.number, FieldKind.DATE: self.day, FieldKind.FLAG: self.flag}
        if self.kind in CHOSEN_KINDS:
            return self.option_id
        return columns.get(FieldKind(self.kind), self.text)

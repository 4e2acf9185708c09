from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from contacts.models.custom import Subject
from crm.privacy import classify


class BulkChange(models.TextChoices):
    OWNER = "owner", _("Give them another owner")
    TEAM = "team", _("Move them to another team")
    STAGE = "stage", _("Set the stage")
    TAG = "tag", _("Add a tag")
    UNTAG = "untag", _("Take a tag away")
    BIN = "bin", _("Put them into the bin")


class BulkRun(models.Model):
    """One change of many people or companies, asked for by one colleague; it goes on until no row waits."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    change = models.CharField(_("change"), max_length=5, choices=BulkChange.choices)
    value = models.CharField(_("value"), max_length=60, blank=True)
    subject = models.CharField(_("of"), max_length=11, choices=Subject.choices, default=Subject.CONTACT)
    grounds = models.JSONField(_("grounds"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undo_at = models.DateTimeField(_("undo asked for at"), null=True, blank=True)

    privacy = classify(none="id by change value subject grounds at finished_at undo_at")

    class Meta:
        verbose_name = _("change of many")
        verbose_name_plural = _("changes of many")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="contacts_bulk_open", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return self.get_change_display()


class BulkState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("changed")
    SAME = "same", _("was so already")
    REFUSED = "refused", _("not changed")
    UNDOING = "undoing", _("to be put back")
    UNDONE = "undone", _("put back")
    KEPT = "kept", _("changed by somebody since, and left so")


TO_DO = (BulkState.WAITING, BulkState.UNDOING)


class BulkRow(models.Model):
    """One person or company in a change of many: how far it is, and what stood there before."""

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows", verbose_name=_("change of many"))
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("company")
    )
    state = models.CharField(_("state"), max_length=7, choices=BulkState.choices, default=BulkState.WAITING)
    before = models.JSONField(_("before"), default=dict)

    privacy = classify(none="id run state company", personal="contact before")

    class Meta:
        verbose_name = _("contact in a change of many")
        verbose_name_plural = _("contacts in a change of many")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "contact"], name="contacts_bulk_row_once"),
            models.UniqueConstraint(fields=["run", "company"], name="contacts_bulk_company_once"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="contacts_bulk_row_of_one",
            ),
        ]
        indexes = [models.Index(fields=["run", "state", "id"], name="contacts_bulk_row_state")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.contact_id or self.company_id}"

    @property
    def record(self) -> Contact | Company:
        record = self.contact or self.company
        assert record is not None
        return record

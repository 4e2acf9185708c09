from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from crm.privacy import classify

UNDO_FOR = timedelta(days=30)


class ImportState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("broken off")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class Winner(models.TextChoices):
    """What holds where the file and a known contact say different things."""

    GAPS = "gaps", _("What we have; the file only fills gaps")
    FILE = "file", _("The file; what it says replaces what we have")
    OURS = "ours", _("What we have; people known already are left alone")


def place_of_file(run: "ImportRun", name: str) -> str:
    """Nothing of the name that the uploader gave: it is shown, and means nothing to a disk."""
    return f"imports/{uuid4().hex}"


class ImportRun(models.Model):
    """One file of contacts that somebody imports: how it is to be read, how far it is, what became of its rows."""

    file_name = models.CharField(_("file"), max_length=200)
    file_format = models.CharField(_("format"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_runs", verbose_name=_("by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner of the contacts")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=ImportState.choices, default=ImportState.DONE)
    # Kept from the upload to the end of the import, and read by the server alone.
    file = models.FileField(_("stored file"), upload_to=place_of_file, max_length=100, blank=True)
    columns = models.JSONField(_("what the columns hold"), null=True, blank=True)
    country = models.CharField(_("country of the file"), max_length=2, blank=True)
    winner = models.CharField(_("what wins"), max_length=4, choices=Winner.choices, default=Winner.GAPS)
    preview = models.JSONField(_("preview"), default=dict, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    # Who works on it, and when they last said so: a worker that died is followed by another.
    claim = models.CharField(max_length=32, blank=True, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    unknown_columns = models.JSONField(_("columns left out"), default=list)
    removed = models.PositiveIntegerField(_("put into the bin by the undoing"), default=0)
    restored = models.PositiveIntegerField(_("given their old values back"), default=0)
    kept = models.PositiveIntegerField(_("kept, as somebody changed them since"), default=0)

    privacy = classify(
        none="id file_format by owner at state columns country winner rows rows_done claim seen_at problem ended_at "
        "created updated unchanged skipped unknown_columns removed restored kept",
        personal="file_name",
        sensitive="file preview",
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                name="contacts_import_waiting",
                condition=models.Q(state__in=("running", "undoing")),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in (ImportState.RUNNING, ImportState.UNDOING)

    @property
    def percent(self) -> int:
        return min(100, self.rows_done * 100 // self.rows) if self.rows else 0

    def may_be_undone(self, now: datetime) -> bool:
        has_ended = self.state in (ImportState.DONE, ImportState.FAILED) and self.ended_at is not None
        return has_ended and bool(self.created or self.updated) and now < self.at + UNDO_FOR


class ImportRowError(models.Model):
    """One row of an imported file that was left out, with the reason in one sentence."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="row_errors", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row"))
    reason = models.CharField(_("reason"), max_length=300)
    content = models.JSONField(_("row as it stood"), default=list, help_text=_("Pairs of column and cell, in order."))

    privacy = classify(none="id run row", personal="reason content")

    class Meta:
        verbose_name = _("row left out")
        verbose_name_plural = _("rows left out")
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class ImportTrace(models.Model):
    """What one import did to one person or company: made it, or changed these values; so that it can be undone."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="traces", verbose_name=_("import"))
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="import_traces", verbose_name=_("contact")
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="import_traces", verbose_name=_("company")
    )
    is_new = models.BooleanField(_("made by the import"), default=False)
    # Of the contact when the import had written it.
    version = models.PositiveIntegerField(_("version"), default=1)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    privacy = classify(none="id run contact company is_new version", sensitive="before after")

    class Meta:
        verbose_name = _("trace of an import")
        verbose_name_plural = _("traces of imports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True) ^ models.Q(company__isnull=True),
                name="contacts_trace_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.contact_id or self.company_id}"


class ImportMapping(models.Model):
    """What somebody said that the columns of a file with these headers hold, for the next such file."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_mappings", verbose_name=_("colleague")
    )
    headers = models.CharField(_("digest of the headers"), max_length=64)
    columns = models.JSONField(_("what the columns hold"), default=list)
    at = models.DateTimeField(_("at"), default=timezone.now)

    privacy = classify(none="id user headers columns at")

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["user", "headers"], name="contacts_mapping_once")]

    def __str__(self) -> str:
        return self.headers[:8]

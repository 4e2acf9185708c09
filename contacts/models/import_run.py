from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class ImportRun(models.Model):
    """One file of contacts that somebody imported, and what became of its rows."""

    file_name = models.CharField(_("file"), max_length=200)
    file_format = models.CharField(_("format"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_runs", verbose_name=_("by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner of the contacts")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    unknown_columns = models.JSONField(_("columns left out"), default=list)

    privacy = classify(
        none="id file_format by owner at created updated unchanged skipped unknown_columns",
        personal="file_name",
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


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

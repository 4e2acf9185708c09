"""A file that belongs to what happened."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from interactions.models.interaction import Interaction
from interactions.querysets import AttachmentQuerySet

FOLDER = "attachments"


def place_of_attachment(attachment: "Attachment", name: str) -> str:
    """Nothing of the name that somebody gave: it is shown, and means nothing to a disk."""
    return f"{FOLDER}/{uuid4().hex}"


class Attachment(models.Model):
    """One file with an entry, kept outside of the pages: it is handed out as a download, never shown."""

    interaction = models.ForeignKey(Interaction, models.PROTECT, related_name="attachments", verbose_name=_("entry"))
    name = models.CharField(_("name"), max_length=150)
    file = models.FileField(_("stored file"), upload_to=place_of_attachment, max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    privacy = classify(none="id interaction size by at", personal="name digest", sensitive="file")

    class Meta:
        verbose_name = _("file of an entry")
        verbose_name_plural = _("files of entries")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["interaction", "digest", "name"], name="interactions_attachment_once")
        ]

    def __str__(self) -> str:
        return self.name

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class MessageTemplate(models.Model):
    """The words of one kind of mail, in each content language. `subject` and `body` are translated columns."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(
        _("body"), help_text=_("Plain paragraphs; {{ greeting }}, {{ sender }} and other listed variables.")
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    privacy = classify(none="id code name subject body version")

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

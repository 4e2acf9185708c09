"""Abstract bases only: the ground owns no table."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Binnable(models.Model):
    """A row that is put into the bin before it is gone, and can be restored from there."""

    deleted_at = models.DateTimeField(_("in the bin since"), null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("put into the bin by"),
    )

    class Meta:
        abstract = True

    @property
    def is_in_bin(self) -> bool:
        return self.deleted_at is not None


class Recorded(models.Model):
    """A row that knows when it was made and by whom."""

    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )

    class Meta:
        abstract = True

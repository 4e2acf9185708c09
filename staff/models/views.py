"""Lists as colleagues keep them: which filters, columns and order, and who has them at hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify


class SavedView(models.Model):
    """The question that a list was asked, under a name: its filters, columns and order as they stand in the address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views", verbose_name=_("owner")
    )
    page = models.CharField(_("page"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.JSONField(_("filters"), default=list)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    privacy = classify(none="id owner page is_shared created_at", personal="name query")

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="staff_view_has_name")]
        indexes = [models.Index(fields=["page", "owner"], name="staff_view_page")]

    def __str__(self) -> str:
        return self.name

    @property
    def query_string(self) -> str:
        """The filters for the address, with the view that they come from."""
        return urlencode([*self.query, ("view", self.pk)])


class ViewChoice(models.Model):
    """That one colleague has a view at hand above its list, or first when they open the list."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="view_choices", verbose_name=_("colleague")
    )
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="choices", verbose_name=_("saved view"))
    page = models.CharField(_("page"), max_length=60)
    is_pinned = models.BooleanField(_("above the list"), default=False)
    is_default = models.BooleanField(_("opens first"), default=False)

    privacy = classify(none="id user view page is_pinned is_default")

    class Meta:
        verbose_name = _("chosen view")
        verbose_name_plural = _("chosen views")
        constraints = [
            models.UniqueConstraint(fields=["user", "view"], name="staff_view_chosen_once"),
            models.UniqueConstraint(
                fields=["user", "page"], condition=Q(is_default=True), name="staff_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.view_id}"

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from crm.privacy import classify


class MergeOfTwo(models.Model):
    """What the merges of people and of companies have in common: by whom, and whether it still stands."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        two: Any = self
        return f"{two.merged_id} → {two.survivor_id}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    def newer(self) -> "models.QuerySet[Any]":
        """Merges that stand on this one: the survivor took in another since, or was taken in."""
        two: Any = self
        about_survivor = Q(survivor=two.survivor_id) | Q(merged=two.survivor_id)
        return type(self)._default_manager.filter(about_survivor, pk__gt=self.pk, undone_at__isnull=True)


class Merge(MergeOfTwo):
    """One person who stood in the contacts twice: `merged` became part of `survivor`, until it is undone."""

    survivor = models.ForeignKey(Contact, models.PROTECT, related_name="merges", verbose_name=_("stays"))
    merged = models.ForeignKey(Contact, models.PROTECT, related_name="merges_into", verbose_name=_("merged"))

    privacy = classify(none="id at by undone_at undone_by", personal="survivor merged")

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="contacts_merged_into_one"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="contacts_merge_of_two"),
        ]


class CompanyMerge(MergeOfTwo):
    """One company that stood here twice: `merged` became part of `survivor`, until it is undone."""

    survivor = models.ForeignKey(Company, models.PROTECT, related_name="merges", verbose_name=_("stays"))
    merged = models.ForeignKey(Company, models.PROTECT, related_name="merges_into", verbose_name=_("merged"))

    privacy = classify(none="id survivor merged at by undone_at undone_by")

    class Meta:
        verbose_name = _("merge of companies")
        verbose_name_plural = _("merges of companies")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="contacts_company_merged_into_one"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="contacts_company_merge_of_two"),
        ]


class Move(models.Model):
    """Rows of one table in which one merge changed columns from the same values to others; without a column, rows
    that it made. Read backwards, they undo the merge."""

    table = models.CharField(_("table"), max_length=60)
    columns = models.JSONField(_("columns"), default=list)
    before = models.JSONField(_("before"), default=list)
    after = models.JSONField(_("after"), default=list)
    ids = models.JSONField(_("rows"), default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.table} {self.columns}: {len(self.ids)}"


class MergeMove(Move):
    """What a merge of two people did to the rows of one table."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moves", verbose_name=_("merge"))

    privacy = classify(none="id merge table columns", sensitive="before after ids")

    class Meta:
        verbose_name = _("move of a merge")
        verbose_name_plural = _("moves of merges")
        ordering = ["id"]


class CompanyMove(Move):
    """What a merge of two companies did to the rows of one table."""

    merge = models.ForeignKey(CompanyMerge, models.CASCADE, related_name="moves", verbose_name=_("merge of companies"))

    privacy = classify(none="id merge table columns", sensitive="before after ids")

    class Meta:
        verbose_name = _("move of a merge of companies")
        verbose_name_plural = _("moves of merges of companies")
        ordering = ["id"]

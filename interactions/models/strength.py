"""How strong the relationship with a contact is, counted from the timeline."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from interactions.querysets_relationship import StrengthQuerySet
from interactions.strength import Figures, Parts, parts_of


class Strength(models.Model):
    """The figures of one relationship as they stood when they were last counted, and the score from them."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="strength", verbose_name=_("contact"))
    score = models.PositiveSmallIntegerField(_("strength, 0 to 100"))
    theirs_at = models.DateTimeField(_("they last spoke"), null=True, blank=True)
    ours_at = models.DateTimeField(_("we last spoke"), null=True, blank=True)
    first_at = models.DateTimeField(_("first contact"), null=True, blank=True)
    theirs = models.PositiveIntegerField(_("times that they spoke"), default=0)
    ours = models.PositiveIntegerField(_("times that we spoke"), default=0)
    met = models.PositiveIntegerField(_("meetings in person"), default=0)
    counted_at = models.DateTimeField(_("counted at"))

    objects = StrengthQuerySet.as_manager()

    privacy = classify(
        none="id score theirs ours met counted_at",
        personal="contact theirs_at ours_at first_at",
    )

    class Meta:
        verbose_name = _("strength of a relationship")
        verbose_name_plural = _("strengths of relationships")
        constraints = [models.CheckConstraint(condition=Q(score__lte=100), name="interactions_strength_range")]
        indexes = [models.Index(fields=["score"], name="interactions_strength_score")]

    def __str__(self) -> str:
        return str(self.score)

    @property
    def figures(self) -> Figures:
        return Figures(
            theirs_at=self.theirs_at,
            ours_at=self.ours_at,
            first_at=self.first_at,
            theirs=self.theirs,
            ours=self.ours,
            met=self.met,
        )

    @property
    def parts(self) -> Parts:
        return parts_of(self.figures, self.counted_at)

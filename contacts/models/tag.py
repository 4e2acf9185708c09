from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import Recorded
from crm.privacy import classify
from crm.text import fold


class Tag(Recorded):
    """A word that colleagues stick on people and companies; written differently in case or accents it is the same."""

    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=160, unique=True, editable=False)

    privacy = classify(none="id name key created_at created_by")

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["key"]
        constraints = [models.CheckConstraint(condition=~models.Q(key=""), name="contacts_tag_has_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.key = self.key_of(self.name)
        if Tag.objects.filter(key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is such a tag already.")})

    @staticmethod
    def key_of(name: str) -> str:
        """Under which a tag is found; the name itself where folding leaves nothing of it."""
        return (fold(name) or name)[:160]

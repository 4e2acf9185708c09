from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.data.codes import LONGEST_CODE
from contacts.data.labels import BUILT_IN, CLOSED, LabelList
from crm.privacy import classify


class Label(models.Model):
    """The house's word for one code of a list: renamed, hidden, or added. Its label is a translated column, and empty
    where the built-in word stands."""

    of = models.CharField(_("list"), max_length=12, choices=LabelList.choices)
    code = models.CharField(
        _("code"),
        max_length=LONGEST_CODE,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9+_-]*$", _("Small letters of the alphabet, digits, + - and _."))],
        help_text=_("Stands in the rows and never changes."),
    )
    label = models.CharField(_("label"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("Not offered any more; it stays where it stands.")
    )

    privacy = classify(none="id of code label position is_hidden")

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["of", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "code"],
                name="contacts_label_once",
                violation_error_message=_("The list has this code already."),
            ),
            models.CheckConstraint(condition=Q(of__in=LabelList.values), name="contacts_label_of_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.of}: {self.word}"

    @property
    def is_built_in(self) -> bool:
        return self.code in BUILT_IN[self.of]

    @property
    def word(self) -> str:
        """The label in the reader's language, else the built-in word, else the code."""
        return self.label or str(BUILT_IN[self.of].get(self.code, self.code))

    def clean(self) -> None:
        if self.of in BUILT_IN and not self.is_built_in:
            if self.of in CLOSED:
                raise ValidationError({"code": _("Nothing can be added to this list, only renamed and hidden.")})
            if not self.label:
                raise ValidationError({"label": _("A word of your own needs its label.")})

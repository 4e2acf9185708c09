"""What the house is called, where it is, and how it speaks to people."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.clock import UnknownZone, zone
from crm.money import is_currency
from crm.privacy import classify
from crm.text import clean_name
from staff.models.people import needs_second_person_at_first
from staff.stand_ins import faults_of


def validate_zone(name: str) -> None:
    try:
        zone(name)
    except UnknownZone as error:
        raise ValidationError(
            _("“%(zone)s” is not a known time zone."), code="unknown_zone", params={"zone": name}
        ) from error


def one_line(text: str, field: str) -> str:
    """The name on one line, as the heads of mails need it; ValidationError where nothing of it can be seen."""
    try:
        return clean_name(text) if text else text
    except ValueError as error:
        raise ValidationError({field: str(error)}) from error


def validate_currency(code: str) -> None:
    if not is_currency(code):
        raise ValidationError(_("“%(code)s” is not a known currency."), code="unknown_currency", params={"code": code})


class Feb29(models.TextChoices):
    """What a 29 February means in a common year."""

    FEB28 = "feb28", _("28 February")
    MAR1 = "mar1", _("1 March")
    LEAP_ONLY = "leap_only", _("only in leap years")


REGISTERS = ("formal", "informal")
LONGEST_GREETING = 200


def is_choice_by_language(value: object) -> bool:
    """Whether it is {language: formal or informal}."""
    return isinstance(value, dict) and all(word in REGISTERS for word in value.values())


def is_line_by_language(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(line, str) and is_greeting_line(line) for line in value.values())


def is_greeting_line(line: str) -> bool:
    """Whether it is one line, in which nothing but {name} is filled in."""
    is_short = 0 < len(line.strip()) <= LONGEST_GREETING and len(line.splitlines()) == 1
    return is_short and not set("{}") & set(line.replace("{name}", "", 1))


class Organisation(models.Model):
    """The one organisation that this installation serves."""

    name = models.CharField(_("name"), max_length=200)
    postal_address = models.TextField(_("postal address"), help_text=_("Printed at the foot of each mail."))
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Addresses and phone numbers there are shown without the country."),
    )
    email = models.EmailField(_("sender address"), blank=True, help_text=_("Mails leave from this address."))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    base_currency = models.CharField(_("base currency"), max_length=3, default="EUR", validators=[validate_currency])
    languages = models.JSONField(_("languages"), default=list, help_text=_("Languages your customers are written to."))
    default_language = models.CharField(_("default language"), max_length=12, default="en")
    stand_ins = models.JSONField(
        _("stand-ins by language"),
        default=dict,
        blank=True,
        help_text=_("What customers are shown whose own language is not offered: languages by language, best first."),
    )
    feb29 = models.CharField(_("29 February is kept on"), max_length=9, choices=Feb29.choices, default=Feb29.FEB28)
    registers = models.JSONField(
        _("formality by language"),
        default=dict,
        blank=True,
        help_text=_("How customers are addressed where nothing else is known: formal or informal."),
    )
    greeting_lines = models.JSONField(
        _("own greetings by language"),
        default=dict,
        blank=True,
        help_text=_("The first line of formal letters; {name} stands for the full name."),
    )
    needs_second_person = models.BooleanField(
        _("a second person agrees"),
        default=needs_second_person_at_first,
        help_text=_("To powers that one colleague hands out, and to what else carries far."),
    )
    founded_at = models.DateTimeField(_("set up at"), default=timezone.now, editable=False)

    privacy = classify(
        none="id name postal_address country email time_zone base_currency languages default_language "
        "stand_ins feb29 registers greeting_lines needs_second_person founded_at"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="staff_one_organisation")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = one_line(self.name, "name")
        self.registers, self.greeting_lines = self.registers or {}, self.greeting_lines or {}
        self.stand_ins = self.stand_ins or {}
        if faults := faults_of(self.stand_ins):
            raise ValidationError({"stand_ins": faults})
        if not is_choice_by_language(self.registers):
            raise ValidationError(_("Formality by language is formal or informal for each code of a language."))
        if not is_line_by_language(self.greeting_lines):
            raise ValidationError(_("An own greeting is one line without other braces than {name}, for each language."))

    @classmethod
    def current(cls) -> "Organisation":
        """The organisation; raise Organisation.DoesNotExist before the first run."""
        return cls.objects.get(pk=1)

    @property
    def sender_address(self) -> str:
        return self.email or settings.DEFAULT_FROM_EMAIL

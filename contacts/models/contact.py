from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.data.codes import CUSTOMER, LONGEST_CODE
from contacts.models.company import Company
from contacts.models.stage import Stage
from contacts.models.tag import Tag
from contacts.models.working_calendar import both_or_none
from contacts.naming import sort_name
from contacts.querysets import ContactQuerySet
from crm.clock import zone
from crm.models import Binnable, Recorded
from crm.money import Money
from crm.privacy import classify
from crm.text import fold, fold_short
from staff.models import validate_currency, validate_zone


class ZoneSource(models.TextChoices):
    """How we know the contact's time zone, best first."""

    TOLD = "told", _("told by the contact")
    BOOKING = "booking", _("from a booking")
    ADDRESS = "address", _("from the address")
    COUNTRY = "country", _("from the country")
    PHONE = "phone", _("from the phone number")
    ORGANISATION = "organisation", _("the organisation's own, not known")


class Formality(models.TextChoices):
    FORMAL = "formal", _("formal")
    INFORMAL = "informal", _("informal")


class Gender(models.TextChoices):
    """Grammatical gender for forms of address only, told or confirmed, never guessed."""

    MASCULINE = "m", _("masculine")
    FEMININE = "f", _("feminine")


class NameOrder(models.TextChoices):
    GIVEN_FIRST = "givenFirst", _("given name first")
    SURNAME_FIRST = "surnameFirst", _("surname first")


def default_roles() -> list[str]:
    return [CUSTOMER]


class Approachable:
    """How and when a contact is reached: the record itself, or what a row of a list shows of it."""

    pk: Any
    team_id: Any
    languages: Any
    time_zone: Any
    zone_source: Any
    zone_confirmed_at: Any
    country: Any
    region: Any
    hours_from: Any
    hours_until: Any
    lunch_from: Any
    lunch_until: Any
    fasting_told_on: Any
    do_not_contact: Any

    @property
    def language(self) -> str:
        """The language they are best written to in, or "" where none is known."""
        return self.languages[0] if self.languages else ""

    @property
    def is_zone_confirmed(self) -> bool:
        return self.zone_confirmed_at is not None or self.zone_source in (ZoneSource.TOLD, ZoneSource.BOOKING)

    @property
    def known_zone(self) -> str:
        """The zone that somebody confirmed; "" while it is a guess."""
        return str(self.time_zone) if self.is_zone_confirmed else ""


def is_list_of_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def is_forms_by_language(value: object) -> bool:
    """Whether it is {language: {kind: words}}."""
    if not isinstance(value, dict):
        return False
    forms = list(value.values())
    return all(isinstance(form, dict) and all(isinstance(word, str) for word in form.values()) for form in forms)


class Contact(Approachable, Binnable, Recorded):
    """A person we know: how they are called, where and when they live, who looks after them."""

    # The name, as the person writes it. Everything but full_name is optional.
    full_name = models.CharField(_("full name"), max_length=200, help_text=_("As the person writes it, in any script."))
    name_locale = models.CharField(_("language of the name"), max_length=35, blank=True)
    given = models.CharField(_("given name"), max_length=100, blank=True)
    given2 = models.CharField(_("middle name or patronymic"), max_length=100, blank=True)
    surname_prefix = models.CharField(_("surname prefix"), max_length=40, blank=True)
    surname_core = models.CharField(_("surname"), max_length=100, blank=True)
    surname2 = models.CharField(_("second surname"), max_length=100, blank=True)
    generation = models.CharField(_("generation"), max_length=20, blank=True, help_text=_("Jr., III …"))
    credentials = models.CharField(_("credentials"), max_length=60, blank=True, help_text=_("PhD, CSc. …"))
    titles = models.JSONField(_("titles"), default=list, blank=True)
    preferred_order = models.CharField(_("order of names"), max_length=12, choices=NameOrder.choices, blank=True)
    called = models.CharField(_("what we call them"), max_length=100, blank=True)
    latin_name = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    reading = models.CharField(_("reading"), max_length=200, blank=True, help_text=_("Kana or pinyin."))
    pronunciation = models.CharField(_("pronunciation"), max_length=200, blank=True)
    address_as = models.JSONField(_("address as"), default=dict, blank=True)
    vocatives = models.JSONField(_("vocatives"), default=dict, blank=True)
    grammatical_gender = models.CharField(_("grammatical gender"), max_length=1, choices=Gender.choices, blank=True)
    formality = models.CharField(_("formality"), max_length=8, choices=Formality.choices, blank=True)
    name_sources = models.JSONField(_("sources of the name"), default=dict, blank=True, editable=False)

    # Where they belong.
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("company")
    )
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("owner"),
    )
    team = models.ForeignKey(
        "staff.Team", models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("team")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.AWARENESS)
    roles = models.JSONField(_("roles"), default=default_roles, blank=True)
    source = models.CharField(_("source"), max_length=LONGEST_CODE, blank=True)
    campaign = models.CharField(_("campaign"), max_length=120, blank=True)
    referred_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="referred", verbose_name=_("referred by")
    )
    referrer_name = models.CharField(
        _("referred by, in words"), max_length=200, blank=True, help_text=_("Somebody who is not among the contacts.")
    )
    acquisition_cost = models.DecimalField(
        _("cost of winning them"), max_digits=19, decimal_places=4, null=True, blank=True
    )
    acquisition_currency = models.CharField(
        _("currency of the cost"), max_length=3, blank=True, validators=[validate_currency]
    )
    external_id = models.CharField(_("external id"), max_length=120, blank=True)

    tags = models.ManyToManyField(Tag, blank=True, related_name="contacts", verbose_name=_("tags"))

    # Language, place and hours.
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("Best first."))
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    street = models.CharField(_("street"), max_length=250, blank=True)
    latin_address = models.TextField(
        _("address in Latin letters"), max_length=500, blank=True, help_text=_("As a foreign post office can read it.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    zone_source = models.CharField(
        _("source of the time zone"),
        max_length=12,
        choices=ZoneSource.choices,
        default=ZoneSource.ORGANISATION,
    )
    zone_confirmed_at = models.DateTimeField(_("time zone confirmed at"), null=True, blank=True)
    zone_doubt = models.CharField(
        _("time zone of a new address"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Where the address speaks against a zone that was told."),
    )
    hours_from = models.TimeField(_("may be called from"), null=True, blank=True)
    hours_until = models.TimeField(_("may be called until"), null=True, blank=True)
    lunch_from = models.TimeField(_("lunch from"), null=True, blank=True)
    lunch_until = models.TimeField(_("lunch until"), null=True, blank=True)
    fasting_told_on = models.DateField(
        _("told us that they fast in Ramadan"),
        null=True,
        blank=True,
        help_text=_("The day on which they said so and agreed that we keep it. Never concluded from anything else."),
    )
    preferred_channel = models.CharField(_("preferred channel"), max_length=12, blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    notes = models.TextField(_("notes"), blank=True)

    # Kept for speed, by actions alone.
    search_key = models.CharField(max_length=500, blank=True, editable=False)
    search_key2 = models.CharField(max_length=500, blank=True, editable=False)
    sort_key = models.CharField(max_length=220, blank=True, editable=False)
    sort_name = models.CharField(max_length=220, blank=True, editable=False)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged_from"
    )
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    # Read along by `ContactQuerySet.with_need_known` alone.
    is_need_known: bool

    objects = ContactQuerySet.as_manager()

    privacy = classify(
        none="id owner team stage roles source campaign acquisition_cost acquisition_currency tags "
        "languages name_locale preferred_order time_zone zone_source zone_confirmed_at zone_doubt "
        "preferred_channel do_not_contact version updated_at merged_into deleted_at deleted_by "
        "created_at created_by last_contact_at formality erased_at",
        personal="full_name given given2 surname_prefix surname_core surname2 generation credentials titles called "
        "latin_name reading pronunciation address_as vocatives grammatical_gender name_sources company job_title "
        "referred_by referrer_name external_id country region city postcode street latin_address hours_from "
        "hours_until lunch_from lunch_until search_key search_key2 sort_key sort_name",
        sensitive="notes fasting_told_on",
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(full_name=""), name="contacts_contact_has_name"),
            models.CheckConstraint(
                condition=models.Q(acquisition_cost__isnull=True, acquisition_currency="")
                | (
                    models.Q(acquisition_cost__isnull=False, acquisition_cost__gte=0)
                    & ~models.Q(acquisition_currency="")
                ),
                name="contacts_cost_has_currency",
                violation_error_message=_("A cost is not below zero, and has its currency."),
            ),
            models.CheckConstraint(
                condition=models.Q(hours_from__isnull=True, hours_until__isnull=True)
                | models.Q(hours_from__isnull=False, hours_until__isnull=False, hours_from__lt=models.F("hours_until")),
                name="contacts_hours_forwards",
                violation_error_message=_("Hours for calls need a beginning before their end."),
            ),
            models.CheckConstraint(
                condition=both_or_none("lunch_from", "lunch_until"),
                name="contacts_lunch_forwards",
                violation_error_message=_("Lunch needs a beginning before its end."),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="contacts_contact_sort"),
            models.Index(fields=["owner", "sort_key"], name="contacts_contact_owner"),
            models.Index(fields=["team", "sort_key"], name="contacts_contact_team"),
            models.Index(fields=["last_contact_at", "id"], name="contacts_contact_quiet"),
            models.Index(fields=["-created_at", "-id"], name="contacts_contact_newest"),
            models.Index(fields=["external_id"], name="contacts_contact_external"),
            models.Index(fields=["time_zone"], name="contacts_contact_zone"),
            models.Index(fields=["company", "sort_key"], name="contacts_contact_company"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.time_zone)

    @property
    def cost(self) -> Money | None:
        """What it cost to win them."""
        return None if self.acquisition_cost is None else Money(self.acquisition_cost, self.acquisition_currency)

    @property
    def surname(self) -> str:
        return " ".join(part for part in (self.surname_prefix, self.surname_core, self.surname2) if part)

    def clean(self) -> None:
        """Refuse lists and mappings of another shape than their readers expect: the admin takes any JSON."""
        self.languages, self.titles, self.roles = self.languages or [], self.titles or [], self.roles or []
        self.address_as, self.vocatives = self.address_as or {}, self.vocatives or {}
        lists = all(is_list_of_words(value) for value in (self.languages, self.titles, self.roles))
        mappings = all(is_forms_by_language(value) for value in (self.address_as, self.vocatives))
        if not (lists and mappings):
            raise ValidationError(
                _("Languages, titles and roles are lists of words; forms of address are words by language and kind.")
            )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Ask the database only where there are hours or a cost: each constraint takes three statements, and that
        there is a name its field has seen."""
        hours = (self.hours_from, self.hours_until, self.lunch_from, self.lunch_until)
        asked = (*hours, self.acquisition_cost, self.acquisition_currency or None)
        if any(value is not None for value in asked):
            super().validate_constraints(exclude)

    def set_search_keys(self) -> None:
        """Derive the keys from the names; call before each write that changes one."""
        names = " ".join(filter(None, (self.full_name, self.called, self.latin_name, self.reading)))
        self.search_key, self.search_key2 = fold(names)[:500], fold_short(names)[:500]
        # As written for the eyes of a viewer, whose language decides the order; folded where nobody looks.
        self.sort_name = sort_name(self)
        self.sort_key = fold(self.sort_name)[:220]

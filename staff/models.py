"""Who works here, what the house is called, and what was done in it."""

from collections import defaultdict
from datetime import time
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.clock import UnknownZone, zone
from crm.money import is_currency
from crm.privacy import classify
from crm.text import clean_name
from staff.models_audit import AuditEntry as AuditEntry
from staff.models_audit import AuditSalt as AuditSalt
from staff.models_audit import AuditSeal as AuditSeal
from staff.models_audit import AuditValues as AuditValues
from staff.models_audit import SealKind as SealKind
from staff.models_drafts import Draft as Draft
from staff.models_people import CONVERSES as CONVERSES
from staff.models_people import Approval as Approval
from staff.models_people import Invitation as Invitation
from staff.models_people import LanguageSkill as LanguageSkill
from staff.models_people import Level as Level
from staff.models_people import Outcome as Outcome
from staff.models_people import Share as Share
from staff.models_people import ShareLevel as ShareLevel
from staff.models_people import Skill as Skill
from staff.models_people import needs_second_person_at_first
from staff.models_views import SavedView as SavedView
from staff.models_views import ViewChoice as ViewChoice
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


class Team(models.Model):
    """People who look after the same customers."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    privacy = classify(none="id name")

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does here; one person may hold several."""

    ADMINISTRATOR = "administrator", _("Administrator")
    LEAD = "lead", _("Team lead")
    MANAGER = "manager", _("Account manager")
    AGENT = "agent", _("Support agent")
    MARKETER = "marketer", _("Marketer")
    CASHIER = "cashier", _("Cashier")
    ANALYST = "analyst", _("Analyst")
    DPO = "dpo", _("Data-protection officer")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A colleague who signs in. Never deleted, only deactivated: their work keeps its author."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    language = models.CharField(_("interface language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    signature = models.TextField(_("signature"), blank=True, help_text=_("Stands under the mails you write."))
    work_from = models.TimeField(_("works from"), default=time(9))
    work_until = models.TimeField(_("works until"), default=time(17))
    country = models.CharField(_("works in"), max_length=2, blank=True)
    theme = models.CharField(_("look"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    privacy = classify(
        none="id team language time_zone work_from work_until country theme is_active is_staff is_superuser "
        "date_joined groups user_permissions",
        personal="email full_name signature last_login",
        secret="password",
    )

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        ordering = ["full_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(work_from__lt=models.F("work_until")),
                name="staff_user_works_forwards",
                violation_error_message=_("Working hours end after they begin."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        super().clean()
        self.full_name = one_line(self.full_name, "full_name")

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, label, _subject in self._granted if not label)

    @cached_property
    def lent(self) -> dict[tuple[str, str], frozenset[int]]:
        """Ids of the records shared with the colleague now, by label of the model and level."""
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        for level, label, subject_id in self._granted:
            if label:
                found[label, level].add(subject_id)
        return defaultdict(frozenset, {key: frozenset(ids) for key, ids in found.items()})

    @cached_property
    def _granted(self) -> list[tuple[str, str, int]]:
        """Roles, and shares with label and id: every page asks for both, so one statement reads them."""
        nothing = models.Value(0, models.BigIntegerField())
        roles = self.role_assignments.order_by().values_list("role", models.Value("", models.CharField()), nothing)
        shares = self.shares.live(timezone.now()).order_by().values_list("level", "subject_type", "subject_id")
        return list(roles.union(shares, all=True))

    @classmethod
    def read_grants(cls, people: "list[User]") -> None:
        """Read roles and shares of many colleagues in two statements, where each would ask for their own."""
        granted: dict[int, list[tuple[str, str, int]]] = {person.pk: [] for person in people}
        for user, role in RoleAssignment.objects.filter(user__in=people).values_list("user", "role"):
            granted[user].append((role, "", 0))
        shares = Share.objects.live(timezone.now()).filter(user__in=people).order_by()
        for user, level, label, subject in shares.values_list("user", "level", "subject_type", "subject_id"):
            granted[user].append((level, label, subject))
        for person in people:
            person.__dict__["_granted"] = granted[person.pk]

    def has_role(self, *roles: str) -> bool:
        return self.is_superuser or not self.roles.isdisjoint(roles)


class RoleAssignment(models.Model):
    """One role that one colleague holds."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments", verbose_name=_("colleague"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    privacy = classify(none="id user role")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="staff_role_once")]

    def __str__(self) -> str:
        return self.get_role_display()


class TokenPurpose(models.TextChoices):
    SURVEY = "survey", _("answer a survey")
    UNSUBSCRIBE = "unsubscribe", _("stop mails")
    PREFERENCES = "preferences", _("change preferences")
    INVITATION = "invitation", _("join as a colleague")


class AccessToken(models.Model):
    """One link that lets its holder do one thing without signing in. Only the digest is kept."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=TokenPurpose.choices)
    subject_id = models.BigIntegerField(_("record"))
    scope = models.CharField(_("scope"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    privacy = classify(none="id purpose scope created_at expires_at revoked_at", personal="subject_id", secret="digest")

    class Meta:
        verbose_name = _("access link")
        verbose_name_plural = _("access links")
        indexes = [models.Index(fields=["purpose", "subject_id"], name="staff_token_subject")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.subject_id}"

    def is_open(self, now: Any) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Notice(models.Model):
    """One thing that a colleague should know, in words made when it is read."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("for"))
    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(_("details"), default=dict, blank=True)
    url = models.CharField(_("link"), max_length=300, blank=True)
    key = models.CharField(_("key"), max_length=120)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    privacy = classify(none="id user kind url key created_at read_at", personal="params")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="staff_notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="staff_notice_unread", condition=models.Q(read_at__isnull=True))
        ]

    is_out_of_sight = False  # set by notices.for_eyes_of()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Submit(models.Model):
    """One form that was sent once; a double tap finds it and goes where the first one went."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    key = models.CharField(_("key"), max_length=36)
    url = models.CharField(_("led to"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    privacy = classify(none="id user key url at")

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="staff_submit_once")]

    def __str__(self) -> str:
        return self.key

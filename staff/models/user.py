"""Who works here, in which team and in which roles."""

from collections import defaultdict
from datetime import time
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.privacy import classify
from staff.models.organisation import one_line, validate_zone
from staff.models.people import Share


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

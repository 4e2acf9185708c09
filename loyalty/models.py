"""The programme, and its books in double entry."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.privacy import classify
from loyalty.querysets import AccountQuerySet, LotQuerySet


class Programme(models.Model):
    """The rules under which members earn points. Its name is a translated column."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    joins_by_itself = models.BooleanField(_("customers join with their first points"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    valid_months = models.PositiveSmallIntegerField(_("points are valid for (months)"), null=True, blank=True)

    privacy = classify(none="id code name joins_by_itself is_active valid_months")

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.name or self.code


class EarnTrigger(models.TextChoices):
    PURCHASE = "purchase", _("purchase")
    SURVEY = "survey", _("survey answered")


class EarnRule(models.Model):
    """How many points one kind of event earns: a fixed number, and a number per unit of base currency."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="rules", verbose_name=_("programme"))
    trigger = models.CharField(_("earned by"), max_length=10, choices=EarnTrigger.choices)
    fixed_points = models.PositiveIntegerField(_("fixed points"), default=0)
    points_per_unit = models.DecimalField(
        _("points per unit of base currency"), max_digits=8, decimal_places=3, default=Decimal(0)
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    is_active = models.BooleanField(_("active"), default=True)

    privacy = classify(none="id programme trigger fixed_points points_per_unit version is_active")

    class Meta:
        verbose_name = _("rule for earning")
        verbose_name_plural = _("rules for earning")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "trigger"], condition=Q(is_active=True), name="loyalty_rule_one_active"
            ),
            models.CheckConstraint(condition=Q(points_per_unit__gte=0), name="loyalty_rule_not_negative"),
        ]

    def __str__(self) -> str:
        return self.get_trigger_display()


class AccountKind(models.TextChoices):
    MEMBER = "member", _("member")
    ISSUED = "issued", _("issued")
    REDEEMED = "redeemed", _("redeemed")
    EXPIRED = "expired", _("expired")
    DEBT = "debt", _("debt")


MEMBER_KINDS = (AccountKind.MEMBER, AccountKind.DEBT)


class Account(models.Model):
    """One account of the books: what a member has, what a member owes, or one of the programme's own."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="accounts", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=8, choices=AccountKind.choices, default=AccountKind.MEMBER)
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loyalty_accounts",
        verbose_name=_("contact"),
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    objects = AccountQuerySet.as_manager()
    balance: int  # of with_most_points_first()

    privacy = classify(none="id programme kind opened_at", personal="contact")

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "contact", "kind"],
                condition=Q(contact__isnull=False),
                name="loyalty_account_member_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=~Q(kind__in=MEMBER_KINDS),
                name="loyalty_account_own_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MEMBER_KINDS) | Q(contact__isnull=True),
                name="loyalty_account_own_has_no_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.contact if self.contact_id else self.get_kind_display()}"

    @property
    def holder(self) -> Contact:
        """Whose account it is; ValueError for the programme's own."""
        if self.contact is None:
            raise ValueError("This account belongs to the programme.")
        return self.contact


class TransactionKind(models.TextChoices):
    EARN = "earn", _("earned")
    REDEEM = "redeem", _("redeemed")
    EXPIRE = "expire", _("expired")
    REVERSE = "reverse", _("reversed")
    RESTORE = "restore", _("restored")
    ADJUST = "adjust", _("adjusted")
    TRANSFER = "transfer", _("transferred")
    ERASURE_FORFEIT = "erasure_forfeit", _("forfeited by erasure")


class Transaction(models.Model):
    """One movement of points; its entries add up to zero. Append-only in the database itself."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="transactions", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=15, choices=TransactionKind.choices)
    idempotency_key = models.CharField(_("key"), max_length=120)
    payload_hash = models.CharField(_("hash of the order"), max_length=64)
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reversals", verbose_name=_("reverses")
    )
    source = models.CharField(_("source"), max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    occurred_at = models.DateTimeField(_("at"), default=timezone.now)

    privacy = classify(none="id programme kind idempotency_key payload_hash reverses source actor reason occurred_at")

    class Meta:
        verbose_name = _("movement of points")
        verbose_name_plural = _("movements of points")
        ordering = ["-occurred_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "idempotency_key"], name="loyalty_transaction_key_once")
        ]
        indexes = [models.Index(fields=["source"], name="loyalty_transaction_source")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.idempotency_key}"


class Entry(models.Model):
    """One side of a movement: points added to an account, or taken from it. Append-only."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries", verbose_name=_("movement"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", verbose_name=_("account"))
    points = models.BigIntegerField(_("points"))

    privacy = classify(none="id transaction account points")

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="loyalty_entry_not_zero"),
            models.UniqueConstraint(fields=["transaction", "account"], name="loyalty_entry_one_per_account"),
        ]
        indexes = [models.Index(fields=["account", "id"], name="loyalty_entry_account")]

    def __str__(self) -> str:
        return f"{self.points:+d}"


class Lot(models.Model):
    """Points earned together: available from, and until, the same moments. Append-only."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="lot", verbose_name=_("entry"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="lots", verbose_name=_("account"))
    points = models.PositiveBigIntegerField(_("points"))
    available_at = models.DateTimeField(_("available at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    objects = LotQuerySet.as_manager()
    rest: int  # of with_rest()

    privacy = classify(none="id entry account points available_at expires_at")

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="loyalty_lot_positive"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=models.F("available_at")),
                name="loyalty_lot_forwards",
            ),
        ]
        indexes = [models.Index(fields=["account", "expires_at"], name="loyalty_lot_account")]

    def __str__(self) -> str:
        return str(self.points)


class Allocation(models.Model):
    """Points that one entry took out of one lot. Append-only."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="allocations", verbose_name=_("entry"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="allocations", verbose_name=_("lot"))
    points = models.BigIntegerField(_("points"), help_text=_("Negative where points return to the lot."))

    privacy = classify(none="id entry lot points")

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="loyalty_allocation_not_zero"),
            models.UniqueConstraint(fields=["entry", "lot"], name="loyalty_allocation_once"),
        ]

    def __str__(self) -> str:
        return str(self.points)


class ReferralState(models.TextChoices):
    INVITED = "invited", _("invited")
    REGISTERED = "registered", _("became a contact")
    QUALIFIED = "qualified", _("became a customer")
    REVERSED = "reversed", _("reversed")


class Referral(models.Model):
    """One contact who brought another. Counted once the other became a customer."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="referrals", verbose_name=_("programme"))
    advocate = models.ForeignKey(Contact, models.PROTECT, related_name="referrals_made", verbose_name=_("referred by"))
    referee = models.ForeignKey(Contact, models.PROTECT, related_name="referrals", verbose_name=_("referred"))
    state = models.CharField(_("state"), max_length=10, choices=ReferralState.choices, default=ReferralState.REGISTERED)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    qualified_at = models.DateTimeField(_("qualified at"), null=True, blank=True)

    privacy = classify(none="id programme state created_at qualified_at", personal="advocate referee")

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "referee"], name="loyalty_referee_once"),
            models.CheckConstraint(condition=~Q(advocate=models.F("referee")), name="loyalty_no_self_referral"),
        ]

    def __str__(self) -> str:
        return f"{self.advocate} → {self.referee}"

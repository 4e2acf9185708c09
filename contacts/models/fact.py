"""What we know of customers beside their columns: what they need, like and live through, each with its source."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models.company import Company
from contacts.models.contact import Contact
from contacts.models.culture import MANNERS_CHOICES
from contacts.models.custom import Group
from contacts.querysets_needs import FactQuerySet
from crm.models import Recorded
from crm.privacy import classify
from crm.text import fold, words_key

LONGEST_FACT = 500
LONGEST_FOLDED = 250


class FactKind(models.TextChoices):
    NEED = "need", _("need")
    INTEREST = "interest", _("interest")
    PREFERENCE = "preference", _("preference")
    LIFE = "life", _("life context")
    BOUGHT_ONCE = "once", _("why they bought only once")


# Of companies there is neither a life nor a first purchase that stayed the only one.
OF_COMPANIES = (FactKind.NEED, FactKind.INTEREST, FactKind.PREFERENCE)
NEVER_PRIVATE = (FactKind.NEED, FactKind.BOUGHT_ONCE)
# A need that nobody asked about for half a year is a guess; the other facts hold until somebody says otherwise.
HOLDS_FOR = {FactKind.NEED: timedelta(days=182)}


class FactSource(models.TextChoices):
    TOLD = "told", _("told by the customer")
    SURVEY = "survey", _("from a survey")
    IMPRESSION = "impression", _("a colleague’s impression")
    IMPORT = "import", _("from an import")
    PUBLIC = "public", _("publicly known")


class NeedQuestion(Recorded):
    """A question that colleagues ask in a talk; its answer becomes a fact. Its words are a translated column."""

    words = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("its answer is a"), max_length=10, choices=FactKind.choices, default=FactKind.NEED)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("is asked"), default=True)

    privacy = classify(none="id words kind position is_offered created_at created_by")

    class Meta:
        verbose_name = _("question about needs")
        verbose_name_plural = _("questions about needs")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="contacts_question_kind"),
        ]

    def __str__(self) -> str:
        return self.words


class Fact(Recorded):
    """One thing known of one person or company: since when, from whom, and for how long it may be relied on."""

    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="facts", verbose_name=_("contact")
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="facts", verbose_name=_("company")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FactKind.choices, default=FactKind.NEED)
    text = models.CharField(_("in words"), max_length=LONGEST_FACT)
    folded = models.CharField(max_length=LONGEST_FOLDED, blank=True, editable=False)
    # Of the whole text, which `folded` cuts for its index; empty of what the search does not look through.
    search_key = models.TextField(blank=True, default="", db_default="", editable=False)
    source = models.CharField(_("source"), max_length=10, choices=FactSource.choices, default=FactSource.TOLD)
    known_since = models.DateField(_("known since"))
    group = models.CharField(_("seen by"), max_length=9, choices=Group.choices, default=Group.BASIC)
    expires_on = models.DateField(_("ask again after"), null=True, blank=True)
    question = models.ForeignKey(
        NeedQuestion, models.SET_NULL, null=True, blank=True, related_name="answers", verbose_name=_("answer to")
    )
    # How they like to be met: what they said on a topic stands above what is said of their country.
    topic = models.CharField(
        _("how to meet them"), max_length=13, choices=MANNERS_CHOICES, blank=True, default="", db_default=""
    )
    is_private = models.BooleanField(_("private"), default=False, db_default=False)
    # Faith, origin or health: told by themselves, and kept because they said yes to that.
    is_special = models.BooleanField(_("about faith, origin or health"), default=False, db_default=False)
    agreed_on = models.DateField(_("they agreed to our keeping it on"), null=True, blank=True)
    retired_at = models.DateTimeField(_("holds no more since"), null=True, blank=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = FactQuerySet.as_manager()

    privacy = classify(
        none="id company kind source group question topic is_private retired_at retired_by created_at created_by",
        personal="contact",
        sensitive="text folded search_key known_since expires_on is_special agreed_on",
    )

    class Meta:
        verbose_name = _("known fact")
        verbose_name_plural = _("known facts")
        ordering = ["-known_since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True)
                | Q(contact__isnull=True, company__isnull=False),
                name="contacts_fact_of_one",
            ),
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="contacts_fact_kind"),
            models.CheckConstraint(condition=Q(source__in=FactSource.values), name="contacts_fact_source"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="contacts_fact_group"),
            models.CheckConstraint(condition=~Q(text=""), name="contacts_fact_has_words"),
            models.CheckConstraint(
                condition=Q(company__isnull=True) | Q(kind__in=OF_COMPANIES), name="contacts_fact_fits_company"
            ),
            models.CheckConstraint(
                condition=~Q(kind=FactKind.LIFE) | Q(group=Group.SENSITIVE), name="contacts_fact_life_guarded"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("known_since")),
                name="contacts_fact_dates_forwards",
            ),
            # Needs are searched, counted and taken away as files.
            models.CheckConstraint(
                condition=Q(is_private=False) | ~Q(kind__in=NEVER_PRIVATE), name="contacts_fact_private_kinds"
            ),
            models.CheckConstraint(
                condition=Q(is_special=False)
                | Q(
                    source=FactSource.TOLD,
                    group=Group.SENSITIVE,
                    agreed_on__isnull=False,
                    contact__isnull=False,
                ),
                name="contacts_fact_special_told",
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "kind"], name="contacts_fact_contact"),
            models.Index(fields=["kind", "folded"], name="contacts_fact_open", condition=Q(retired_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def record(self) -> Contact | Company:
        """Whom the fact is about."""
        record = self.contact or self.company
        assert record is not None, "the database refuses a fact of nobody"
        return record

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def is_stale(self, on: date) -> bool:
        """Whether somebody should ask if it still holds."""
        return not self.is_retired and self.expires_on is not None and self.expires_on < on

    def set_search_keys(self) -> None:
        self.folded = fold(self.text)[:LONGEST_FOLDED]
        self.search_key = words_key(self.text) if self.kind == FactKind.NEED and self.contact_id else ""

    def clean(self) -> None:
        if self.kind == FactKind.LIFE and self.group != Group.SENSITIVE:
            raise ValidationError({"group": _("What somebody lives through is seen by who sees what is sensitive.")})
        if self.company_id is not None and self.kind not in OF_COMPANIES:
            raise ValidationError({"kind": _("This is known of people alone.")})
        if self.expires_on and self.known_since and self.expires_on < self.known_since:
            raise ValidationError({"expires_on": _("This is before it was known.")})
        if self.is_private and self.kind in NEVER_PRIVATE:
            raise ValidationError({"is_private": _("Everybody who serves the customer has to know of this.")})
        if self.is_special:
            self._clean_special()

    def _clean_special(self) -> None:
        """Never from a look, a name or a country: told by themselves, with their consent, seen by few."""
        if self.contact_id is None or self.source != FactSource.TOLD:
            raise ValidationError({"source": _("Faith, origin and health are kept only as the person told them.")})
        if self.group != Group.SENSITIVE:
            raise ValidationError({"group": _("Faith, origin and health are seen by who sees what is sensitive.")})
        if self.agreed_on is None:
            raise ValidationError({"agreed_on": _("Ask whether they agree to our keeping it, and say on which day.")})


def usual_expiry(kind: str, known_since: date) -> date | None:
    """The last day on which such a fact is taken for granted; None for one that holds until it is denied."""
    holds_for = HOLDS_FOR.get(FactKind(kind))
    return known_since + holds_for if holds_for else None

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.company_keys import LONGEST, name_key, site_key, sound_key
from contacts.data.codes import LONGEST_CODE
from contacts.models.tag import Tag
from contacts.querysets import CompanyQuerySet
from crm.models import Binnable, Recorded
from crm.privacy import classify
from crm.text import fold, fold_short

# By what a company is recognised that was typed in a second time.
KEYS = ("name_key", "sound_key", "site_key")


class Company(Binnable, Recorded):
    """An organisation whose people we know."""

    name = models.CharField(_("name"), max_length=200)
    website = models.URLField(_("website"), blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    street = models.CharField(_("street"), max_length=250, blank=True)
    latin_address = models.TextField(
        _("address in Latin letters"), max_length=500, blank=True, help_text=_("As a foreign post office can read it.")
    )
    industry = models.CharField(_("industry"), max_length=LONGEST_CODE, blank=True)
    size_band = models.CharField(_("size"), max_length=LONGEST_CODE, blank=True)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("For its people of whom no language of their own is known."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name=_("owner"),
    )
    team = models.ForeignKey(
        "staff.Team", models.PROTECT, null=True, blank=True, related_name="companies", verbose_name=_("team")
    )
    external_id = models.CharField(_("external id"), max_length=120, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="companies", verbose_name=_("tags"))
    search_key = models.CharField(max_length=250, blank=True, editable=False)
    search_key2 = models.CharField(max_length=250, blank=True, editable=False)
    name_key = models.CharField(max_length=LONGEST, blank=True, editable=False)
    sound_key = models.CharField(max_length=LONGEST, blank=True, editable=False)
    site_key = models.CharField(max_length=LONGEST, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged_from"
    )

    objects = CompanyQuerySet.as_manager()

    privacy = classify(
        none="id name website country city region postcode street latin_address industry size_band language owner "
        "team external_id tags search_key search_key2 name_key sound_key site_key deleted_at deleted_by created_at "
        "created_by version updated_at merged_into"
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["search_key", "id"]
        indexes = [
            models.Index(fields=["search_key", "id"], name="contacts_company_search"),
            models.Index(fields=["owner", "search_key"], name="contacts_company_owner"),
            models.Index(fields=["team", "search_key"], name="contacts_company_team"),
            *(models.Index(fields=[key], name=f"contacts_company_{key}") for key in KEYS),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_web_page(self) -> bool:
        """Whether a click on the website may lead there: whatever stands in the row, nothing else is opened."""
        return self.website.lower().startswith(("https://", "http://"))

    def set_search_keys(self) -> None:
        self.search_key, self.search_key2 = fold(self.name)[:250], fold_short(self.name)[:250]
        self.name_key, self.sound_key = name_key(self.name), sound_key(self.name)
        self.site_key = site_key(self.website)

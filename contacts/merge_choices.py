"""What of two people or companies is chosen between when they become one: values that belong together are chosen
together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Company, Contact, ZoneSource


class Side(TextChoices):
    SURVIVOR = "survivor", _("the one that stays")
    MERGED = "merged", _("the other one")
    BOTH = "both", _("both, one after the other")


Record = Contact | Company
BEST_ZONE_FIRST = list(ZoneSource)
LONGEST_NOTES = 100_000


@dataclass(frozen=True)
class Choice:
    """Columns of a record that are taken from one side together."""

    label: str | Promise
    columns: tuple[str, ...]
    may_join: bool = False

    def has(self, record: Record) -> bool:
        return any(getattr(record, column) for column in self.columns)

    def adds_nothing(self, one: Record, other: Record) -> bool:
        """Whether all that the one has, the other has too."""
        pairs = [(getattr(one, column), getattr(other, column)) for column in self.columns]
        return all(not theirs or theirs == mine for theirs, mine in pairs)

    def differs(self, one: Record, other: Record) -> bool:
        return any(getattr(one, column) != getattr(other, column) for column in self.columns)

    def proposed(self, survivor: Record, merged: Record) -> Side:
        """The side that has more, and the survivor's where each has something of its own."""
        if self.may_join and self.has(survivor) and self.has(merged):
            return Side.BOTH
        return Side.MERGED if self.adds_nothing(survivor, merged) else Side.SURVIVOR

    def taken(self, side: str, survivor: Record, merged: Record) -> dict[str, Any]:
        """The columns of the survivor that change."""
        if side == Side.MERGED:
            return {column: getattr(merged, column) for column in self.columns}
        if side == Side.BOTH and self.may_join:
            return {column: _joined(survivor, merged, column) for column in self.columns}
        return {}


class ZoneChoice(Choice):
    """The zone of which is known best where it comes from."""

    def proposed(self, survivor: Record, merged: Record) -> Side:
        known = [
            BEST_ZONE_FIRST.index(ZoneSource(one.zone_source)) for one in (survivor, merged) if isinstance(one, Contact)
        ]
        return Side.MERGED if known[1] < known[0] else Side.SURVIVOR


NAME = (
    *("full_name", "name_locale", "given", "given2", "surname_prefix", "surname_core", "surname2", "generation"),
    "preferred_order",
)
CHOICES: dict[str, Choice] = {
    "name": Choice(_("Name"), NAME),
    "called": Choice(_("what we call them"), ("called",)),
    "latin_name": Choice(_("name in Latin letters"), ("latin_name",)),
    "reading": Choice(_("reading"), ("reading",)),
    "pronunciation": Choice(_("Pronunciation"), ("pronunciation",)),
    "titles": Choice(_("Titles"), ("titles",)),
    "credentials": Choice(_("credentials"), ("credentials",)),
    "grammatical_gender": Choice(_("grammatical gender"), ("grammatical_gender",)),
    "formality": Choice(_("formality"), ("formality",)),
    "address_as": Choice(_("address as"), ("address_as",)),
    "vocatives": Choice(_("vocatives"), ("vocatives",)),
    "company": Choice(_("Company"), ("company_id",)),
    "job_title": Choice(_("job title"), ("job_title",)),
    "owner": Choice(_("Owner"), ("owner_id", "team_id")),
    "stage": Choice(_("Stage"), ("stage",)),
    "roles": Choice(_("Roles"), ("roles",)),
    "source": Choice(_("Source"), ("source", "campaign")),
    "cost": Choice(_("Cost of winning them"), ("acquisition_cost", "acquisition_currency")),
    "referred_by": Choice(_("Referred by"), ("referred_by_id",)),
    "referrer_name": Choice(_("Referred by, in words"), ("referrer_name",)),
    "external_id": Choice(_("external id"), ("external_id",)),
    "languages": Choice(_("Languages"), ("languages",)),
    "address": Choice(_("Address"), ("country", "region", "city", "postcode", "street", "latin_address")),
    "time_zone": ZoneChoice(_("Time zone"), ("time_zone", "zone_source", "zone_confirmed_at", "zone_doubt")),
    "hours": Choice(_("May be called"), ("hours_from", "hours_until")),
    "lunch": Choice(_("Lunch"), ("lunch_from", "lunch_until")),
    "fasting": Choice(_("Fasts in Ramadan"), ("fasting_told_on",)),
    "preferred_channel": Choice(_("Preferred channel"), ("preferred_channel",)),
    "notes": Choice(_("Notes"), ("notes",), may_join=True),
}
# Chosen like the others, and kept in a table of its own.
BIRTHDAY = "birthday"
OF_COMPANIES: dict[str, Choice] = {
    "name": Choice(pgettext_lazy("company", "Name"), ("name",)),
    "website": Choice(_("Website"), ("website",)),
    "place": Choice(_("Place"), ("country", "city", "region", "postcode", "street", "latin_address")),
    "industry": Choice(_("Industry"), ("industry",)),
    "size_band": Choice(_("Size"), ("size_band",)),
    "language": Choice(_("Language"), ("language",)),
    "owner": Choice(_("Owner"), ("owner_id", "team_id")),
    "external_id": Choice(_("external id"), ("external_id",)),
}


def choices_of(record: Record) -> dict[str, Choice]:
    return OF_COMPANIES if isinstance(record, Company) else CHOICES


def proposed(survivor: Record, merged: Record) -> dict[str, str]:
    """For each choice the side that is to be taken where nobody chose one."""
    return {name: choice.proposed(survivor, merged) for name, choice in choices_of(survivor).items()}


def values_after(survivor: Record, merged: Record, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """The survivor's columns as they are to be, those together that belong together.

    What nobody chose is as proposed; who asked not to be contacted is not.
    """
    sides = {**proposed(survivor, merged), **chosen}
    values = [choice.taken(sides[name], survivor, merged) for name, choice in choices_of(survivor).items()]
    if isinstance(survivor, Contact) and isinstance(merged, Contact):
        values += _beside(survivor, merged, values)
    return [row for row in values if row]


def _beside(survivor: Contact, merged: Contact, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What follows from both without a choice."""
    referrer = next((row["referred_by_id"] for row in values if "referred_by_id" in row), survivor.referred_by_id)
    nobody = [{"referred_by_id": None}] if referrer in (survivor.pk, merged.pk) else []
    return [
        *nobody,
        {"do_not_contact": survivor.do_not_contact or merged.do_not_contact},
        {"last_contact_at": _latest(survivor.last_contact_at, merged.last_contact_at)},
        {"name_sources": _sources(survivor, merged, {column for row in values for column in row})},
    ]


def _sources(survivor: Contact, merged: Contact, taken: Collection[str]) -> dict[str, Any]:
    """How we know each form of address goes along with the form."""
    kept = {form: origin for form, origin in survivor.name_sources.items() if form.split(".")[0] not in taken}
    return kept | {form: origin for form, origin in merged.name_sources.items() if form.split(".")[0] in taken}


def _joined(survivor: Record, merged: Record, column: str) -> str:
    words = dict.fromkeys(filter(None, (getattr(survivor, column), getattr(merged, column))))
    return "\n\n".join(words)[:LONGEST_NOTES]


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)

"""The columns of the list of companies: those that it shows by itself, others that a colleague chooses, own fields."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.columns import MOST_COLUMNS, TAG, Column
from contacts.custom import facts_by_record, in_words, words_of_options
from contacts.models import Company, CustomField
from contacts.models.custom import Subject
from crm.templatetags.crm_ui import country_name, zoned
from staff.models import User

USUAL = (Column("country", _("Country")), Column("city", _("City")), Column("owner", _("Owner")))
OTHERS = (
    Column("industry", _("Industry")),
    Column("size", _("Size")),
    Column("website", _("Website")),
    Column("tags", _("Tags")),
    Column("created", _("Here since")),
)


class Cell(NamedTuple):
    label: Any
    words: str | SafeString


@dataclass(frozen=True)
class Beside:
    """What stands in other tables than the companies': their tags, and their own facts in words."""

    tags: Mapping[int, Sequence[str]]
    facts: Mapping[tuple[int, str], str]


def offered(fields: Iterable[CustomField]) -> list[Column]:
    """Every column that may be chosen."""
    return [*USUAL, *OTHERS, *(Column(field.code, str(field), field=field) for field in fields)]


def chosen(codes: Sequence[str], every: Sequence[Column]) -> list[Column]:
    """The columns of these codes in the order of the list; the usual ones where none of them is known."""
    return [column for column in every if column.code in codes][:MOST_COLUMNS] or list(USUAL)


def rows_for(companies: Iterable[Company], columns: Sequence[Column], by: User) -> list[dict[str, Any]]:
    """Each company with the cells of its row, as far as `by` sees them."""
    rows = list(companies)
    tags = _tags_of(rows) if any(column.code == "tags" for column in columns) else {}
    beside = Beside(tags, _facts_of(rows, columns, by))
    return [
        {"company": company, "cells": [Cell(column.label, _words(company, column.code, beside)) for column in columns]}
        for company in rows
    ]


def _facts_of(companies: Sequence[Company], columns: Sequence[Column], by: User) -> dict[tuple[int, str], str]:
    fields = {column.field.pk: column.field for column in columns if column.field is not None}
    facts, options = facts_by_record(Subject.COMPANY, [c.pk for c in companies], fields, by), {}
    if facts:
        options = words_of_options(fields.values())
    return {
        (company, fields[pk].code): in_words(fields[pk], value, options)
        for company, known in facts.items()
        for pk, value in known.items()
    }


def _tags_of(companies: Sequence[Company]) -> dict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    tagged = Company.tags.through.objects.filter(company__in=[company.pk for company in companies])
    for pk, name in tagged.order_by("tag__key").values_list("company", "tag__name"):
        found[pk].append(name)
    return found


def _words(company: Company, code: str, beside: Beside) -> str | SafeString:
    if code == "country":
        return country_name(company.country) if company.country else ""
    if code == "created":
        return zoned(company.created_at)
    if code == "tags":
        return format_html_join(" ", TAG, ((name,) for name in beside.tags.get(company.pk, ())))
    texts = {
        "city": company.city,
        "website": company.website,
        "industry": labels.word("industry", company.industry),
        "size": labels.word("size_band", company.size_band),
        "owner": company.owner.full_name if company.owner else "",
    }
    text = texts[code] if code in texts else beside.facts.get((company.pk, code), "")
    return format_html("<bdi>{}</bdi>", text) if text else ""

"""The columns of the list of companies: those that it shows by itself, and others that a colleague chooses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contacts.columns import TAG, Column
from contacts.models import Company
from crm.templatetags.crm_ui import country_name, zoned

USUAL = (Column("country", _("Country")), Column("city", _("City")), Column("owner", _("Owner")))
OTHERS = (Column("website", _("Website")), Column("tags", _("Tags")), Column("created", _("Here since")))


class Cell(NamedTuple):
    label: Any
    words: str | SafeString


def chosen(codes: Sequence[str]) -> list[Column]:
    """The columns of these codes in the order of the list; the usual ones where none of them is known."""
    return [column for column in (*USUAL, *OTHERS) if column.code in codes] or list(USUAL)


def rows_for(companies: Iterable[Company], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Each company with the cells of its row."""
    rows = list(companies)
    tags = _tags_of(rows) if any(column.code == "tags" for column in columns) else {}
    return [
        {"company": company, "cells": [Cell(column.label, _words(company, column.code, tags)) for column in columns]}
        for company in rows
    ]


def _tags_of(companies: Sequence[Company]) -> dict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    tagged = Company.tags.through.objects.filter(company__in=[company.pk for company in companies])
    for pk, name in tagged.order_by("tag__key").values_list("company", "tag__name"):
        found[pk].append(name)
    return found


def _words(company: Company, code: str, tags: dict[int, list[str]]) -> str | SafeString:
    if code == "country":
        return country_name(company.country) if company.country else ""
    if code == "created":
        return zoned(company.created_at)
    if code == "tags":
        return format_html_join(" ", TAG, ((name,) for name in tags.get(company.pk, ())))
    texts = {
        "city": company.city,
        "website": company.website,
        "owner": company.owner.full_name if company.owner else "",
    }
    return format_html("<bdi>{}</bdi>", texts[code]) if texts[code] else ""

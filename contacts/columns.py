"""The columns of the contact list: those that it shows by itself, others that a colleague chooses, and own fields."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from contacts import labels
from contacts.comparing import Words
from contacts.custom import facts_by_record, in_words, words_of_options
from contacts.models import Contact, CustomField
from contacts.models.custom import Subject
from crm.templatetags.crm_ui import country_name, zoned
from staff.models import User

MOST_COLUMNS = 20
TAG = mark_safe('<span class="badge-word"><bdi>{}</bdi></span>')


@dataclass(frozen=True)
class Column:
    """`code` stands in the address, `label` is its head; `field` is the own field that it shows, if it is one."""

    code: str
    label: Words
    css: str = ""
    field: CustomField | None = None

    @property
    def key(self) -> str:
        """Its place in the pattern of a row."""
        return self.code.replace(":", "_")


USUAL = (
    Column("points", _("Reach"), css="small"),
    Column("language", _("Language")),
    Column("clock", _("There now"), css="text-nowrap"),
    Column("light", _("Call")),
    Column("stage", _("Stage")),
    Column("last_contact", _("Last contact")),
    Column("owner", _("Owner")),
)
OTHERS = (
    Column("job_title", _("Job title")),
    Column("country", _("Country")),
    Column("city", _("City")),
    Column("roles", _("Roles")),
    Column("source", _("Source")),
    Column("campaign", _("Campaign")),
    Column("industry", _("Industry")),
    Column("created", _("Here since")),
    Column("tags", _("Tags")),
)


def offered(fields: Iterable[CustomField]) -> list[Column]:
    """Every column that may be chosen."""
    return [*USUAL, *OTHERS, *(Column(field.code, str(field), field=field) for field in fields)]


def chosen(codes: Sequence[str], every: Sequence[Column]) -> list[Column]:
    """The columns of these codes in the order of the list; the usual ones where none of them is known."""
    wanted = set(codes)
    return [column for column in every if column.code in wanted][:MOST_COLUMNS] or list(USUAL)


def pattern(columns: Iterable[Column]) -> SafeString:
    """The cells of a row, for `format`; their heads, which narrow screens repeat, are the same in all rows."""
    return _pattern(tuple((column.key, column.css, str(column.label)) for column in columns))


@lru_cache(maxsize=256)
def _pattern(columns: tuple[tuple[str, str, str], ...]) -> SafeString:
    # Keys and classes are our own words; heads are escaped.
    return mark_safe("".join(_cell(*column) for column in columns))


def _cell(key: str, css: str, head: str) -> str:
    # Addresses say themselves what they are. What is written in braces would be filled in.
    escaped = escape(head).replace("{", "{{").replace("}", "}}")
    label = "" if key == "points" else f' data-label="{escaped}"'
    value = "<span>{clock}{doubt}</span>" if key == "clock" else f"{{{key}}}"
    return f'<td class="{css}"{label}>{value}</td>\n' if css else f"<td{label}>{value}</td>\n"


def more_words(people: Sequence[Any], columns: Sequence[Column], by: User) -> Mapping[int, dict[str, str | SafeString]]:
    """What stands in the columns that are not usual, by the id of the contact; read at once for all `people`, which are
    rows of the list with the fields of these columns."""
    codes = {column.code for column in columns}
    words: dict[int, dict[str, str | SafeString]] = {person.pk: {} for person in people}
    told = {code: _TOLD[code] for code in codes & _TOLD.keys()}
    if told:
        for person in people:
            words[person.pk] |= {code: words_of(person) for code, words_of in told.items()}
    if "tags" in codes:
        _add_tags(words)
    fields = [column.field for column in columns if column.field is not None]
    if fields:
        _add_facts(words, fields, by)
    return words


def fields_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """The fields of a contact that these columns show, as paths."""
    return tuple(dict.fromkeys(path for column in columns for path in PATHS.get(column.code, ())))


def _said(text: str) -> str | SafeString:
    return format_html("<bdi>{}</bdi>", text) if text else ""


def _industry(person: Any) -> str | SafeString:
    return _said(labels.word("industry", person.company__industry) if person.company__industry else "")


# What a column shows of a contact alone.
_TOLD: dict[str, Callable[[Any], str | SafeString]] = {
    "job_title": lambda person: _said(person.job_title),
    "country": lambda person: country_name(person.country),
    "city": lambda person: _said(person.city),
    "roles": lambda person: _said(", ".join(labels.word("role", role) for role in person.roles)),
    "source": lambda person: _said(labels.word("source", person.source)),
    "campaign": lambda person: _said(person.campaign),
    "industry": _industry,
    "created": lambda person: zoned(person.created_at),
}
PATHS = {code: (code,) for code in ("job_title", "country", "city", "roles", "source", "campaign")} | {
    "industry": ("company__industry",),
    "created": ("created_at",),
}


def _add_tags(words: dict[int, dict[str, str | SafeString]]) -> None:
    names = defaultdict[int, list[str]](list)
    rows = Contact.tags.through.objects.filter(contact__in=list(words)).order_by("tag__key")
    for pk, name in rows.values_list("contact", "tag__name"):
        names[pk].append(name)
    for pk, told in words.items():
        told["tags"] = format_html_join(" ", TAG, ((name,) for name in names.get(pk, ())))


def _add_facts(words: dict[int, dict[str, str | SafeString]], fields: Sequence[CustomField], by: User) -> None:
    facts = facts_by_record(Subject.CONTACT, list(words), [field.pk for field in fields], by)
    options = words_of_options(fields)
    for pk, told in words.items():
        for field in fields:
            fact = facts.get(pk, {}).get(field.pk)
            shown = "" if fact is None else in_words(field, fact, options)
            told[f"custom_{field.pk}"] = format_html("<bdi>{}</bdi>", shown) if shown else ""

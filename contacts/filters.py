"""The filters of the contact list: their form, and their conditions on rows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import labels, quality
from contacts.indexes import IN_THE_INDEX
from contacts.models import (
    Contact,
    ContactPoint,
    CustomField,
    FieldKind,
    ImportantDate,
    PointKind,
    Segment,
    Tag,
    ZoneSource,
)
from contacts.models.custom import CHOSEN_KINDS
from contacts.querysets import ContactQuerySet
from contacts.rules import Rules, matching, parted
from contacts.segments import read_once
from contacts.sorting import ORDERS, in_order
from crm.forms import TextField
from crm.languages import Ready, country_choices, language_choices
from staff.models import User
from staff.policy import Action, may, scope

MOST_SEGMENTS, MOST_TAGS = 200, 500
FILTERED_KINDS = (FieldKind.TEXT, FieldKind.FLAG, *CHOSEN_KINDS)
# What most look for stands above the list. The rest opens under it, and is asked of the database only then.
ABOVE = ("q", "owner", "stage", "country", "sort")
OPEN, OWN = "filters", "custom_"
NOBODY = "nobody"
MISSING = (
    ("", _("Nothing")),
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("language", _("Language")),
    ("birthday", _("Birthday")),
    ("zone", _("Confirmed time zone")),
)


def owners_offered() -> list[tuple[Any, Any]]:
    """Colleagues by name, and whom nobody looks after; a name is no secret within the house."""
    names = User.objects.filter(is_active=True).order_by("full_name", "pk").values_list("pk", "full_name")
    return [("", _("Everybody's")), (NOBODY, _("Nobody’s")), *((str(pk), name) for pk, name in names)]


def labelled(of: str, none: Any) -> list[tuple[str, Any]]:
    """All words of a list, hidden ones too: they stand where they were chosen."""
    return [("", none), *labels.every(of)]


class ContactFilterForm(forms.Form):
    """The filters of the list; each value stays in the address, so that a view can be kept and shared."""

    q = TextField(required=False, max_length=200, label=_("Name, address or number"))
    owner = forms.ChoiceField(required=False, choices=[("", _("Everybody's")), ("me", _("Mine"))], label=_("Owner"))
    stage = forms.ChoiceField(required=False, choices=partial(labelled, "stage", _("Any stage")), label=_("Stage"))
    country = forms.ChoiceField(required=False, label=_("Country"))
    language = forms.ChoiceField(required=False, label=_("Language"))
    quiet = forms.ChoiceField(
        required=False,
        label=_("No contact for"),
        choices=[
            ("", _("Any time")),
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("180", _("180 days")),
            ("365", _("a year")),
        ],
    )
    missing = forms.ChoiceField(
        required=False,
        label=_("Missing"),
    )
    segment = forms.ChoiceField(required=False, label=_("Segment"))
    tag = forms.ChoiceField(required=False, label=_("Tag"))
    quality = forms.ChoiceField(required=False, label=_("To be mended"))
    colleague = forms.ChoiceField(required=False, label=_("Owner, by name"), choices=owners_offered)
    role = forms.ChoiceField(required=False, label=_("Role"), choices=partial(labelled, "role", _("Any role")))
    source = forms.ChoiceField(required=False, label=_("Source"), choices=partial(labelled, "source", _("Any source")))
    industry = forms.ChoiceField(
        required=False, label=_("Industry"), choices=partial(labelled, "industry", _("Any industry"))
    )

    sort = forms.ChoiceField(required=False, label=_("Sorted"), choices=ORDERS)

    def __init__(
        self,
        *args: Any,
        hidden: Collection[str] = (),
        segments: Sequence[Segment] = (),
        fields: Sequence[CustomField] = (),
        **kwargs: Any,
    ) -> None:
        """`hidden`: what may not be asked for, as the reader may read it of nobody; `segments` and own `fields` to
        choose from."""
        super().__init__(*args, **kwargs)
        self.hidden = hidden
        self.segments = {str(segment.pk): segment for segment in segments}
        offered = [(pk, segment.name) for pk, segment in self.segments.items()]
        cast(forms.ChoiceField, self.fields["segment"]).choices = [("", _("Everybody")), *offered]
        missing = cast(forms.ChoiceField, self.fields["missing"])
        missing.choices = [(value, words) for value, words in MISSING if value not in hidden]
        gaps = [(gap.code, gap.label) for gap in quality.gaps() if gap.code not in hidden]
        cast(forms.ChoiceField, self.fields["quality"]).choices = [("", _("Nothing")), *gaps]
        self.custom = {field.input_name: field for field in fields if field.is_filter and field.kind in FILTERED_KINDS}
        for name, field in self.custom.items():
            self.fields[name] = filter_field(field)
        cast(forms.ChoiceField, self.fields["tag"]).choices = tags_offered
        country, language = (cast(forms.ChoiceField, self.fields[name]) for name in ("country", "language"))
        country.choices = lambda: Ready(("", gettext("Any country")), *country_choices())
        language.choices = lambda: Ready(("", gettext("Any language")), *language_choices())

    @property
    def above(self) -> list[forms.BoundField]:
        return [self[name] for name in ABOVE]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ABOVE]


def is_opened(query: QueryDict) -> bool:
    """Whether the address asks for all filters and columns with what can be chosen."""
    return bool(query.get(OPEN))


def is_folded(name: str) -> bool:
    """Whether what is chosen under this name stands in the fold, and not above the list."""
    return name == "col" or name.startswith(OWN) or (name in ContactFilterForm.base_fields and name not in ABOVE)


def needs_fields(query: QueryDict) -> bool:
    """Whether the address asks for own fields of the house."""
    return is_opened(query) or any(
        name.startswith(OWN) or (name == "col" and any(code.startswith("custom") for code in codes))
        for name, codes in query.lists()
    )


def filter_form(query: QueryDict, user: User, fields: Sequence[CustomField]) -> ContactFilterForm:
    """The form over an address, with what the user may ask for; `fields` are the own ones they read.

    Only where it is opened are there more segments to choose from than the chosen one.
    """
    chosen = query.get("segment", "")
    segments = segments_for(user) if is_opened(query) else segments_for(user, chosen) if chosen.isdecimal() else []
    return ContactFilterForm(query, hidden=unaskable(user), segments=segments, fields=fields)


def filter_field(field: CustomField) -> forms.Field:
    """By which the list is filtered by an own field: part of a text, one of the choices, yes or no."""
    if field.kind == FieldKind.TEXT:
        return TextField(required=False, max_length=200, label=str(field))
    said = [("yes", _("yes")), ("no", _("no"))]
    choices = said if field.kind == FieldKind.FLAG else [(str(one.pk), str(one)) for one in field.options.all()]
    return forms.ChoiceField(required=False, label=str(field), choices=[("", "—"), *choices])


def rule_of(field: CustomField, value: str) -> Rules:
    """The filter as a rule of a segment."""
    if field.kind == FieldKind.TEXT:
        return {"field": field.code, "is": "contains", "value": value}
    if field.kind == FieldKind.FLAG:
        return {"field": field.code, "is": value}
    return {"field": field.code, "is": "any_of", "value": [value]}


def ordered(contacts: ContactQuerySet, form: ContactFilterForm, language: str) -> ContactQuerySet:
    """By name as the reader's language looks names up, or in the order that was chosen."""
    return in_order(contacts, sort_of(form), language)


def sort_of(form: forms.Form) -> str:
    return form.cleaned_data["sort"] if form.is_valid() else ""


def tags_offered() -> list[tuple[Any, str]]:
    known = Tag.objects.order_by("key").values_list("pk", "name")[:MOST_TAGS]
    return [("", gettext("Any tag")), *((str(pk), name) for pk, name in known)]


COLUMNS = {"stage": "stage", "country": "country", "source": "source", "industry": "company__industry"}
LISTS = {"language": "languages", "role": "roles"}
CONFIRMED = (ZoneSource.TOLD, ZoneSource.BOOKING)


# Whether there is one is told only where it may be read.
HIDDEN_ASKED = {
    PointKind.EMAIL: Action.VIEW_DETAILS,
    PointKind.PHONE: Action.VIEW_DETAILS,
    "birthday": Action.VIEW_SENSITIVE,
}


def unaskable(user: User) -> set[str]:
    """What the user may not ask for, as their role reads it of nobody."""
    of_gaps = {gap.code: gap.asks for gap in quality.gaps()}
    return {name for name, action in (HIDDEN_ASKED | of_gaps).items() if not may(user, action)}


@read_once()
def filtered(contacts: ContactQuerySet, form: ContactFilterForm, *, user: User, now: datetime) -> ContactQuerySet:
    """Those of contacts whom the user sees who pass every filter.

    A filter that cannot be read is left out; BadRequest for a forbidden one.
    """
    if {form.data.get("missing"), form.data.get("quality")} & {*form.hidden}:
        raise BadRequest
    # Without it the list would be of everybody, and whoever acts on it would act on everybody.
    if form.data.get("segment") and form.data["segment"] not in form.segments:
        raise BadRequest
    values = form.cleaned_data if form.is_valid() else {**getattr(form, "cleaned_data", {})}
    if values.get("q"):
        contacts = contacts.search(values["q"], by=user)
    if values.get("owner") == "me":
        contacts = contacts.filter(owner=user)
    if values.get("colleague"):
        owned = Q(owner__isnull=True) if values["colleague"] == NOBODY else Q(owner=values["colleague"])
        contacts = contacts.filter(owned)
    if values.get("quality"):
        contacts = quality.with_gap(contacts, values["quality"], user, now)
    for name, path in COLUMNS.items():
        if values.get(name):
            contacts = contacts.filter(**{path: values[name]})
    for name, path in LISTS.items():
        if values.get(name):
            contacts = contacts.filter(**{f"{path}__icontains": f'"{values[name]}"'})
    if values.get("segment"):
        contacts = in_segment(contacts, form.segments[values["segment"]], user, now)
    if values.get("tag"):
        contacts = contacts.filter(pk__in=Contact.tags.through.objects.filter(tag=values["tag"]).values("contact"))
    for name, field in form.custom.items():
        if values.get(name):
            contacts = contacts.filter(matching(rule := rule_of(field, values[name]), now)).told_to(user, rule)
    if values.get("quiet"):
        since = now - timedelta(days=int(values["quiet"]))
        contacts = contacts.filter(Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=since))
    return _missing(contacts, values.get("missing", ""), user)


@read_once()
def segments_for(user: User, pk: str | None = None) -> list[Segment]:
    """Those that the list offers: one's own and the shared ones, but for what they ask may be seen of nobody.

    With `pk` (in digits) that one alone.
    """
    visible = Segment.objects.visible_to(user).only("name", "rules").order_by("name", "pk")
    chosen = visible if pk is None else visible.filter(pk=pk)
    return [segment for segment in chosen[:MOST_SEGMENTS] if segment.may_be_asked_by(user)]


def in_segment(contacts: ContactQuerySet, segment: Segment, user: User, now: datetime) -> ContactQuerySet:
    """Those of contacts who belong to the segment, and of whom the user may know it.

    What the index of the list holds is asked of the list itself, everything else of each whom that leaves: so the list
    is walked in the index, without reading the rows that are passed over.
    """
    held, rest = parted(segment.rules, IN_THE_INDEX)
    if not held or not rest:
        return contacts.filter(matching(segment.rules, now)).told_to(user, segment.rules)
    left = Contact.objects.filter(matching({"all": rest}, now), pk=OuterRef("pk")).told_to(user, segment.rules)
    return contacts.filter(matching({"all": held}, now), Exists(left.order_by()))


def _missing(contacts: ContactQuerySet, field: str, user: User) -> ContactQuerySet:
    if field in HIDDEN_ASKED:
        contacts = scope(user, HIDDEN_ASKED[field], contacts)
    if field in (PointKind.EMAIL, PointKind.PHONE):
        return contacts.exclude(Exists(ContactPoint.objects.filter(contact=OuterRef("pk"), kind=field)))
    if field == "language":
        return contacts.filter(languages=[])
    if field == "birthday":
        return contacts.exclude(Exists(ImportantDate.objects.filter(contact=OuterRef("pk"), kind=field)))
    if field == "zone":
        return contacts.filter(zone_confirmed_at__isnull=True).exclude(zone_source__in=CONFIRMED)
    return contacts


def filter_in_words(asked: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The filters of an address, as pairs of a label and the chosen words."""
    form = ContactFilterForm({name: values[-1] for name, values in asked.items() if values})
    return [(str(chip["label"]), str(chip["words"])) for chip in chips(form)]


def chips(form: forms.Form) -> list[dict[str, Any]]:
    """The filters that are on: name, label and the chosen value in words."""
    if not form.is_valid():
        return []
    shown = []
    for name, value in form.cleaned_data.items():
        if value and name != "sort":
            field = form.fields[name]
            words = dict(getattr(field, "choices", [])).get(value, value)
            rest = cast(QueryDict, form.data).copy()
            for gone in (name, "page"):
                rest.pop(gone, None)
            shown.append({"name": name, "label": field.label, "words": words, "rest": rest.urlencode() or "all=1"})
    return shown

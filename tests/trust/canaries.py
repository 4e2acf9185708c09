"""Canaries: words that stand nowhere else, of which the world knows model, field and whose row it is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, EmailField, Field, JSONField, Model, TextField, URLField

from contacts.models import (
    BulkRow,
    BulkRun,
    Company,
    CompanyMove,
    CompanyPair,
    Consent,
    Contact,
    ContactPoint,
    CustomValue,
    DuplicatePair,
    Fact,
    ImportMapping,
    ImportRun,
    MergeMove,
    StageChange,
)
from feedback.models import Invitation, Response
from interactions.models import Attachment, FollowUp, Interaction, Promise, RecapAnswer, Signal
from mailbox.models import Mailbox, MailPart, ReceivedMail
from outreach.models import Hold, InboundEvent, Message
from sales.models import Contract, Purchase
from staff.models import (
    AccessToken,
    Approval,
    AuditEntry,
    Draft,
    Notice,
    SavedView,
    Share,
    Submit,
    User,
    ViewChoice,
)
from tests.trust.expected import Whose
from translating.models import Translation

CODE = re.compile(r"zq\d{4}x", re.IGNORECASE)

# Text that is a code, a key or a zone, which pages could not show as words; by model.
CODED = {
    Contact: "name_locale preferred_order languages country time_zone preferred_channel search_key search_key2 "
    "sort_key sort_name roles source acquisition_currency",
    Company: "country industry size_band language search_key search_key2 name_key sound_key site_key",
    StageChange: "exit_reason",
    ContactPoint: "normalised",
    CustomValue: "folded currency",
    Fact: "folded search_key",
    Consent: "wording_language wording_hash",
    DuplicatePair: "evidence",
    MergeMove: "table columns ids",
    CompanyPair: "evidence",
    CompanyMove: "table columns ids",
    Message: "occurrence zone language last_code provider_ref",
    InboundEvent: "provider event_id address_hash",
    Interaction: "contact_zone source search_key",
    Attachment: "digest",
    Mailbox: "host",
    ReceivedMail: "digest copy_key thread message_id answers",
    MailPart: "content_type",
    Translation: "subject_type field language original_language digest provider engine",
    Promise: "zone currency",
    RecapAnswer: "language",
    FollowUp: "zone source repeat_on",
    Signal: "kind mark facts",
    Purchase: "currency base_currency rate_source",
    Contract: "currency",
    Invitation: "wave reason",
    Response: "language",
    Hold: "key",
    Share: "subject_type",
    Notice: "kind url key",
    SavedView: "page",
    Draft: "page subject_type",
    BulkRun: "change value",
    BulkRow: "before",
    ViewChoice: "page",
    Submit: "key url",
    Approval: "kind digest",
    AuditEntry: "action subject_type digest request_id",
    ImportRun: "file_format unknown_columns columns country claim preview",
    ImportMapping: "headers columns",
    AccessToken: "scope",
}
# How words stand in a column of JSON that its readers expect in a shape.
SHAPES: dict[str, Callable[[str], Any]] = {
    "Contact.titles": lambda word: [word],
    "Contact.address_as": lambda word: {"en": {"formal": word, "informal": word}},
    "Contact.vocatives": lambda word: {"cs": {"given": word}},
    "Message.variables": lambda word: {"title": word, "contact": word},
    "Interaction.points": lambda word: [word],
    "Recap.points": lambda word: [word],
    "RecapAnswer.corrections": lambda word: [word],
    "Introduction.places": lambda word: [word],
    "Introduction.employers": lambda word: [word],
    "Introduction.interests": lambda word: [word],
    "ReceivedMail.recipients": lambda word: [[word, f"{word.split()[0]}@canary.example"]],
    "ImportRowError.content": lambda word: [["Name", word]],
    "ImportTrace.before": lambda word: {"notes": word},
    "ImportTrace.after": lambda word: {"notes": word},
    "Draft.fields": lambda word: {"summary": [word]},
    "BulkRun.grounds": lambda word: {"reason": word},
    "Notice.params": lambda word: {"title": word, "contact": word},
    "AuditValues.values": lambda word: {"changes": {"full_name": [word, word]}, "asked": {"q": word}},
}


class Canary(NamedTuple):
    model: str
    field: str
    whose: Whose

    def __str__(self) -> str:
        return f"{self.model}.{self.field} of {self.whose}"


@dataclass
class World:
    now: datetime
    role: str
    reader: User
    mate: User
    stranger: User
    rows: dict[tuple[type[Model], Whose], Any] = field(default_factory=dict)
    canaries: dict[str, Canary] = field(default_factory=dict)

    def word(self, model: str, name: str, whose: Whose, longest: int | None = None) -> str:
        """A canary: the code first, so that a shortened text still tells."""
        code = f"zq{len(self.canaries):04d}x"
        self.canaries[code] = Canary(model, name, whose)
        return f"{code} {model} {name} {whose}"[:longest].strip()

    def owner(self, whose: Whose) -> User:
        owners = {Whose.OWN: self.reader, Whose.TEAM: self.mate, Whose.BIN: self.mate}
        return owners.get(whose, self.stranger)

    def contact(self, whose: Whose) -> Contact:
        return self.rows[Contact, whose]

    def codes_in(self, text: str) -> set[str]:
        return {code.lower() for code in CODE.findall(text)} & self.canaries.keys()

    def codes_of(self, model: type[Model], whose: Whose) -> list[str]:
        wanted = model._meta.label
        return [code for code, canary in self.canaries.items() if (canary.model, canary.whose) == (wanted, whose)]


def text_fields(model: type[Model]) -> Iterator[Field]:
    """Columns that hold words of somebody: no choices, no codes."""
    coded = CODED.get(model, "").split()
    for each in model._meta.local_fields:
        if isinstance(each, CharField | TextField | JSONField) and not each.choices and each.name not in coded:
            yield each


def fill(world: World, model: type[Model], whose: Whose, **given: Any) -> Any:
    """A row whose every free text that is not given is a canary."""
    label = model._meta.label
    for each in text_fields(model):
        if each.name not in given:
            given[each.name] = _shaped(world, each, label, whose)
    row = model(**given)
    if isinstance(row, Contact | Company):
        row.set_search_keys()
    row.save(force_insert=True)
    return row


def _shaped(world: World, each: Field, label: str, whose: Whose) -> Any:
    word = world.word(label, each.name, whose, getattr(each, "max_length", None))
    if isinstance(each, EmailField):
        return f"{word.split()[0]}@canary.example"
    if isinstance(each, URLField):
        return f"https://{word.split()[0]}.canary.example/"
    if isinstance(each, JSONField):
        return SHAPES.get(f"{label.split('.')[1]}.{each.name}", lambda said: {"words": said})(word)
    return word

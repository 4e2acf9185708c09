"""Help with words for one customer: phrases in their language and register, and questions for a call with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import get_language

from contacts.greeting import addressed_name, register_of
from contacts.manners import manners_for
from contacts.models import Contact, Fact, NeedQuestion
from crm.translated import words_in
from interactions.models import NAME_MARK, CallQuestion, Phrase, Situation, Topic
from outreach.languages import customers_language
from staff.models import Organisation, User

Row = TypeVar("Row")


@dataclass(frozen=True)
class Said:
    """Words in the customer's language, what they mean to the reader where that is another, and when to use them."""

    text: str
    meaning: str = ""
    note: str = ""


@dataclass(frozen=True)
class Wording:
    """What helps with words beside a composer. `asked` are questions; a mail has none."""

    language: str
    formality: str
    phrases: list[tuple[str, list[Said]]]
    asked: list[tuple[str, list[Said]]] = field(default_factory=list)
    about_needs: list[Said] = field(default_factory=list)


def in_order(rows: Iterable[Row], column: str, choices: type[TextChoices]) -> list[Row]:
    """The rows as the choices of the column stand, and within each as they stood."""
    places = {code: place for place, code in enumerate(choices.values)}
    return sorted(rows, key=lambda row: places[getattr(row, column)])


def by_group(rows: Iterable[Row], title: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """Rows that stand in order of their groups, under the title of each."""
    return [(name, list(group)) for name, group in groupby(rows, key=title)]


def wording_for(contact: Contact, reader: User, organisation: Organisation, *, with_questions: bool) -> Wording:
    """Phrases of the register in which the reader addresses the contact, with the form of address filled in."""
    language = customers_language(contact, organisation)
    manners = manners_for(contact, team_id=reader.team_id, organisation=organisation)
    formality = register_of(contact, language, manners).value
    name = addressed_name(contact, language, manners=manners)
    phrases = in_order(Phrase.objects.offered().filter(formality=formality), "situation", Situation)
    names = (name, contact.full_name)
    worded = [(row, said) for row in phrases if (said := _said(row, "text", language, names))]
    return Wording(
        language=language,
        formality=formality,
        phrases=_grouped(worded, lambda row: row.get_situation_display()),
        **(_questions(contact, reader, language) if with_questions else {}),
    )


def _questions(contact: Contact, reader: User, language: str) -> dict[str, Any]:
    """Those for the contact's stage and for all; of those about needs the ones to which the reader sees no answer."""
    asked = in_order(CallQuestion.objects.offered().filter(stage__in=("", contact.stage)), "topic", Topic)
    answered = Fact.objects.visible_to(reader).open().filter(contact=contact, question__isnull=False).values("question")
    needs = NeedQuestion.objects.filter(is_offered=True).exclude(pk__in=answered)
    worded = [(row, said) for row in asked if (said := _said(row, "words", language))]
    return {
        "asked": _grouped(worded, lambda row: row.get_topic_display()),
        "about_needs": [said for row in needs if (said := _said(row, "words", language))],
    }


def _said(row: Any, column: str, language: str, names: tuple[str, str] = ("", "")) -> Said | None:
    """The row in the customer's language; None where nobody has said it in that.

    `names` are the form of address, and the name for what the words mean.
    """
    text, mine = words_in(row, column, language), (get_language() or "").partition("-")[0]
    if not text:
        return None
    meaning = "" if mine == language else str(getattr(row, column) or "")
    addressed, name = names
    return Said(_named(text, addressed), _named(meaning, name), str(getattr(row, "note", "") or ""))


def _named(text: str, name: str) -> str:
    """A sentence that begins with the form of address begins with a capital ("Pane Nováku, …")."""
    named = text.replace(NAME_MARK, name)
    return capfirst(named) if text.startswith(NAME_MARK) else named


def _grouped(worded: list[tuple[Any, Said]], title: Callable[[Any], str]) -> list[tuple[str, list[Said]]]:
    groups = by_group(worded, lambda pair: title(pair[0]))
    return [(name, [said for _row, said in pairs]) for name, pairs in groups]

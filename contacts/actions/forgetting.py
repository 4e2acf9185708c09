"""What colleagues asked for by the name, an address or a number of somebody who is erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from contacts.comparing import WITH
from contacts.models import Contact, ContactPoint, PointKind, Segment
from contacts.rules import NAMELESS, Rules, mode_of
from crm.text import fold, phone_digits, search_tokens
from staff import audit
from staff.models import AuditValues, SavedView, User

# Fewer letters or digits are asked for without meaning this one person.
SHORTEST_NAME = 5
SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class Traces:
    """By what somebody is asked for: the words of whole names, addresses, and digits of numbers."""

    names: frozenset[frozenset[str]]
    addresses: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[Contact]) -> Self:
        people = list(people)
        written = {name for one in people for name in (one.full_name, one.latin_name, one.reading)}
        names = {frozenset(search_tokens(name)) for name in written}
        points = ContactPoint.objects.filter(contact__in=people)
        mails = points.filter(kind=PointKind.EMAIL).values_list("value", "normalised")
        numbers = points.exclude(kind=PointKind.EMAIL).values_list("value", "normalised")
        return cls(
            frozenset(name for name in names if len("".join(name)) >= SHORTEST_NAME),
            frozenset(fold(address) for pair in mails for address in pair if address),
            frozenset(phone_digits(number) for pair in numbers for number in pair),
        )

    def are_in(self, text: str) -> bool:
        """Whether the text names the person: by a whole name in any order and script, an address or a number."""
        words, key, digits = set(search_tokens(text)), fold(text), phone_digits(text)
        # As dialled at home.
        dialled = digits.lstrip("0")
        return (
            any(name <= words for name in self.names)
            or any(address in key for address in self.addresses)
            or any(
                len(number) >= SHORTEST_NUMBER
                and (number in digits or (len(dialled) >= SHORTEST_NUMBER and number.endswith(dialled)))
                for number in self.numbers
            )
        )

    def out_of(self, rules: Rules) -> Rules:
        """The rules without what names the person: such a condition stays, and is met by nobody from now on.

        Were it gone, who is among all of several conditions would be more people than before.
        """
        mode = mode_of(rules)
        if mode is not None:
            return {mode: [self.out_of(member) for member in rules[mode]]}
        value = rules.get("value")
        if WITH.get(rules["is"]) == "text" and isinstance(value, str) and self.are_in(value):
            return {**rules, "value": NAMELESS}
        return rules


def forget_in_questions(people: Iterable[Contact], *, by: User, now: datetime) -> None:
    """Take them out of the rules of segments and the filters of saved views, while their addresses still stand."""
    traces = Traces.of(people)
    for segment in Segment.objects.select_for_update().order_by("pk"):
        rules = traces.out_of(segment.rules)
        if rules != segment.rules:
            segment.rules, segment.version = rules, segment.version + 1
            segment.save(update_fields=["rules", "version"])
            audit.record("contacts.segment.forget", by=by, subject=segment, now=now)
    for view in SavedView.objects.select_for_update().order_by("pk"):
        query = [[name, value] for name, value in view.query if not traces.are_in(str(value))]
        if len(query) < len(view.query):
            view.query = query
            view.save(update_fields=["query"])
            audit.record("staff.view.forget", by=by, subject=view, now=now)
    _forget_earlier_rules(traces)


def _forget_earlier_rules(traces: Traces) -> None:
    """What the trail keeps of segments as they were before they were changed."""
    kept = AuditValues.objects.filter(entry__action="contacts.segment.change", values__changes__has_key="rules")
    rows = kept.values_list("pk", "values")
    gone = [pk for pk, values in rows if any(traces.out_of(rules) != rules for rules in values["changes"]["rules"])]
    AuditValues.objects.filter(pk__in=gone).delete()

"""Addresses that more than one row of a file names, found without keeping those of a million rows."""

from collections.abc import Iterable

from contacts.importing.rows import ParsedPerson
from crm.text import fold

# A bit for each remainder: of a million addresses about eight thousand are taken for repeated that are not, which
# costs a second look at their rows and nothing else.
BITS = 1 << 27


class Repeated:
    """`found`: texts that were added twice, and a few that share their bit with another."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._seen = bytearray()

    def add(self, texts: Iterable[str]) -> None:
        if not self._seen:
            self._seen = bytearray(BITS // 8)
        for text in texts:
            place, bit = divmod(hash(text) % BITS, 8)
            if self._seen[place] >> bit & 1:
                self.found.add(text)
            self._seen[place] |= 1 << bit


def shared_among(emails: Iterable[str], people: Iterable[ParsedPerson]) -> frozenset[str]:
    """Those of the addresses that people of different names have in common: a household, an office."""
    first: dict[str, set[str]] = {}
    wanted, shared = set(emails), set()
    for person in people:
        words = set(fold(person.full_name).split())
        for email, _label in person.emails:
            if email in first and first[email].isdisjoint(words):
                shared.add(email)
            elif email in wanted:
                first.setdefault(email, words)
    return frozenset(shared)

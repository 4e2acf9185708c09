"""Proof of the audit trail: each link of the chain, the entries that it is about, and what is kept beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from crm import append_only
from staff import audit_guards
from staff.audit import digest_of
from staff.audit_sealing import digest_of_addresses, digest_of_rows, entries_between, hash_of
from staff.models import AuditEntry, AuditSalt, AuditSeal, AuditValues, SealKind

AT_ONCE = 1000


@dataclass(frozen=True)
class Flaw:
    """One broken proof; `seal` is the number of the link, where it is about one."""

    check: str
    seal: int | None
    sentence: str

    def __str__(self) -> str:
        return f"{self.check}{'' if self.seal is None else f' seal {self.seal}'}: {self.sentence}"


def flaws() -> Iterator[Flaw]:
    """Every flaw of the chain, of what it proves, of the values beside it and of the guards in the database."""
    removals = list(AuditSeal.objects.filter(kind=SealKind.REMOVAL).order_by("number").values_list("number", "until"))
    previous, expected, after = "", 1, None
    for link in AuditSeal.objects.order_by("number").iterator(chunk_size=AT_ONCE):
        if link.number != expected:
            yield Flaw("missing-seal", expected, f"the seals {expected} to {link.number - 1} are missing")
        if link.hash != hash_of(link, previous):
            yield Flaw("broken-chain", link.number, "it does not follow from the seal before")
        previous, expected = link.hash, link.number + 1
        if link.kind == SealKind.ROWS:
            yield from _entries(link, after, _is_removed(link, removals))
            after = link.last_id
    yield from _values()
    yield from _missing_guards()


def counts() -> dict[str, Any]:
    """What was checked, the hash of the newest link, and how many entries wait for a seal."""
    last = AuditSeal.objects.filter(kind=SealKind.ROWS).order_by("-number").first()
    newest = AuditSeal.objects.order_by("-number").first()
    waiting = AuditEntry.objects.filter(id__gt=last.last_id) if last else AuditEntry.objects.all()
    return {
        "entries": AuditEntry.objects.count(),
        "seals": AuditSeal.objects.count(),
        "unsealed": waiting.count(),
        "hash": newest.hash if newest else "",
    }


def _is_removed(link: AuditSeal, removals: list[tuple[int, datetime]]) -> bool:
    return any(number > link.number and until > link.until for number, until in removals)


def _entries(link: AuditSeal, after: int | None, is_removed: bool) -> Iterator[Flaw]:
    rows = list(entries_between(after, link.last_id))
    span = f"entries {link.first_id} to {link.last_id}"
    if is_removed and not rows:
        return
    if len(rows) != link.rows:
        yield Flaw("entries", link.number, f"{span}: {link.rows} were sealed, {len(rows)} are there")
    elif digest_of_rows(rows) != link.digest:
        yield Flaw("entries", link.number, f"{span}: at least one was changed")
    else:
        yield from _addresses(link, rows)


def _addresses(link: AuditSeal, rows: list[dict[str, Any]]) -> Iterator[Flaw]:
    """Where the salt is gone, so must the addresses be."""
    salted = AuditSalt.objects.filter(pk=link.pk).first()
    if salted is None:
        if any(row["address"] for row in rows):
            yield Flaw("addresses", link.number, "there are addresses after they were forgotten")
    elif digest_of_addresses(salted.salt, rows) != link.addresses:
        yield Flaw("addresses", link.number, "at least one address was changed")


def _values() -> Iterator[Flaw]:
    """Values may be gone; those that are there must be the ones that were written."""
    kept = AuditValues.objects.order_by("pk").values_list("pk", "salt", "values", "entry__digest")
    for entry, salt, values, digest in kept.iterator(chunk_size=AT_ONCE):
        if digest_of(salt, values) != digest:
            yield Flaw("values", None, f"the values of entry {entry} were changed")


def _missing_guards() -> Iterator[Flaw]:
    """Without its triggers, or with others in their place, a table could have been changed unseen."""
    for guard in append_only.lacking(connection, audit_guards.guards(connection)):
        yield Flaw("unguarded", None, f"nothing in the database forbids {guard.forbids} on {guard.table} as it should")

"""Recording the rows of a file of purchases. A second import of the same file changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contacts.actions.contacts import create_contact
from contacts.models import Contact, ContactPoint, PointKind
from contacts.models.contact_point import normalise
from crm.clock import zone
from sales.actions import record_purchase, set_purchase_status
from sales.importing.reading import BadRow, Layout, PurchaseRow, RowError, read_rows
from sales.models import Product, Purchase, PurchaseStatus
from staff import audit
from staff.models import Organisation, User

CHUNK = 500


@dataclass
class Outcome:
    """What became of the rows of a file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    errors: list[RowError] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("created", "updated", "unchanged", "skipped")}
        return counts | {"errors": [{"row": error.row, "reason": error.reason} for error in self.errors]}


@dataclass
class _Known:
    """What the rows of one chunk may refer to, read at once."""

    by_email: dict[str, set[int]]
    by_external_id: dict[str, set[int]]
    contacts: dict[int, Contact]
    purchases: dict[str, Purchase]
    first_rows: dict[str, int]
    made: dict[str, Contact] = field(default_factory=dict)


def import_purchases(
    path: Path, layout: Layout, *, by: User | None, create_contacts: bool = False, now: datetime | None = None
) -> Outcome:
    """Record the purchases of the file, in chunks; rows that cannot be right are left out and told.

    `by` is who creates missing contacts; the purchases themselves are recorded by nobody, as of themselves.
    """
    now = now or timezone.now()
    place = zone(Organisation.current().time_zone)
    outcome = Outcome()
    first_rows: dict[str, int] = {}
    for chunk in _chunks(read_rows(path, layout, place)):
        _import_chunk(chunk, outcome, first_rows, by=by if create_contacts else None, now=now)
    outcome.errors.sort(key=lambda error: error.row)
    counts = {**outcome.as_json(), "errors": len(outcome.errors), "file": path.name[-200:]}
    audit.record("sales.import", by=by, detail=counts, now=now)
    return outcome


def _chunks(rows: Iterable[PurchaseRow | RowError]) -> Iterator[list[PurchaseRow | RowError]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


@transaction.atomic
def _import_chunk(
    chunk: list[PurchaseRow | RowError],
    outcome: Outcome,
    first_rows: dict[str, int],
    *,
    by: User | None,
    now: datetime,
) -> None:
    rows = [row for row in chunk if isinstance(row, PurchaseRow)]
    outcome.errors += [row for row in chunk if isinstance(row, RowError)]
    known = _look_up(rows, first_rows)
    for row in rows:
        made_before = dict(known.made)
        try:
            with transaction.atomic():
                what = _import_row(row, known, by=by, now=now)
        except (BadRow, ValidationError, IntegrityError) as error:
            known.made = made_before
            outcome.errors.append(RowError(row.row, _sentence(error)))
        else:
            setattr(outcome, what, getattr(outcome, what) + 1)


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) if isinstance(error, BadRow) else _("The row could not be stored.")


def _look_up(rows: Sequence[PurchaseRow], first_rows: dict[str, int]) -> _Known:
    references = {row.contact for row in rows}
    emails = {_key(reference) for reference in references if "@" in reference}
    known = _Known(defaultdict(set), defaultdict(set), {}, {}, first_rows)
    points = ContactPoint.objects.filter(kind=PointKind.EMAIL, normalised__in=emails)
    for normalised, contact_id in points.values_list("normalised", "contact_id"):
        known.by_email[normalised].add(contact_id)
    with_id = Contact.objects.filter(external_id__in=references - {""})
    for external_id, pk in with_id.order_by().values_list("external_id", "pk"):
        known.by_external_id[external_id].add(pk)
    ids = set().union(*known.by_email.values(), *known.by_external_id.values())
    known.contacts = Contact.objects.in_bulk(ids)
    purchases = Purchase.objects.filter(number__in={row.number for row in rows}).select_related("product")
    known.purchases = {purchase.number: purchase for purchase in purchases}
    return known


def _import_row(row: PurchaseRow, known: _Known, *, by: User | None, now: datetime) -> str:
    contact = _contact(row, known, by=by, now=now)
    standing = known.purchases.get(row.number)
    first_row = known.first_rows.setdefault(row.number, row.row)
    if standing is not None:
        return _compare(row, contact, standing, now=now, is_again=first_row != row.row)
    known.purchases[row.number] = record_purchase(
        by=None,
        contact=contact,
        number=row.number,
        ordered_at=row.ordered_at,
        amount=row.amount,
        currency=row.currency,
        product=_product(row.product) if row.product else None,
        quantity=row.quantity or Decimal(1),
        status=row.status or PurchaseStatus.SETTLED,
        now=now,
    )
    return "created"


def _compare(row: PurchaseRow, contact: Contact, standing: Purchase, *, now: datetime, is_again: bool) -> str:
    """A purchase that stands may change its status, once in a file; all else is frozen."""
    differs = {
        "contact": standing.contact_id != contact.pk,
        "ordered_at": standing.ordered_at != row.ordered_at,
        "amount": standing.amount != row.amount,
        "currency": standing.currency != row.currency,
        "product": row.product is not None and not _is_named(standing.product, row.product),
        "quantity": row.quantity is not None and standing.quantity != row.quantity,
        "status": is_again and row.status is not None and standing.status != row.status,
    }
    columns = [name for name, is_other in differs.items() if is_other]
    if columns:
        raise BadRow(
            _("Order %(number)s is recorded already; what differs: %(columns)s.")
            % {"number": row.number, "columns": ", ".join(columns)}
        )
    if row.status is None or row.status == standing.status:
        return "unchanged"
    set_purchase_status(by=None, purchase=standing, status=row.status, now=now)
    return "updated"


def _contact(row: PurchaseRow, known: _Known, *, by: User | None, now: datetime) -> Contact:
    """The one contact with this e-mail or external id, made where the caller may make one."""
    key = _key(row.contact)
    if key in known.made:
        return known.made[key]
    found = known.by_email.get(key) if "@" in row.contact else None
    found = found or known.by_external_id.get(row.contact) or set()
    alive = [pk for pk in found if not known.contacts[pk].is_in_bin]
    if len(alive) > 1:
        raise BadRow(_("Several contacts have “%(name)s”.") % {"name": row.contact})
    if alive:
        return known.contacts[alive[0]]
    if found:
        raise BadRow(_("The contact “%(name)s” is in the bin.") % {"name": row.contact})
    if by is None:
        raise BadRow(_("There is no contact with “%(name)s”.") % {"name": row.contact})
    return _made(row, known, by=by, now=now)


def _key(reference: str) -> str:
    return normalise(PointKind.EMAIL, reference) if "@" in reference else reference


def _made(row: PurchaseRow, known: _Known, *, by: User, now: datetime) -> Contact:
    is_address = "@" in row.contact
    contact = create_contact(
        by=by,
        owner=by,
        fields={"full_name": row.contact, "source": "purchases"} | ({} if is_address else {"external_id": row.contact}),
        emails=[(row.contact, "")] if is_address else [],
        now=now,
    )
    known.made[_key(row.contact)] = contact
    return contact


def _product(name: str) -> Product:
    """The product with this code or name; one that is new in the file is put on the list."""
    product = Product.objects.filter(code__iexact=name).first() or Product.objects.filter(name_en=name).first()
    if product:
        return product
    stem = slugify(name)[:50] or "product"
    code, turn = stem, 1
    while Product.objects.filter(code=code).exists():
        turn += 1
        code = f"{stem}-{turn}"
    product = Product(code=code, name=name, name_en=name)
    product.full_clean()
    product.save()
    return product


def _is_named(product: Product | None, name: str) -> bool:
    return product is not None and (product.code.lower() == name.lower() or product.name_en == name)  # type: ignore[attr-defined]

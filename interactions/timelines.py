"""A page of a timeline, of one contact or of a company's people, with what stands around its entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Contact
from contacts.naming import SHOWN_FIELDS
from crm.paging import Page, page_by_keys, page_of
from interactions.clock_rows import put_clocks
from interactions.models import Attachment, Interaction, Party, Promise
from interactions.own_fields import tell
from interactions.querysets import InteractionQuerySet
from staff.models import User
from staff.policy import Action, may

# What an entry shows of itself and of who wrote it.
ENTRY_FIELDS = (
    *("contact_id", "contact_zone", "kind", "direction", "at", "minutes", "is_automatic", "sentiment", "emotion"),
    *("acknowledged", "summary", "points", "next_step", "params", "own_facts", "corrects_id", "about_id"),
    *("created_at", "by__full_name", "by__language"),
)
# Who they are, by which it is decided what of its own fields the reader sees, and what their clock said.
CONTACT_FIELDS = (
    *(*SHOWN_FIELDS, "owner", "team", "deleted_at"),
    *("time_zone", "zone_source", "zone_confirmed_at", "country"),
)
Narrow = Callable[[InteractionQuerySet], InteractionQuerySet]


@dataclass(frozen=True)
class Around:
    """What a page shows with one entry: of the people who took part those whom the reader sees, and how many others;
    what it corrects, the newest first; the entry that it is about; what we promised in it."""

    main: Contact | None = None
    people: Sequence[Contact] = ()
    unseen: int = 0
    colleagues: Sequence[User] = ()
    files: Sequence[Attachment] = ()
    corrected: Sequence[Interaction] = ()
    subject: Interaction | None = None
    promises: Sequence[Promise] = ()
    may_correct: bool = False


@dataclass(frozen=True)
class Walks:
    """Entries whose keys come from walks along indexes, merged by the database: a far page reads keys alone."""

    keys: QuerySet[Any, Any]

    def __getitem__(self, part: slice) -> InteractionQuerySet:
        keys, values = self.keys[part].query.sql_with_params()
        # Django cannot take one column of a union that is ordered by another.
        shown = RawSQL(f"SELECT id FROM ({keys}) AS shown", values)
        return with_flags().filter(pk__in=shown).newest_first()


def timeline_page(people: Any, narrow: Narrow, number: str | int | None, size: int) -> Page:
    """The page of all entries with one of the people (ids, or a queryset of them), corrected ones left out."""
    told = Interaction.objects.standing()
    own, beside = (
        narrow(rows).order_by().values_list("at", "id")
        for rows in (told.at_contacts(people), told.beside_contacts(people))
    )
    return page_of(Walks(own.union(beside, all=True).order_by("-at", "-id")), number, size)


def newest_page(entries: InteractionQuerySet, number: str | int | None) -> Page:
    """The page of entries of any number of contacts, newest first."""
    return page_by_keys(entries.standing().newest_first(), number, with_flags().in_bulk)


def with_flags() -> InteractionQuerySet:
    """Entries as a page reads them, each with whether others took part, and whether files and promises are of it."""
    beside, files = (
        Exists(model.objects.filter(interaction=OuterRef("pk")).order_by()) for model in (Party, Attachment)
    )
    promises = Exists(Promise.objects.filter(entry=OuterRef("pk")).order_by())
    rows = Interaction.objects.select_related("by").only(*ENTRY_FIELDS)
    return rows.annotate(has_parties=beside, has_files=files, has_promises=promises)


def put_around(entries: Sequence[Interaction], *, by: User, contact: Contact | None = None) -> None:
    """Give each entry its `around`; as many statements for fifty as for one. `contact` is whose page it is."""
    linked = _linked(entries)
    every = {entry.pk: entry for entry in (*linked.values(), *entries)}
    parties, files, promises = _parties(every.values()), _files(every.values()), _promises(every.values())
    seen = _seen(every.values(), parties, by=by, contact=contact)
    may_write = may(by, Action.WRITE_TIMELINE)
    for entry in every.values():
        around = _company_of(entry, parties.get(entry.pk, ()), seen, contact)
        entry.around = replace(
            around,
            files=files.get(entry.pk, ()),
            # Both are of the entry's own contact, whom not everybody sees who sees the entry.
            subject=linked.get(entry.about_id or 0) if around.main else None,
            promises=promises.get(entry.pk, ()) if around.main else (),
            may_correct=may_write and entry.is_correctable_by(by),
        )
    for entry in entries:
        corrected = list(_chain(entry, linked))
        versions = [one.around for one in (*reversed(corrected), entry)]
        entry.around = replace(
            entry.around,
            corrected=corrected,
            files=[file for one in versions for file in one.files],
            promises=[promise for one in versions for promise in one.promises],
        )
    tell(every.values(), by=by)
    put_clocks(entries)


def _linked(entries: Iterable[Interaction]) -> dict[int, Interaction]:
    """What the entries are about, and what they correct, however often it was corrected."""
    found: dict[int, Interaction] = {}
    wanted = {pk for entry in entries for pk in (entry.about_id, entry.corrects_id) if pk}
    while wanted:
        newest = with_flags().in_bulk(sorted(wanted))
        found |= newest
        wanted = {entry.corrects_id for entry in newest.values() if entry.corrects_id} - found.keys()
    return found


def _chain(entry: Interaction, linked: Mapping[int, Interaction]) -> Iterator[Interaction]:
    while entry.corrects_id:
        entry = linked[entry.corrects_id]
        yield entry


def _parties(entries: Iterable[Interaction]) -> dict[int, list[Party]]:
    wanted = [entry.pk for entry in entries if entry.has_parties]  # type: ignore[attr-defined]  # see with_flags
    found: dict[int, list[Party]] = {}
    for party in Party.objects.filter(interaction__in=wanted).select_related("user") if wanted else ():
        found.setdefault(party.interaction_id, []).append(party)
    return found


def _files(entries: Iterable[Interaction]) -> dict[int, list[Attachment]]:
    wanted = [entry.pk for entry in entries if entry.has_files]  # type: ignore[attr-defined]  # see with_flags
    found: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(interaction__in=wanted) if wanted else ():
        found.setdefault(file.interaction_id, []).append(file)
    return found


def _promises(entries: Iterable[Interaction]) -> dict[int | None, list[Promise]]:
    wanted = [entry.pk for entry in entries if entry.has_promises]  # type: ignore[attr-defined]  # see with_flags
    found: dict[int | None, list[Promise]] = {}
    for promise in Promise.objects.filter(entry__in=wanted).with_deeds() if wanted else ():
        found.setdefault(promise.entry_id, []).append(promise)
    return found


def _seen(
    entries: Iterable[Interaction], parties: Mapping[int, list[Party]], *, by: User, contact: Contact | None
) -> dict[int, Contact]:
    """Those of the contacts in the entries whom the reader sees."""
    known = {contact.pk: contact} if contact else {}
    named = {entry.contact_id for entry in entries} | {one.contact_id for some in parties.values() for one in some}
    wanted = sorted(pk for pk in named if pk and pk not in known)
    if not wanted:
        return known
    return known | Contact.objects.visible_to(by).only(*CONTACT_FIELDS).in_bulk(wanted)


def _company_of(
    entry: Interaction, parties: Iterable[Party], seen: Mapping[int, Contact], contact: Contact | None
) -> Around:
    """Who took part, besides the one whose page it is; else besides the contact that the entry is of."""
    beside = [party.contact_id for party in parties if party.contact_id]
    host = contact.pk if contact else entry.contact_id
    others = [pk for pk in dict.fromkeys((entry.contact_id, *beside)) if pk != host or pk not in seen]
    return Around(
        main=seen.get(entry.contact_id),
        people=[seen[pk] for pk in others if pk in seen],
        unseen=sum(pk not in seen for pk in others),
        colleagues=[party.user for party in parties if party.user],
    )

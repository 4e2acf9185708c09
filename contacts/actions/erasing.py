"""Erasing a person: a tombstone without a name stays, and every room forgets the words it keeps of them."""

from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.actions.forgetting import forget_in_questions
from contacts.merging import family
from contacts.models import (
    BulkRow,
    Consent,
    Contact,
    ContactPoint,
    CustomerGoal,
    CustomValue,
    DuplicatePair,
    Employment,
    Fact,
    Footing,
    ImportantDate,
    ImportRowError,
    ImportTrace,
    Merge,
    MergeMove,
    Relation,
    SegmentMembership,
    StageChange,
)
from contacts.signals import contact_erased
from crm.privacy import forget_words, naming, words_of
from crm.text import fold
from staff import audit
from staff.audit_retention import erase_values
from staff.models import AuditValues, Draft, Notice, Share, User
from staff.policy import Action, can

# Stands where a name has to stand.
NOBODY = "—"
# A shorter word stands in what is written about others.
SHORTEST_WORD = 5
NAMES = ("full_name", "latin_name", "reading", "called")


@transaction.atomic
def erase_contact(*, by: User, contact: Contact, now: datetime | None = None) -> Contact:
    """Erase the person and all who became part of them; for good. Doing it twice is doing it once.

    Raises PermissionDenied, and ValidationError for one who is part of somebody else. Announces `contact_erased`.
    """
    now = now or timezone.now()
    people = _locked(contact)
    contact = next(one for one in people if one.pk == contact.pk)
    if contact.is_erased:
        return contact
    if contact.merged_into_id is not None:
        raise ValidationError(_("This contact was merged into another. Erase that one."))
    if not can(by, Action.ERASE_CONTACTS, contact):
        raise PermissionDenied
    words = words_about(people)
    contact_erased.send(Contact, contacts=people, words=words, by=by, now=now)
    forget_in_questions(people, by=by, now=now)
    ids = [one.pk for one in people]
    _make_tombstones(ids, by, now)
    _forget_own_rows(ids)
    _forget_what_colleagues_were_told(ids, words, now)
    for pk in ids:
        erase_values(customer=pk)
    contact = Contact.objects.get(pk=contact.pk)
    audit.record("contacts.erase", by=by, subject=contact, detail={"people": len(ids)}, now=now)
    return contact


def words_about(people: list[Contact]) -> list[str]:
    """The names, addresses and numbers by which the people are named elsewhere, longest first."""
    names = {getattr(person, column) for person in people for column in NAMES}
    points = ContactPoint.objects.filter(contact__in=people).values_list("value", "normalised")
    words = names | {fold(name) for name in names} | {word for pair in points for word in pair}
    return sorted((word for word in words if len(word) >= SHORTEST_WORD), key=lambda word: (-len(word), word))


def _locked(contact: Contact) -> list[Contact]:
    return list(Contact.objects.select_for_update().filter(pk__in=family(contact)).order_by("pk"))


def _make_tombstones(ids: list[int], by: User, now: datetime) -> None:
    hours = ("hours_from", "hours_until", "lunch_from", "lunch_until", "fasting_told_on")
    nothing = dict.fromkeys(("company", "referred_by", "last_contact_at", *hours))
    rows = Contact.objects.filter(pk__in=ids)
    rows.update(
        **{**words_of(Contact), "full_name": NOBODY, "sort_name": NOBODY, "sort_key": NOBODY, **nothing},
        do_not_contact=True,
        erased_at=now,
        deleted_at=now,
        deleted_by=by,
        updated_at=now,
    )


def _forget_own_rows(ids: list[int]) -> None:
    ContactPoint.objects.filter(contact__in=ids).delete()
    DuplicatePair.objects.filter(Q(one__in=ids) | Q(other__in=ids)).delete()
    ImportantDate.objects.filter(contact__in=ids).delete()
    said = (CustomValue, Fact, CustomerGoal, Employment, Footing)
    for table in (*said, ImportTrace, SegmentMembership, Contact.tags.through):
        table._default_manager.filter(contact__in=ids).delete()
    Relation.objects.filter(Q(contact__in=ids) | Q(other__in=ids)).delete()
    forget_words(BulkRow.objects.filter(contact__in=ids))
    forget_words(StageChange.objects.filter(contact__in=ids))
    # The words of a consent alone: the row itself never changes.
    Consent.objects.filter(contact__in=ids).update(source="", proof="")
    merges = Merge.objects.filter(Q(survivor__in=ids) | Q(merged__in=ids))
    MergeMove.objects.filter(merge__in=merges).delete()


def _forget_what_colleagues_were_told(ids: list[int], words: list[str], now: datetime) -> None:
    shares = Share.objects.filter(subject_type=Contact._meta.label, subject_id__in=ids)
    shares.filter(ended_at__isnull=True).update(ended_at=now)
    forget_words(shares)
    Draft.objects.filter(customer_id__in=ids).delete()
    naming(Draft.objects.all(), ["fields"], words).delete()
    cards = Q()
    for pk in ids:
        cards |= Q(url__startswith=reverse("contacts:contact_detail", args=[pk]))
    Notice.objects.filter(cards).delete()
    naming(Notice.objects.all(), ["params"], words).delete()
    forget_words(naming(ImportRowError.objects.all(), ["content", "reason"], words))
    asked = AuditValues.objects.filter(entry__customer_id__isnull=True, values__has_key="asked")
    naming(asked, ["values"], words).delete()
    naming(LogEntry.objects.all(), ["object_repr", "change_message"], words).delete()
    LogEntry.objects.filter(content_type__app_label="contacts", object_id__in=ids).filter(
        content_type__model="contact"
    ).delete()

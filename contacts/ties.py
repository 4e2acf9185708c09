"""Whom a customer belongs with, put together for pages."""

from dataclasses import dataclass

from contacts.models import Company, Contact, Employment, Relation
from staff.models import User
from staff.policy import Action, can

SHOWN_AT_MOST = 50


@dataclass(frozen=True)
class Tie:
    """A relation as it is read from one of its ends."""

    relation: Relation
    words: str
    end: Contact | Company
    may_end: bool

    @property
    def is_person(self) -> bool:
        return isinstance(self.end, Contact)


def ties_of(user: User, record: Contact | Company) -> list[Tie]:
    """The relations of the record whose other end the user sees too."""
    visible = Relation.objects.visible_to(user)
    found = visible.filter(company=record) if isinstance(record, Company) else visible.of_contact(record.pk)
    rows = found.select_related("kind", "contact", "other", "company").order_by("kind__position", "pk")
    return [_tie(user, relation, record) for relation in rows[:SHOWN_AT_MOST]]


def _tie(user: User, relation: Relation, record: Contact | Company) -> Tie:
    is_forward = relation.contact == record
    end = (relation.other or relation.company) if is_forward else relation.contact
    assert end is not None, "the database refuses a relation without a second end"
    people = [one for one in (relation.contact, relation.other) if one is not None]
    may_end = any(can(user, Action.EDIT_CONTACTS, person) for person in people)
    return Tie(relation, relation.kind.words(is_forward=is_forward), end, may_end)


def jobs_of(contact: Contact) -> list[Employment]:
    """The present job, if it is known since when, and those that the contact has left, newest first."""
    return list(contact.jobs.select_related("company")[:SHOWN_AT_MOST])


def former_people(user: User, company: Company) -> list[Employment]:
    """Who worked for the company and does no more, of those whom the user sees; with where they are now."""
    left = Employment.objects.filter(company=company, until__isnull=False).exclude(contact__company=company)
    visible = left.filter(contact__in=Contact.objects.visible_to(user).order_by().values("pk"))
    return list(visible.select_related("contact__company").order_by("-until", "-pk")[:SHOWN_AT_MOST])

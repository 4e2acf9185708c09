"""Who took part in a conversation besides the two: looked for by name, and chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from contacts.models import Contact
from crm.sight import listed_customers
from crm.text import fold
from interactions.access import writable_contacts_for
from interactions.people import who_talks
from staff.models import User
from staff.policy import Action, scope

FOUND_AT_MOST = 6
CHOSEN_AT_MOST = 20


@dataclass(frozen=True)
class Parties:
    """Customers and colleagues who were chosen, and those who were found by the text and may be."""

    contact: Contact
    contacts: list[Contact]
    colleagues: list[User]
    text: str = ""
    found_contacts: list[Contact] = field(default_factory=list)
    found_colleagues: list[User] = field(default_factory=list)

    @property
    def is_in_vain(self) -> bool:
        return bool(self.text) and not self.found_contacts and not self.found_colleagues


def parties_among(
    by: User, contact: Contact, *, contacts: Sequence[int] = (), colleagues: Sequence[int] = (), text: str = ""
) -> Parties:
    """Those of the chosen with whom the user may log, and at most twelve others whose names the text finds."""
    theirs = [one for one in writable_contacts_for(by, contacts[:CHOSEN_AT_MOST]) if one != contact]
    ours = User.objects.filter(is_active=True, pk__in=colleagues[:CHOSEN_AT_MOST]).exclude(pk=by.pk)
    chosen = Parties(contact, theirs, list(ours.order_by("full_name", "pk")) if colleagues else [], text)
    return _looked_for(chosen, by) if text else chosen


def _looked_for(chosen: Parties, by: User) -> Parties:
    visible = scope(by, Action.WRITE_TIMELINE, Contact.objects.visible_to(by)).search(chosen.text, by=by)
    others = visible.exclude(pk__in=[chosen.contact.pk, *(one.pk for one in chosen.contacts)])
    people = list(others.select_related("company").in_order_for(get_language() or "en")[:FOUND_AT_MOST])
    listed_customers(len(people))
    known = {by.pk, *(one.pk for one in chosen.colleagues)}
    wanted = fold(chosen.text)
    # A house has some hundred colleagues: their names are folded as they are read.
    ours = [one for one in who_talks() if one.pk not in known and wanted in fold(one.full_name)]
    return Parties(chosen.contact, chosen.contacts, chosen.colleagues, chosen.text, people, ours[:FOUND_AT_MOST])

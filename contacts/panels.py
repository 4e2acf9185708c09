"""Which panels of other rooms the card and the sheet of a country place, by URL name.

Each panel's own view checks access again. The card itself brings the timeline and what is next; the panels beside them
come with one more request.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contacts.access import at_hand
from contacts.models import Contact
from crm.htmx import part_of_page
from staff.access import StaffRequest
from staff.models import User
from staff.policy import Action, can


class Panel(NamedTuple):
    title: str | Promise
    url: str
    is_folded: bool
    is_below: bool


TIMELINE = "interactions:contact_timeline"
NEXT = "interactions:contact_panel"
# On a company's page: what happened with the people of it.
TIMELINE_OF_COMPANY = "interactions:company_timeline"
# On the sheet of a country, for everybody who reads it: how its money moved.
MONEY_OF_COUNTRY = "sales:country_panel"
# On the page of a company, for whoever reads timelines.
PROMISES_OF_COMPANY = "interactions:company_promises"
PANELS = (
    (Action.VIEW_TIMELINE, _("Answers awaited"), "interactions:contact_clocks"),
    (Action.VIEW_TIMELINE, _("Promises"), "interactions:promise_panel"),
    (Action.VIEW_TIMELINE, _("Relationship"), "interactions:contact_relationship"),
    (Action.VIEW_CONTACTS, _("Who can speak with them"), "interactions:speakers"),
    (Action.VIEW_CONTACTS, _("Needs and goals"), "contacts:contact_needs"),
    (Action.VIEW_CONTACTS, _("How to meet them"), "contacts:contact_meeting"),
    (Action.VIEW_CONTACTS, _("Stages"), "contacts:contact_stages"),
    (Action.VIEW_SALES, _("Purchases and contracts"), "sales:contact_panel"),
    (Action.VIEW_LOYALTY, _("Loyalty"), "loyalty:contact_panel"),
    (Action.VIEW_FEEDBACK, _("Feedback"), "feedback:contact_panel"),
    (Action.VIEW_OUTBOX, _("Mails"), "outreach:contact_panel"),
    (Action.VIEW_CONTACTS, _("People and work"), "contacts:contact_ties"),
    (Action.VIEW_TIMELINE, _("Shared with"), "contacts:contact_shares"),
    (Action.MERGE_CONTACTS, _("The same person twice"), "contacts:contact_merges"),
)

# Looked up rather than read: their titles stand on the card, and what they say opens with a click.
FOLDED = frozenset({"contacts:contact_stages", "contacts:contact_shares", "contacts:contact_merges"})
# Below the timeline, as they tell what happened too, and the right column would be twice as long.
BELOW = frozenset({"sales:contact_panel", "loyalty:contact_panel", "feedback:contact_panel", "outreach:contact_panel"})


def panels_for(user: User, contact: Contact) -> Iterator[Panel]:
    has_timeline = can(user, Action.VIEW_TIMELINE, contact)
    for action, title, name in PANELS:
        if can(user, action, contact):
            yield Panel(title, reverse(name, args=[contact.pk]), name in FOLDED, has_timeline and name in BELOW)


def part_of_card(request: StaffRequest, contact: Contact, address: str) -> SafeString:
    """What another room shows of the contact, made by the view of its address."""
    with at_hand(request.user, contact):
        return part_of_page(request, address)

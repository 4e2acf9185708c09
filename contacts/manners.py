"""What decides how a contact is addressed beside the contact: our team's footing with them, and the house's ways."""

from contacts.greeting import Manners
from contacts.models import Contact, Footing
from staff.models import Organisation


def manners_for(contact: Contact, *, team_id: int | None, organisation: Organisation) -> Manners:
    """The manners in which a colleague of the team writes to the contact.

    Asks for the contact's footings, which whoever writes to many has prefetched; none without a team.
    """
    footing = footing_with(contact, team_id)
    return Manners(
        relation=footing.register if footing else "",
        registers=organisation.registers,
        lines=organisation.greeting_lines,
    )


def footing_with(contact: Contact, team_id: int | None) -> Footing | None:
    if team_id is None:
        return None
    return next((footing for footing in contact.footings.all() if footing.team_id == team_id), None)

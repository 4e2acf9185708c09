"""A higher room's word that a contact is not to be written to now."""

from contacts.models import Contact
from outreach.models import Hold


def hold(*, contact: Contact, key: str, reason: str) -> None:
    """Nothing but service mail goes to the contact until the room lets go of the same key."""
    Hold.objects.update_or_create(contact=contact, key=key, defaults={"reason": reason, "until": None})


def let_go(*, contact: Contact, key: str) -> None:
    Hold.objects.filter(contact=contact, key=key).delete()

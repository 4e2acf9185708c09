"""What stands beside a composer: phrases, questions for a call, and what colleague and customer have in common."""

from datetime import datetime
from typing import Any

from contacts.completeness import completeness_for
from contacts.models import Contact
from interactions.in_common import in_common
from interactions.wording import wording_for
from staff.models import Organisation, User


def help_for(user: User, contact: Contact, now: datetime, *, is_talk: bool) -> dict[str, Any]:
    """For the page of the composer. Only a talk has questions."""
    return {
        "wording": wording_for(contact, user, Organisation.current(), with_questions=is_talk),
        "ask_next": completeness_for(user, contact, now) if is_talk else None,
        "in_common": in_common(user, contact),
    }

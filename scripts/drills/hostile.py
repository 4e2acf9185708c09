"""Hostile text, put where colleagues write: a drill's ballast."""

import os
import sys
from datetime import UTC, datetime

import django

from scripts.hostile_text import KEPT


def plant() -> None:
    """One customer for each text, with a conversation that quotes it; the names are cut to their length."""
    from contacts.actions.contacts import create_contact
    from interactions.actions import log_interaction
    from interactions.models import Direction, Kind
    from staff.models import User

    by = User.objects.filter(is_active=True, team__isnull=False).order_by("pk").first()
    assert by is not None
    now = datetime.now(UTC)
    for text in KEPT:
        fields = {"full_name": text[:200], "job_title": text[:150], "surname_core": text[:100]}
        contact = create_contact(by=by, owner=by, fields=fields, company_name=text[:100], now=now)
        log_interaction(
            by=by,
            contact=contact,
            kind=Kind.NOTE,
            direction=Direction.INTERNAL,
            at=now,
            summary=text,
            points=[text, text[::-1]],
            next_step=text[:100],
            now=now,
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    sys.path.insert(0, os.getcwd())
    django.setup()
    plant()

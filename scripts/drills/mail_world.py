"""Plans the mails of the mail drill in the database of the environment: python -m scripts.drills.mail_world 1000"""

import sys
from datetime import time, timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402  (the apps must be loaded first)

from contacts.models import Channel, Consent, ConsentState, Contact, ContactPoint, PointKind, Purpose  # noqa: E402
from outreach.actions.planning import step_of  # noqa: E402
from outreach.models import Journey, JourneyStep, Message  # noqa: E402
from outreach.rules import BIRTHDAY  # noqa: E402
from staff.models import Organisation  # noqa: E402


def people(count: int) -> list[Contact]:
    """Customers in three languages who agreed to greetings, each with an address of their own."""
    rows = [
        Contact(full_name=f"Drill Person {number}", languages=[["en"], ["cs"], ["ru"]][number % 3], time_zone="UTC")
        for number in range(count)
    ]
    for contact in rows:
        contact.set_search_keys()
    Contact.objects.bulk_create(rows)
    addresses = {contact.pk: f"p{contact.pk}@customer.example" for contact in rows}
    ContactPoint.objects.bulk_create(
        ContactPoint(contact_id=pk, kind=PointKind.EMAIL, value=address, normalised=address)
        for pk, address in addresses.items()
    )
    Consent.objects.bulk_create(
        Consent(
            contact=contact,
            purpose=Purpose.GREETINGS,
            channel=Channel.EMAIL,
            state=ConsentState.GIVEN,
            at=timezone.now() - timedelta(days=1),
            source="drill",
        )
        for contact in rows
    )
    return rows


def plan(recipients: list[Contact]) -> None:
    """One greeting to each, due now, whatever the hour."""
    journey = Journey.objects.create(code="drill", name="drill", purpose=Purpose.GREETINGS)
    template = step_of(BIRTHDAY).template
    step = JourneyStep.objects.create(
        journey=journey, template=template, is_capped=False, window_from=time.min, window_until=time.max
    )
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            step=step,
            contact=contact,
            occurrence="drill",
            purpose=journey.purpose,
            not_before=now,
            not_after=now + timedelta(days=1),
            template=template,
        )
        for contact in recipients
    )


if __name__ == "__main__":
    Organisation.objects.create(pk=1, name="Drill Ltd", postal_address="1 Drill Street", email="d@drill.example")
    plan(people(int(sys.argv[1])))

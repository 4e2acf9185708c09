"""The database side of the mailbox drill, as a program: `make PORT CUSTOMERS`, or `read MOMENT`."""

import sys
from datetime import date

import django

django.setup()

from contacts.models import Contact, ContactPoint, PointKind  # noqa: E402  (the apps must be loaded first)
from crm.celery import app  # noqa: E402
from crm.encryption import encrypt  # noqa: E402
from mailbox.imap import PURPOSE  # noqa: E402
from mailbox.models import Mailbox  # noqa: E402
from scripts.drills.mailbox import AUTHSERV_ID, address_of  # noqa: E402
from scripts.imap_server import PASSWORD, USER  # noqa: E402
from staff.models import Organisation, Role, RoleAssignment, User  # noqa: E402


def make(port: int, customers: int) -> None:
    Organisation.objects.create(pk=1, name="Drill Ltd", postal_address="1 Drill Street", email="d@drill.example")
    user = User.objects.create_user(email="alice@drill.example", full_name="Alice")
    RoleAssignment.objects.create(user=user, role=Role.MANAGER)
    people = [Contact(full_name=f"Drill Person {number}", owner=user) for number in range(customers)]
    for contact in people:
        contact.set_search_keys()
    Contact.objects.bulk_create(people)
    ContactPoint.objects.bulk_create(
        ContactPoint(contact=contact, kind=PointKind.EMAIL, value=address_of(number), normalised=address_of(number))
        for number, contact in enumerate(people)
    )
    Mailbox.objects.create(
        owner=user,
        address=user.email,
        host="127.0.0.1",
        port=port,
        username=USER,
        secret=encrypt(PASSWORD, PURPOSE),
        authserv_id=AUTHSERV_ID,
        read_from=date(2020, 1, 1),
    )


def read(moment: str) -> None:
    app.loader.import_default_modules()
    app.tasks["mailbox.read"](now=moment)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), int(sys.argv[3]))
    else:
        read(sys.argv[2])

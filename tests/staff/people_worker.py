"""One process beside others: waits for the moment, then changes people once and prints what came of it.

Arguments: what to do, the moment in seconds since 1970, the id of who does it, the id of what it is done to.
"""

import sys
import time

import django

django.setup()

from django.core.exceptions import PermissionDenied, ValidationError  # noqa: E402  (the settings come first)
from django.db import connection  # noqa: E402

from staff.actions import approvals, invitations, leaving, people  # noqa: E402
from staff.models import Approval, User  # noqa: E402


def demote(by: User, subject: str) -> None:
    people.change_colleague(by=by, person=User.objects.get(pk=subject), powers=["agent"], team=None)


def deactivate(by: User, subject: str) -> None:
    leaving.deactivate(by=by, person=User.objects.get(pk=subject))


def agree(by: User, subject: str) -> None:
    approval = Approval.objects.get(pk=subject)
    approvals.decide(by=by, approval=approval, agrees=True, digest=approval.digest)


def join(by: User, subject: str) -> None:
    invitations.accept(token=subject, full_name="Nela", password="quiet-harbour-lantern")


def main(name: str, moment: str, by: str, subject: str) -> None:
    user = User.objects.get(pk=by)
    assert user.is_superuser or user.roles is not None  # read before the others begin
    connection.ensure_connection()
    while time.time() < float(moment):
        time.sleep(0.001)
    try:
        globals()[name](user, subject)
        print("done")
    except (ValidationError, PermissionDenied, invitations.UnknownInvitation):
        print("refused")


main(*sys.argv[1:])

"""One process beside others: waits until all are there, then changes people once and prints what came of it.

Arguments: what to do, the folder to meet in, how many meet, the id of who does it, the id of what it is done to.
"""

import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.exceptions import PermissionDenied, ValidationError  # noqa: E402  (the settings come first)
from django.db import connection  # noqa: E402

from staff.actions import approvals, invitations, leaving, people  # noqa: E402
from staff.models import Approval, User  # noqa: E402
from tests.parallel import PATIENCE_SECONDS  # noqa: E402


def demote(by: User, subject: str) -> None:
    people.change_colleague(by=by, person=User.objects.get(pk=subject), powers=["agent"], team=None)


def deactivate(by: User, subject: str) -> None:
    leaving.deactivate(by=by, person=User.objects.get(pk=subject))


def agree(by: User, subject: str) -> None:
    approval = Approval.objects.get(pk=subject)
    approvals.decide(by=by, approval=approval, agrees=True, digest=approval.digest)


def join(by: User, subject: str) -> None:
    invitations.accept(token=subject, full_name="Nela", password="quiet-harbour-lantern")


def meet(folder: Path, together: int) -> None:
    """Go on when so many have come, and all of them at once."""
    (folder / str(os.getpid())).touch()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(os.listdir(folder)) < together:
        assert time.monotonic() < deadline, "Somebody did not come."
        time.sleep(0.001)


def main(name: str, folder: str, together: str, by: str, subject: str) -> None:
    user = User.objects.get(pk=by)
    assert user.is_superuser or user.roles is not None  # read before the others begin
    connection.ensure_connection()
    meet(Path(folder), int(together))
    try:
        globals()[name](user, subject)
        print("done")
    except (ValidationError, PermissionDenied, invitations.UnknownInvitation):
        print("refused")


main(*sys.argv[1:])

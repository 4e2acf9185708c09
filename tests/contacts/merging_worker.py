"""One of several processes that merge the same people: `python -m tests.contacts.merging_worker NAME ID ID BY`.

Prints one line per attempt: what it did, or that it was refused.
"""

import sys

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402  (the settings come first)

from contacts.actions.merging import merge_contacts, undo_merge  # noqa: E402
from contacts.models import Contact  # noqa: E402
from staff.models import User  # noqa: E402

ATTEMPTS = 5


def merge(survivor: Contact, merged: Contact, by: User) -> str:
    try:
        merge_contacts(by=by, survivor=survivor, merged=merged)
    except ValidationError:
        return "refused"
    return f"into {survivor.pk}"


def merge_and_undo(survivor: Contact, merged: Contact, by: User) -> str:
    try:
        undo_merge(by=by, merge=merge_contacts(by=by, survivor=survivor, merged=merged))
    except ValidationError:
        return "refused"
    return "done"


if __name__ == "__main__":
    attempt = {"merge": merge, "merge_and_undo": merge_and_undo}[sys.argv[1]]
    survivor, merged = (Contact.objects.get(pk=int(pk)) for pk in sys.argv[2:4])
    by = User.objects.get(pk=int(sys.argv[4]))
    for _attempt in range(ATTEMPTS):
        print(attempt(survivor, merged, by), flush=True)

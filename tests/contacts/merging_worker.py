"""One of several processes that merge the same people or companies:
`python -m tests.contacts.merging_worker NAME ID ID BY`.

Prints one line per attempt: what it did, or that it was refused.
"""

import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402  (the settings come first)

from contacts.actions.merging import merge_contacts, undo_merge  # noqa: E402
from contacts.actions.merging_companies import merge_companies, undo_company_merge  # noqa: E402  (the same)
from contacts.models import Company, Contact  # noqa: E402  (the same)
from staff.models import User  # noqa: E402

ATTEMPTS = 5


Merge = Callable[..., Any]


def attempt(merge: Merge, undo: Merge | None, survivor: Contact | Company, merged: Contact | Company, by: User) -> str:
    try:
        made = merge(by=by, survivor=survivor, merged=merged)
        if undo is not None:
            undo(by=by, merge=made)
    except ValidationError:
        return "refused"
    return "done" if undo else f"into {survivor.pk}"


ATTEMPTED: dict[str, tuple[type[Contact | Company], Merge, Merge | None]] = {
    "merge": (Contact, merge_contacts, None),
    "merge_and_undo": (Contact, merge_contacts, undo_merge),
    "merge_of_companies": (Company, merge_companies, None),
    "merge_and_undo_of_companies": (Company, merge_companies, undo_company_merge),
}

if __name__ == "__main__":
    kind, merge, undo = ATTEMPTED[sys.argv[1]]
    survivor, merged = (kind._default_manager.get(pk=int(pk)) for pk in sys.argv[2:4])
    by = User.objects.get(pk=int(sys.argv[4]))
    for _attempt in range(ATTEMPTS):
        print(attempt(merge, undo, survivor, merged, by), flush=True)

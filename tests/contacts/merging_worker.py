"""One of several processes that merge the same people or companies:
`python -m tests.contacts.merging_worker NAME ID ID BY`.

Prints one line per attempt: what it did, or that it was refused.
"""

import sys

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402  (the settings come first)

from contacts.actions.merging import merge_contacts, undo_merge  # noqa: E402
from contacts.actions.merging_companies import merge_companies, undo_company_merge  # noqa: E402
from contacts.models import Company, Contact  # noqa: E402
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


def merge_of_companies(survivor: Company, merged: Company, by: User) -> str:
    try:
        merge_companies(by=by, survivor=survivor, merged=merged)
    except ValidationError:
        return "refused"
    return f"into {survivor.pk}"


def merge_and_undo_of_companies(survivor: Company, merged: Company, by: User) -> str:
    try:
        undo_company_merge(by=by, merge=merge_companies(by=by, survivor=survivor, merged=merged))
    except ValidationError:
        return "refused"
    return "done"


ATTEMPT = {
    "merge": (Contact, merge),
    "merge_and_undo": (Contact, merge_and_undo),
    "merge_of_companies": (Company, merge_of_companies),
    "merge_and_undo_of_companies": (Company, merge_and_undo_of_companies),
}

if __name__ == "__main__":
    kind, attempt = ATTEMPT[sys.argv[1]]
    survivor, merged = (kind.objects.get(pk=int(pk)) for pk in sys.argv[2:4])
    by = User.objects.get(pk=int(sys.argv[4]))
    for _attempt in range(ATTEMPTS):
        print(attempt(survivor, merged, by), flush=True)

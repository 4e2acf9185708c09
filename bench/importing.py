"""How fast a file of people is imported by the worker's own way: read, matched, written.

    DATABASE_URL=postgres://… python -m bench.importing FILE [--json]

The people stay in the database.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any


def measure(file: Path) -> dict[str, Any]:
    from django.db import connection

    from contacts.actions.importing import import_contacts
    from staff.models import User

    user = User.objects.filter(is_superuser=True).order_by("pk")[0]
    queries = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    began = time.perf_counter()
    with connection.execute_wrapper(counted):
        run = import_contacts(by=user, opener=lambda: file.open("rb"), filename=file.name)
    return {"rows": run.rows, "created": run.created, "seconds": time.perf_counter() - began, "queries": queries}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    found = measure(options.file)
    print(json.dumps(found) if options.json else found)


if __name__ == "__main__":
    main()

"""How fast the birthday sweep plans a day's greetings, beside one bare INSERT … SELECT of the same birthdays.

    DATABASE_URL=postgres://… python -m bench.sweeping [--json]

The rows planned stay in the database; the next run takes the next days.
"""

import argparse
import json
import os
import time
from datetime import datetime, timedelta
from typing import Any

BARE = """INSERT INTO floor.message (contact_id, on_day, not_before)
          SELECT b.contact_id, %(on)s::date, %(on)s::timestamptz FROM floor.birthday b
          JOIN floor.contact c ON c.id = b.contact_id
          WHERE b.month_day IN %(days)s AND c.email IS NOT NULL"""


def measure() -> dict[str, Any]:
    from django.db import connection

    from outreach.actions.birthdays import sweep_birthdays

    now = _untouched_moment()
    days = tuple(on.month * 100 + on.day for on in (now - timedelta(days=1), now, now + timedelta(days=1)))
    began = time.perf_counter()
    counts = sweep_birthdays(now=now)
    swept = time.perf_counter() - began
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"on": now, "days": days})
        rows = cursor.rowcount
    bare = time.perf_counter() - began
    handled = sum(counts.values())
    return {
        "rows": handled,
        "rows_per_second": round(handled / swept) if handled else 0,
        "bare_rows_per_second": round(rows / bare) if rows else 0,
        "seconds": round(swept, 2),
        "counts": counts,
    }


def _untouched_moment() -> datetime:
    """A noon for whose days nothing has been planned yet."""
    from django.db.models import Max
    from django.utils import timezone

    from outreach.models import Message

    newest = Message.objects.aggregate(newest=Max("not_before"))["newest"]
    start = max(newest, timezone.now()) if newest else timezone.now()
    return (start + timedelta(days=4)).replace(hour=12, minute=0, second=0, microsecond=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    result = measure()
    if options.json:
        print(json.dumps(result))
    else:
        print("{rows} greetings in {seconds} s, {rows_per_second} a second".format(**result))


if __name__ == "__main__":
    main()

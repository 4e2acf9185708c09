"""How long the good-time-to-call lights of a long list take to compute, beside no query at all.

    DATABASE_URL=postgres://… python -m bench.lights [--json]

Warm is a page as it is served all day, of a minute that nobody asked about yet; cold is the first page of a process,
which reads the holidays of each country from their library.
"""

import argparse
import json
import os
import time
from datetime import datetime, timedelta
from typing import Any

PEOPLE = 200
MOST_MILLISECONDS = 20
MINUTES = 20


def measure() -> dict[str, Any]:
    from django.utils import timezone

    from contacts.call_facts import facts
    from contacts.calling import light_now
    from contacts.models import Contact
    from contacts.rows import listed

    pks = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:PEOPLE])
    people = list(listed(pks).values())

    def milliseconds(now: datetime) -> float:
        began = time.process_time()
        for person in people:
            light_now(facts(person, refused=False, at=now), now)
        return (time.process_time() - began) * 1000

    now = timezone.now().replace(hour=10)
    cold = milliseconds(now)
    warm = sorted(milliseconds(now + timedelta(minutes=ahead)) for ahead in range(1, MINUTES))
    return {
        "people": len(people),
        "cold_ms": round(cold, 1),
        "warm_ms": round(warm[len(warm) // 2], 2),
        "slowest_warm_ms": round(warm[-1], 2),
        "most_ms": MOST_MILLISECONDS,
    }


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
        print("lights of {people} contacts: {warm_ms} ms, at most {most_ms}; cold {cold_ms} ms".format(**result))


if __name__ == "__main__":
    main()

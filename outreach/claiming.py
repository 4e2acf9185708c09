"""Where the database engines differ: taking rows so that no two senders get the same one, and counting.

PostgreSQL skips rows that another sender has locked; SQLite lets one writer in at a time (IMMEDIATE
transactions) and ignores the lock clause.
"""

from datetime import date, datetime, timedelta
from itertools import takewhile

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from outreach.models import JourneyStep, Message, SendSlot, State
from outreach.reasons import POISON

BATCH = 100
SUSPECT_CLAIMS = 3
POISON_CLAIMS = 5
PER_DAY = 1
PER_WEEK = 3

_COUNT_ONE = """
    INSERT INTO outreach_capcount (address_hash, local_date, count) VALUES (%s, %s, 1)
    ON CONFLICT (address_hash, local_date) DO UPDATE SET count = outreach_capcount.count + 1
    WHERE outreach_capcount.count < %s
"""


def open_slot(worker: str) -> SendSlot:
    return SendSlot.objects.create(worker=worker[:120], beat=timezone.now())


@transaction.atomic
def claim(slot: SendSlot, *, now: datetime, limit: int = BATCH) -> list[int]:
    """Take up to `limit` due messages for this slot, most urgent first; return their ids in that order.

    A message whose claims kept ending in a crash is taken alone, and after five of them not at all.
    """
    running = JourneyStep.objects.filter(journey__is_enabled=True)
    due = Message.objects.due(now).filter(not_after__gte=now, step__in=running)
    due.filter(claims__gte=POISON_CLAIMS).update(state=State.FAILED, reason=POISON)
    rows = list(due.select_for_update(skip_locked=True).values_list("pk", "claims")[:limit])
    if rows and rows[0][1] >= SUSPECT_CLAIMS:
        rows = rows[:1]
    ids = [pk for pk, claims in takewhile(lambda row: row is rows[0] or row[1] < SUSPECT_CLAIMS, rows)]
    Message.objects.filter(pk__in=ids).update(state=State.CLAIMED, claimed_by=slot, claims=F("claims") + 1)
    return ids


def count_mail(address_hash: str, on: date) -> bool:
    """Count one mail to the address on its local day; False, and nothing counted, at the limit."""
    week = timedelta(days=6)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(count), 0) FROM outreach_capcount"
            " WHERE address_hash = %s AND local_date BETWEEN %s AND %s",
            [address_hash, on - week, on],
        )
        if cursor.fetchone()[0] >= PER_WEEK:
            return False
        cursor.execute(_COUNT_ONE, [address_hash, on, PER_DAY])
        return cursor.rowcount == 1


def uncount_mail(address_hash: str, on: date) -> None:
    """Take back a count for a mail that did not leave."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outreach_capcount SET count = count - 1 WHERE address_hash = %s AND local_date = %s AND count > 0",
            [address_hash, on],
        )

"""What a sender writes down and asks between one mail and the next, in plain SQL.

It runs for each single mail, and to have the ORM compose it took three times as long as to write the mail. Here the
engines differ: PostgreSQL does it all in one statement, and so in one round trip; SQLite, where a round trip costs
nothing, in one transaction.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from contacts.models import Channel, Consent, DateKind
from outreach.addresses import address_hashes
from outreach.models import Anchor, Message, SendSlot, State, Suppression
from outreach.rendering import Rendered

BETWEEN_YEARLY = timedelta(days=300)

_POINT = "UPDATE outreach_sendslot SET message_id = %(message)s, beat = %(beat)s WHERE id = %(slot)s"

_SETTLE = """
UPDATE outreach_message SET {changes}
WHERE id = %(settled)s AND state = %(claimed)s AND claimed_by_id = %(slot)s
"""

_WRITE_DOWN = """
WITH written (id, address, language, subject, version) AS (VALUES {rows})
UPDATE outreach_message SET address = written.address, language = written.language, subject = written.subject,
       template_version = written.version
FROM written WHERE outreach_message.id = written.id
"""
_ROW = "(%s, %s, %s, %s, CAST(%s AS integer))"

_FACTS = """
SELECT m.not_after < %(now)s, (SELECT j.is_enabled FROM outreach_journey j WHERE j.id = %(journey)s), {colleague},
       c.deleted_at, c.merged_into_id, c.do_not_contact, c.time_zone,
       (SELECT k.state || ' ' || k.basis FROM contacts_consent k
           WHERE k.contact_id = m.contact_id AND k.purpose = m.purpose AND k.channel = %(channel)s
           AND k.at <= %(now)s ORDER BY k.at DESC, k.id DESC LIMIT 1),
       EXISTS (SELECT 1 FROM outreach_hold h WHERE h.contact_id = m.contact_id
           AND (h.until IS NULL OR h.until > %(now)s)),
       EXISTS (SELECT 1 FROM outreach_suppression x WHERE x.address_hash IN ({hashes})
           AND x.scope IN (%(everything)s, m.purpose) AND (x.until IS NULL OR x.until > %(now)s)),
       {yearly}
FROM outreach_message m
LEFT JOIN contacts_contact c ON c.id = m.contact_id
WHERE m.id = %(message)s AND m.state = %(claimed)s AND m.claimed_by_id = {slot}
"""


# To plan the statement costs more than to run it, so what a message cannot need is left out.
_COLLEAGUE = """
       (SELECT u.is_active FROM staff_user u WHERE u.id = m.user_id),
       (SELECT u.time_zone FROM staff_user u WHERE u.id = m.user_id)"""
_YEARLY = """
       (SELECT d.month_day FROM contacts_importantdate d
           WHERE d.contact_id = m.contact_id AND d.kind = %(birthday)s ORDER BY d.id LIMIT 1),
       EXISTS (SELECT 1 FROM outreach_message e WHERE e.contact_id = m.contact_id AND e.step_id = m.step_id
           AND e.state = %(sent)s AND e.sent_at > %(lately)s)"""
_LEFT_OUT = "NULL, NULL"


class Facts(NamedTuple):
    """What the database says at one moment about a message, its recipient and all that may stand against it.

    What is `Any` is None where the recipient is somebody else: a colleague, a contact, or a bare address.
    Birthday and last greeting are asked for yearly messages only.
    """

    is_late: bool
    is_running: bool
    user_is_active: Any
    user_zone: Any
    deleted_at: Any
    merged_into_id: Any
    do_not_contact: Any
    contact_zone: Any
    consent: str | None
    is_held: bool
    is_suppressed: bool
    birthday: int | None
    was_greeted: bool | None

    @property
    def newest_consent(self) -> Consent | None:
        if self.consent is None:
            return None
        state, basis = self.consent.split()
        return Consent(state=state, basis=basis)


class Change(NamedTuple):
    """New values for columns of a message that a slot has claimed."""

    message: Message
    values: Mapping[str, object]

    @property
    def sql(self) -> str:
        return _SETTLE.format(changes=", ".join(f"{column} = %({column})s" for column in self.values))

    @property
    def parameters(self) -> dict[str, object]:
        return {"settled": self.message.pk, **{name: _stored(value) for name, value in self.values.items()}}


def take_off(
    slot: SendSlot, message: Message, address: str, *, now: datetime, beat: datetime, last: Change | None
) -> Facts | None:
    """Mark the message as in flight, change the one before it, and say what holds about this one: all or nothing.

    None where the slot is gone, or the message is no longer the slot's.
    """
    hashes = {f"hash{number}": each for number, each in enumerate(address_hashes(address))}
    wanted = _facts_about(message).replace("{hashes}", ", ".join(f"%({name})s" for name in hashes))
    parameters = {
        "message": message.pk,
        "journey": message.step.journey_id,
        "slot": slot.pk,
        "beat": _stored(beat),
        "now": _stored(now),
        "lately": _stored(now - BETWEEN_YEARLY),
        "claimed": State.CLAIMED,
        "sent": State.SENT,
        "channel": Channel.EMAIL,
        "birthday": DateKind.BIRTHDAY,
        "everything": Suppression.ALL,
        **hashes,
        **(last.parameters if last else {}),
    }
    run = _in_one_statement if connection.vendor == "postgresql" else _in_one_transaction
    row = run(last.sql if last else None, wanted, parameters)
    return Facts(*row) if row else None


def _facts_about(message: Message) -> str:
    is_yearly = message.step.journey.anchor == Anchor.BIRTHDAY
    colleague = _COLLEAGUE if message.user_id else _LEFT_OUT
    return _FACTS.replace("{colleague}", colleague).replace("{yearly}", _YEARLY if is_yearly else _LEFT_OUT)


def _in_one_statement(settle: str | None, wanted: str, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
    """The slot is locked first, as everywhere: the other parts ask for its row."""
    pointed = "(SELECT id FROM pointed)"
    parts = [f"pointed AS ({_POINT} RETURNING id)"]
    if settle:
        parts.append(f"settled AS ({settle.replace('%(slot)s', pointed)})")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {wanted.replace('{slot}', pointed)}", parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@transaction.atomic
def _in_one_transaction(settle: str | None, wanted: str, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(_POINT, parameters)
        if settle:
            cursor.execute(settle, parameters)
        cursor.execute(wanted.replace("{slot}", "%(slot)s"), parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def point(slot: SendSlot, message: Message | None, *, beat: datetime) -> bool:
    """Let the slot point at the message in flight, or at none; False where the slot is gone. Locks the slot."""
    return _execute(_POINT, {"slot": slot.pk, "message": message.pk if message else None, "beat": _stored(beat)}) == 1


def settle(slot: SendSlot, change: Change) -> bool:
    """False where the message is no longer the slot's."""
    return _execute(change.sql, {"slot": slot.pk, "claimed": State.CLAIMED, **change.parameters}) == 1


def write_down(mails: Iterable[Rendered]) -> None:
    """Keep where each mail of a batch goes and how it was written."""
    rows = [
        (mail.message.pk, mail.address, mail.language, mail.subject[:200], _version(mail.message)) for mail in mails
    ]
    if rows:
        _execute(_WRITE_DOWN.format(rows=", ".join([_ROW] * len(rows))), [value for row in rows for value in row])


def _version(message: Message) -> int | None:
    return message.template.version if message.template else None


def _execute(sql: str, parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _stored(value: object) -> object:
    """The value as this engine stores it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value

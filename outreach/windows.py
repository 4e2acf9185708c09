"""The hours in which a mail may go, on the recipient's clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.clock import UnknownZone, local, to_utc, zone
from outreach.models import Message

AFTER_AGREED_HOUR = timedelta(hours=1)


def recipient_zone(message: Message) -> ZoneInfo:
    """Where the recipient is now; for a mail without one, the zone it was planned in."""
    recipient = message.contact or message.user
    for name in (recipient.time_zone if recipient else "", message.zone):
        try:
            return zone(name)
        except UnknownZone:
            continue
    return ZoneInfo("UTC")


def hours(message: Message) -> tuple[time, time]:
    """The step's window, widened to an hour that a colleague agreed on."""
    opens, closes = message.step.window_from, message.step.window_until
    agreed = message.local_time
    if agreed is None or message.zone != recipient_zone(message).key:
        return opens, closes
    later = (datetime.combine(datetime.min, agreed) + AFTER_AGREED_HOUR).time()
    return min(opens, agreed), max(closes, time.max if later < agreed else later)


def is_open(message: Message, at: datetime) -> bool:
    opens, closes = hours(message)
    return opens <= local(at, recipient_zone(message)).time() <= closes


def next_opening(message: Message, after: datetime) -> datetime:
    """The first instant after `after` at which the window opens."""
    place = recipient_zone(message)
    day = local(after, place).date()
    opens = hours(message)[0]
    today = to_utc(day, opens, place)
    return (today if today > after else to_utc(day + timedelta(days=1), opens, place)).astimezone(UTC)

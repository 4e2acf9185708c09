"""The weekly word to each owner about the gaps in their contacts: numbers alone, and none where nothing is missing."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from contacts.models import Contact
from contacts.quality import counts_of, gaps_for
from crm.clock import local, to_utc, zone
from staff.actions import notify
from staff.models import Notice, User

NOTICE = "data_quality"
OPENS_AT = time(7)


def report_quality(*, now: datetime) -> dict[str, int]:
    """Write to whom it has been Monday, seven o'clock where they are, and who was not written to in this week."""
    owners = User.objects.filter(is_active=True, contacts__deleted_at__isnull=True, contacts__isnull=False).distinct()
    return {"mails": sum(_report_to(owner, now) for owner in owners.order_by("pk"))}


def week_of(user: User, now: datetime) -> str:
    """The week that has begun for the user, by the clock where they are."""
    place = zone(user.time_zone)
    today = local(now, place).date()
    monday = today - timedelta(days=today.weekday())
    if now < to_utc(monday, OPENS_AT, place):
        monday -= timedelta(days=7)
    return monday.isoformat()


@transaction.atomic
def _report_to(owner: User, now: datetime) -> bool:
    key = f"{NOTICE}/{week_of(owner, now)}"
    if Notice.objects.filter(user=owner, key=key).exists():
        return False
    counts = counts_of(Contact.objects.alive().filter(owner=owner), owner, now).get(owner.pk, {})
    lines = [{"label": gap.label, "count": counts[gap.code]} for gap in gaps_for(owner) if counts.get(gap.code)]
    if not lines:
        return False
    page = reverse("contacts:quality_report")
    if not notify(user=owner, kind=NOTICE, key=key, params={"kinds": len(lines)}, url=page, now=now):
        return False
    context = {"owner": owner, "lines": lines, "url": settings.PUBLIC_URL + page}
    with translation.override(owner.language):
        subject = render_to_string("contacts/mail/quality_subject.txt", context).strip()
        send_mail(subject, render_to_string("contacts/mail/quality.txt", context), None, [owner.email])
    return True

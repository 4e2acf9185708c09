"""Sending a recap, and keeping what the customer answers to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.actions.timeline import add_entry
from interactions.care import check_may_write
from interactions.models import Interaction, Kind, Recap, RecapAnswer
from interactions.recaps import recap_words
from outreach import rules
from outreach.actions.planning import plan_message
from outreach.engine import RenderError
from outreach.rendering import first_email
from staff import audit
from staff.actions import notify
from staff.models import Organisation, User

ANSWERED_WITHIN = timedelta(days=60)
LEAVES_WITHIN = timedelta(days=3)


class RecapClosed(ValidationError):
    """The time to answer is over, or the answer has been read."""

    def __init__(self) -> None:
        super().__init__(_("The time to answer is over."), code="closed")


@transaction.atomic
def send_recap(
    *, by: User, interaction: Interaction, points: Sequence[str], next_steps: str = "", now: datetime | None = None
) -> Recap:
    """Plan the mail that asks the customer whether these points are what they said.

    An entry has one recap; one whose mail never left is replaced. Raise ValidationError for a second one, without any
    point, for a contact without an e-mail address, and for somebody who leaves a tense relationship to others.
    """
    now = now or timezone.now()
    # Two who send at once must not both find none.
    interaction = Interaction.objects.select_for_update(of=("self",)).select_related("contact").get(pk=interaction.pk)
    contact = interaction.contact
    if not points:
        raise ValidationError({"points": _("Write at least one point.")})
    check_may_write(by, contact)
    if not first_email(contact):
        raise ValidationError(_("No e-mail address of this contact is known."))
    _make_room(interaction)
    recap = Recap.objects.create(
        interaction=interaction,
        owner=_reader(interaction, by),
        points=list(points),
        next_steps=next_steps,
        expires_at=now + ANSWERED_WITHIN,
        created_by=by,
        created_at=now,
    )
    _plan_mail(recap, contact, by, now)
    audit.record("interactions.recap.send", by=by, subject=recap, customer=contact.pk, now=now)
    return recap


def _make_room(interaction: Interaction) -> None:
    standing = Recap.objects.select_related("message").filter(interaction=interaction).first()
    if standing is None:
        return
    if not standing.never_left:
        raise ValidationError(_("A recap of this conversation was sent already."))
    standing.delete()


def _reader(interaction: Interaction, by: User) -> User:
    return interaction.by if interaction.by and interaction.by.is_active else by


def _plan_mail(recap: Recap, contact: Contact, by: User, now: datetime) -> None:
    try:
        words = recap_words(contact, recap.points, recap.next_steps, Organisation.current())
    except RenderError as error:
        raise ValidationError(str(error)) from error
    recap.message = plan_message(
        rule=rules.RECAP,
        occurrence=f"recap/{recap.pk}",
        contact=contact,
        not_before=now,
        not_after=now + LEAVES_WITHIN,
        zone=contact.time_zone,
        subject=words.subject,
        body=words.body,
        sender=by,
        by=by,
        now=now,
    )
    recap.save(update_fields=["message"])


@transaction.atomic
def answer_recap(
    *, recap: Recap, corrections: Sequence[str], remark: str, language: str, now: datetime | None = None
) -> RecapAnswer:
    """Keep what the customer says to each point, "" where it is right; the newest answer counts, all are kept.

    The same answer again changes nothing. Words are told to whoever logged the conversation. Raise RecapClosed once it
    is too late.
    """
    now = now or timezone.now()
    recap = (
        Recap.objects.select_for_update(of=("self",)).select_related("interaction__contact", "owner").get(pk=recap.pk)
    )
    if not recap.is_open(now):
        raise RecapClosed
    given = {"corrections": list(corrections), "remark": remark}
    standing = recap.answer
    if standing and given == {"corrections": standing.corrections, "remark": standing.remark}:
        return standing
    answer = RecapAnswer.objects.create(recap=recap, language=language, at=now, **given)
    recap.answered_at, recap.has_words = now, bool(answer.is_correction or remark)
    recap.save(update_fields=["answered_at", "has_words"])
    add_entry(
        contact=recap.interaction.contact,
        kind=Kind.RECAP,
        source=f"recap/{recap.pk}",
        at=now,
        params={"recap": recap.pk},
    )
    audit.record("interactions.recap.answer", by=None, subject=recap, customer=recap.interaction.contact_id, now=now)
    if recap.has_words:
        _tell_owner(answer, now)
    return answer


def _tell_owner(answer: RecapAnswer, now: datetime) -> None:
    recap = answer.recap
    notify(
        user=recap.owner,
        kind="recap_corrected" if answer.is_correction else "recap_remarked",
        params={"contact": recap.interaction.contact.full_name},
        url=reverse("contacts:contact_detail", args=[recap.interaction.contact_id]),
        key=f"recap/{answer.pk}",
        now=now,
    )


@transaction.atomic
def read_recap(*, by: User, recap: Recap, answer: int, now: datetime | None = None) -> None:
    """Somebody has read that answer of the customer, who does not change it any more from now on.

    Raise ValidationError where a newer answer came meanwhile.
    """
    now = now or timezone.now()
    recap = Recap.objects.select_for_update(of=("self",)).select_related("interaction").get(pk=recap.pk)
    if recap.answer is None or recap.answer.pk != answer:
        raise ValidationError(_("The customer has changed the answer meanwhile. Read it once more."))
    if recap.read_at is not None:
        return
    recap.read_at = now
    recap.save(update_fields=["read_at"])
    customer = recap.interaction.contact_id
    audit.record("interactions.recap.read", by=by, subject=recap, customer=customer, now=now)

"""What this room does when another announces a fact."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from contacts.models import ConsentState, Contact, Merge, Purpose
from contacts.signals import consent_recorded, contact_erased, contacts_merged, contacts_unmerged
from feedback import actions, erasing, merging, ready_made
from interactions.models import Interaction
from interactions.signals import interaction_logged
from staff.models import User
from staff.signals import organisation_founded


@receiver(organisation_founded)
def install_surveys(now: datetime, **kwargs: Any) -> None:
    ready_made.install(now=now)


@receiver(interaction_logged)
def ask_about_conversation(interaction: Interaction, by: User | None, now: datetime, **kwargs: Any) -> None:
    actions.invite_after(interaction=interaction, by=by, now=now)


@receiver(consent_recorded)
def ask_after_consent(contact: Contact, purpose: str, state: str, now: datetime, **kwargs: Any) -> None:
    if purpose == Purpose.FEEDBACK and state == ConsentState.GIVEN:
        actions.ask_after_consent(contact=contact, now=now)


@receiver(contacts_merged, dispatch_uid="feedback.contacts_merged")
def take_invitations_along(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        merging.carry_invitations(merge)


@receiver(contacts_unmerged, dispatch_uid="feedback.contacts_unmerged")
def bring_invitations_back(merges: list[Merge], **kwargs: Any) -> None:
    for merge in merges:
        merging.give_invitations_back(merge)


@receiver(contact_erased, dispatch_uid="feedback.contact_erased")
def forget_answers_of(contacts: list[Contact], now: datetime, **kwargs: Any) -> None:
    erasing.forget_answers(contacts, now)

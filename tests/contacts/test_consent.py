"""May we write to this person? The question fails closed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from contacts.actions.consent import record_consent
from contacts.consent import may_contact
from contacts.models import Basis, Channel, Consent, ConsentState, Contact, Purpose
from staff.models import AuditEntry, User
from tests.factories.contacts import add_consent

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def verdict(contact: Contact, purpose: str, channel: str = Channel.EMAIL) -> tuple[bool, str]:
    answer = may_contact(contact, purpose, channel, NOW)
    return bool(answer), answer.code


@pytest.mark.parametrize("purpose", [Purpose.GREETINGS, Purpose.FEEDBACK, Purpose.MARKETING])
def test_without_a_word_from_the_contact_nothing_but_service_is_allowed(carol: Contact, purpose: str) -> None:
    assert verdict(carol, purpose) == (False, "consent_unknown")
    assert verdict(carol, Purpose.SERVICE) == (True, "contract")


def test_a_given_consent_counts_for_its_purpose_and_channel_only(carol: Contact) -> None:
    add_consent(carol, Purpose.GREETINGS)
    assert verdict(carol, Purpose.GREETINGS) == (True, "consent_given")
    assert verdict(carol, Purpose.GREETINGS, Channel.PHONE) == (False, "consent_unknown")
    assert verdict(carol, Purpose.FEEDBACK) == (False, "consent_unknown")


@pytest.mark.parametrize("state", [ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED])
def test_the_newest_word_holds(carol: Contact, state: str) -> None:
    add_consent(carol, Purpose.GREETINGS)
    add_consent(carol, Purpose.GREETINGS, state=state, at=NOW - timedelta(days=1))
    assert verdict(carol, Purpose.GREETINGS) == (False, f"consent_{state}")
    add_consent(carol, Purpose.GREETINGS, at=NOW - timedelta(hours=1))
    assert verdict(carol, Purpose.GREETINGS) == (True, "consent_given")


def test_what_is_said_later_does_not_count_yet(carol: Contact) -> None:
    add_consent(carol, Purpose.GREETINGS, at=NOW + timedelta(seconds=1))
    assert verdict(carol, Purpose.GREETINGS) == (False, "consent_unknown")


def test_an_objection_stops_service_mail_too(carol: Contact) -> None:
    add_consent(carol, Purpose.SERVICE, state=ConsentState.OBJECTED)
    assert verdict(carol, Purpose.SERVICE) == (False, "consent_objected")


def test_a_contract_is_no_basis_for_marketing(carol: Contact) -> None:
    Consent.objects.create(
        contact=carol,
        purpose=Purpose.MARKETING,
        channel=Channel.EMAIL,
        state=ConsentState.GIVEN,
        basis=Basis.CONTRACT,
        source="test",
        at=NOW - timedelta(days=1),
    )
    assert verdict(carol, Purpose.MARKETING) == (False, "consent_unknown")


@pytest.mark.parametrize(("purpose", "channel"), [("gossip", Channel.EMAIL), (Purpose.SERVICE, "drum")])
def test_what_nobody_knows_is_refused(carol: Contact, purpose: str, channel: str) -> None:
    assert verdict(carol, purpose, channel) == (False, "consent_unknown")


def test_nobody_in_the_bin_or_merged_or_asking_for_peace_is_written_to(carol: Contact) -> None:
    add_consent(carol, Purpose.GREETINGS)
    carol.deleted_at = NOW
    assert verdict(carol, Purpose.GREETINGS) == (False, "gone")
    carol.deleted_at, carol.merged_into_id = None, carol.pk
    assert verdict(carol, Purpose.SERVICE) == (False, "gone")
    carol.merged_into_id, carol.do_not_contact = None, True
    assert verdict(carol, Purpose.SERVICE) == (False, "do_not_contact")


def test_recording_keeps_the_wording_its_hash_and_an_audit_entry(alice: User, carol: Contact) -> None:
    consent = record_consent(
        by=alice,
        contact=carol,
        purpose=Purpose.GREETINGS,
        channel=Channel.EMAIL,
        state=ConsentState.GIVEN,
        source="call",
        wording="May we greet you on your birthday?",
        wording_language="en",
        now=NOW,
    )
    digest = "e85509ddbebff8b87a9f71bd11ccbdf87f29fd8ceac55ddfbfea624af47b57cf"  # pragma: allowlist secret
    assert consent.wording_hash == digest
    entry = AuditEntry.objects.get(action="contacts.consent")
    assert (entry.actor, entry.subject_id, entry.detail["state"]) == (alice, carol.pk, "given")


def test_a_consent_cannot_be_changed_or_deleted(carol: Contact) -> None:
    [consent] = add_consent(carol, Purpose.GREETINGS, state=ConsentState.REFUSED)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(state=ConsentState.GIVEN)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).delete()
    assert Consent.objects.get(pk=consent.pk).state == ConsentState.REFUSED

"""A person is erased: what goes, what stays, and who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.actions.erasing import NOBODY, erase_contact
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Consent, Contact, ImportRowError, ImportRun, MergeMove
from crm.privacy import naming, words_of
from interactions.models import FollowUp
from outreach.addresses import address_hash
from outreach.models import CapCount, Message, Suppression
from staff import audit, tokens
from staff.models import AuditEntry, AuditValues, Draft, Notice, TokenPurpose
from tests.factories.contacts import add_consent, make_contact
from tests.factories.feedback import make_invitation, make_link
from tests.factories.interactions import make_entry, make_follow_up
from tests.factories.outreach import make_message, make_reminder
from tests.factories.staff import make_draft

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def erase(by, contact):
    return erase_contact(by=by, contact=contact, now=NOW)


def test_a_tombstone_without_a_name_stays(dpo, carol):
    erased = erase(dpo, carol)
    assert (erased.pk, erased.full_name, erased.search_key, erased.erased_at) == (carol.pk, NOBODY, "", NOW)
    assert list(Contact.objects.alive()) == list(Contact.objects.in_bin()) == []
    assert erased.points.count() == erased.dates.count() == 0


def test_who_may(alice, lead, marketer, admin, dpo, carol):
    for by in (alice, lead, marketer):
        with pytest.raises(PermissionDenied):
            erase(by, carol)
    assert erase(admin, carol).is_erased


def test_what_is_planned_does_not_happen(alice, dpo, carol):
    message, follow_up = make_message(carol), make_follow_up(alice, carol, now=NOW, title="Ask about the dog")
    reminder = make_reminder(alice)
    erase(dpo, carol)
    states = [list(table.objects.order_by("pk").values_list("state", flat=True)) for table in (Message, FollowUp)]
    assert states[0] == ["cancelled"] * Message.objects.count()
    assert states[1] == ["cancelled"]
    assert FollowUp.objects.get(pk=follow_up.pk).title == ""
    assert [Message.objects.get(pk=row.pk).variables for row in (message, reminder)] == [{}, {}]


def test_what_is_being_written_about_them_is_gone(alice, dpo, carol):
    other = make_contact("Dora", owner=alice)
    make_draft(alice, "interactions:log", carol)
    make_draft(alice, "contacts:contact_create", None, full_name="Carol Novotná")
    kept = make_draft(alice, "interactions:log", other)
    erase(dpo, carol)
    assert list(Draft.objects.all()) == [kept]


def test_links_open_nothing_any_more(dpo, carol):
    mail, invitation = make_message(carol), make_invitation(carol)
    links = [
        (TokenPurpose.SURVEY, make_link(invitation)),
        (TokenPurpose.UNSUBSCRIBE, tokens.issue(TokenPurpose.UNSUBSCRIBE, subject_id=mail.pk)),
        (TokenPurpose.PREFERENCES, tokens.issue(TokenPurpose.PREFERENCES, subject_id=carol.pk)),
    ]
    erase(dpo, carol)
    assert [tokens.find(purpose, link).is_open(NOW) for purpose, link in links] == [False] * 3


def test_a_suppressed_address_stays_suppressed(dpo, carol):
    digest = address_hash("carol@customer.example")
    Suppression.objects.create(address_hash=digest, reason="bounced")
    CapCount.objects.create(address_hash=digest, local_date=NOW.date(), count=1)
    erase(dpo, carol)
    assert (Suppression.objects.count(), CapCount.objects.count()) == (1, 0)


def test_what_names_them_elsewhere_goes(alice, dpo, admin, carol):
    other = make_contact("Dora Other", owner=alice)
    run = ImportRun.objects.create(file_name="people.csv", by=alice, owner=alice)
    for row, name in enumerate((carol.full_name, other.full_name)):
        ImportRowError.objects.create(run=run, row=row, reason=f"{name} twice", content=[["Name", name]])
        Notice.objects.create(user=alice, kind="test", key=name, url="/", params={"name": name})
        audit.record("contacts.search.view", by=alice, values={"asked": {"q": name.upper()}})
        LogEntry.objects.create(
            user=admin,
            content_type=ContentType.objects.get_for_model(Contact),
            object_id=[carol, other][row].pk,
            object_repr=name,
            action_flag=2,
        )
    erase(dpo, carol)
    assert [list(row.content) for row in run.row_errors.all()] == [[], [["Name", "Dora Other"]]]
    assert [notice.key for notice in Notice.objects.all()] == ["Dora Other"]
    assert [kept.values for kept in AuditValues.objects.all()] == [{"asked": {"q": "DORA OTHER"}}]
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["Dora Other"]


def test_that_it_was_done_stands_in_the_trail(dpo, carol):
    audit.record("contacts.change", by=dpo, subject=carol, values={"changes": {"city": ["Brno", "Praha"]}})
    erase(dpo, carol)
    assert list(AuditEntry.objects.filter(customer_id=carol.pk).order_by("pk").values_list("action", flat=True)) == [
        "contacts.change",
        "contacts.erase",
    ]
    assert AuditValues.objects.count() == 0


def test_who_became_part_of_them_goes_too(alice, dpo, carol):
    twin = make_contact("Karla Novotná", owner=alice, email="karla@customer.example", notes="Has a dog.")
    merge = merge_contacts(by=alice, survivor=carol, merged=twin, now=NOW)
    with pytest.raises(ValidationError, match="was merged into another"):
        erase(dpo, Contact.objects.get(pk=twin.pk))
    erase(dpo, carol)
    twin.refresh_from_db()
    assert (twin.full_name, twin.notes, MergeMove.objects.count()) == (NOBODY, "", 0)
    with pytest.raises(ValidationError, match="was erased"):
        undo_merge(by=alice, merge=merge, now=NOW)


def test_erasing_twice_is_erasing_once(dpo, carol):
    first = erase(dpo, carol)
    assert erase(dpo, first).erased_at == NOW
    assert AuditEntry.objects.filter(action="contacts.erase").count() == 1


def test_of_a_consent_only_the_words_go_and_only_then(dpo, carol):
    (said,) = add_consent(carol, "marketing")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.update(source="", proof="")
    erase(dpo, carol)
    assert (Consent.objects.get().source, Consent.objects.get().state) == ("", "given")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=said.pk).update(source="", proof="", state="refused")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=said.pk).update(source="other")


def test_words_are_texts_and_documents_of_persons():
    assert words_of(FollowUp) == {"title": "", "body": "", "outcome": "", "none_because": ""}
    assert words_of(Notice) == {"params": {}}


def test_names_are_found_in_any_size_of_letters_and_in_documents(alice):
    Notice.objects.create(user=alice, kind="test", key="1", params={"name": "Žofie Černá"})
    Notice.objects.create(user=alice, kind="test", key="2", params={"name": "Karla"})
    assert [row.key for row in naming(Notice.objects.all(), ["params"], ["Žofie Černá"])] == ["1"]
    assert list(naming(Notice.objects.all(), ["params"], [])) == []


class TestPage:
    @pytest.fixture
    def page(self, carol):
        return reverse("contacts:contact_erase", args=[carol.pk])

    def test_the_name_is_typed(self, client, sign_in, dpo, carol, page):
        wrong = sign_in(dpo).post(page, {"name": "Karla"})
        assert (wrong.status_code, Contact.objects.get(pk=carol.pk).is_erased) == (422, False)
        done = client.post(page, {"name": " carol novotna"})
        assert (done.status_code, Contact.objects.get(pk=carol.pk).is_erased) == (303, True)
        assert client.get(page).status_code == 404

    def test_one_in_the_bin_is_erased_too(self, sign_in, dpo, carol, page):
        Contact.objects.filter(pk=carol.pk).update(deleted_at=NOW)
        assert sign_in(dpo).post(page, {"name": carol.full_name}).status_code == 303

    def test_nobody_else_comes_here(self, client, sign_in, alice, marketer, dpo, page):
        answers = [sign_in(by).get(page).status_code for by in (alice, marketer)]
        assert answers == [403, 403]
        absent = reverse("contacts:contact_erase", args=[999_999])
        assert [sign_in(dpo).get(absent).status_code, client.put(page).status_code] == [404, 405]

    def test_the_proof_is_asked_for(self, sign_in, settings, dpo, carol, page):
        settings.REQUIRE_STEP_UP = True
        sign_in(dpo).post(page, {"name": carol.full_name})
        assert not Contact.objects.get(pk=carol.pk).is_erased


def test_a_lively_history_is_forgotten(alice, dpo, carol):
    entry = make_entry(carol, NOW - timedelta(days=1), summary="Her dog is ill.", next_step="Ask about it")
    erase(dpo, carol)
    entry.refresh_from_db()
    assert (entry.summary, entry.next_step, entry.kind, entry.contact_id) == ("", "", "call", carol.pk)

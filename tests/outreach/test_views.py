import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Purpose
from outreach import reasons, rules
from outreach.actions.sending import pump
from outreach.models import EventKind, Heartbeat, Installation, Journey, Message, Provider, State
from outreach.tasks import pump as pump_task
from staff.models import AccessToken, AuditEntry, Role
from tests.factories.contacts import add_birthday, add_consent, make_contact
from tests.factories.outreach import MORNING, make_message, make_reminder
from tests.factories.staff import make_user

ACTIONS = ["message_skip", "message_resolve"]


@pytest.fixture
def planned(carol) -> Message:
    now = timezone.now()
    return make_message(carol, not_before=now + timedelta(hours=1), not_after=now + timedelta(hours=9), now=now)


def detail(message: Message) -> str:
    return reverse("outreach:message_detail", args=[message.pk])


def in_doubt(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN)
    message.refresh_from_db()
    return message


def test_the_outbox_shows_what_will_go_to_whom_why_and_when(sign_in, alice, carol, planned):
    page = sign_in(alice).get(reverse("outreach:outbox")).content.decode()
    for words in ("Carol Novotná", "Prepared mail", "Your offer", "Czech", "in Prague", "planned"):
        assert words in page


@pytest.mark.parametrize(
    ("afterwards", "told"),
    [
        ({"delivered_at": MORNING}, set()),
        ({"bounced_at": MORNING}, {"bounced"}),
        ({"delivered_at": MORNING, "complained_at": MORNING}, {"reported as spam"}),
    ],
)
def test_a_mail_that_came_back_or_annoyed_does_not_only_count_as_sent(sign_in, alice, planned, afterwards, told):
    Message.objects.filter(pk=planned.pk).update(state=State.SENT, sent_at=MORNING, **afterwards)
    client = sign_in(alice)
    for url in (reverse("outreach:outbox_sent"), detail(planned)):
        page = client.get(url).content.decode()
        assert set(re.findall(r'is-no"><svg.*?</svg>(.*?)</span>', page, re.DOTALL)) == told, url


def test_the_team_sees_it_too_and_a_stranger_does_not(sign_in, bob, charlie, planned):
    assert "Carol Novotná" in sign_in(bob).get(reverse("outreach:outbox")).content.decode()
    assert "Carol Novotná" not in sign_in(charlie).get(reverse("outreach:outbox")).content.decode()


def test_each_tab_holds_its_states(sign_in, alice, carol):
    for number, state in enumerate(State.values):
        row = make_message(carol, subject=f"mail {state}", occurrence=str(number))
        Message.objects.filter(pk=row.pk).update(state=state, sent_at=MORNING if state == "sent" else None)
    client = sign_in(alice)
    shown = {
        name: {row.state for row in client.get(reverse(f"outreach:{name}")).context["page"]}
        for name in ("outbox", "outbox_sent", "outbox_not_sent")
    }
    assert shown == {
        "outbox": {"pending", "claimed"},
        "outbox_sent": {"sent"},
        "outbox_not_sent": {"failed", "unknown", "cancelled", "expired", "skipped", "closed"},
    }


def test_a_skip_shows_its_reason_in_words(sign_in, alice, carol):
    row = make_message(carol)
    Message.objects.filter(pk=row.pk).update(state=State.SKIPPED, reason=reasons.NO_ADDRESS)
    page = sign_in(alice).get(reverse("outreach:outbox_not_sent")).content.decode()
    assert "The contact has no e-mail address." in page


def test_the_outbox_is_filtered_by_journey_and_state(sign_in, alice, carol):
    make_message(carol, subject="by hand")
    make_message(carol, rule=rules.BIRTHDAY)
    journey = Journey.objects.get(code=rules.BIRTHDAY)
    client = sign_in(alice)
    rows = client.get(reverse("outreach:outbox"), {"journey": journey.pk}).context["page"]
    assert [row.step.journey.code for row in rows] == [rules.BIRTHDAY]
    assert len(client.get(reverse("outreach:outbox"), {"journey": "x", "state": "y"}).context["page"]) == 2


def test_htmx_gets_the_rows_alone(sign_in, alice, planned):
    page = sign_in(alice).get(reverse("outreach:outbox"), headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith('<div id="message-rows">')


def test_the_outbox_costs_the_same_for_three_rows(sign_in, alice, carol):
    client = sign_in(alice)
    make_message(carol)
    client.get(reverse("outreach:outbox"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("outreach:outbox"))
    make_message(carol)
    make_message(make_contact("Dana Malá", owner=alice), rule=rules.BIRTHDAY)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("outreach:outbox"))
    assert len(three) == len(one)


def test_the_outbox_says_when_the_sender_last_ran(sign_in, alice, organisation, stop_clock):
    now = timezone.now()
    stop_clock(now)
    client = sign_in(alice)
    assert "has not run yet" in client.get(reverse("outreach:outbox")).content.decode()
    pump_task()
    assert "The sender last ran 0 s ago." in client.get(reverse("outreach:outbox")).content.decode()
    Heartbeat.objects.update(at=now - timedelta(minutes=16))
    assert "Start the worker again." in client.get(reverse("outreach:outbox")).content.decode()


def test_nobody_without_the_right_opens_the_outbox(sign_in, client, organisation):
    assert client.get(reverse("outreach:outbox")).status_code == 302
    analyst = make_user("Analyst", Role.ANALYST)
    assert sign_in(analyst).get(reverse("outreach:outbox")).status_code == 403


def test_a_planned_mail_is_previewed_without_issuing_links(sign_in, alice, carol):
    message = make_message(carol, rule=rules.SURVEY, not_after=timezone.now() + timedelta(days=1))
    page = sign_in(alice).get(detail(message)).content.decode()
    assert "Odpovědět na otázku" in page
    assert AccessToken.objects.count() == 0


def test_a_sent_mail_is_read_back_with_its_secrets_blotted_out(sign_in, alice, carol, mail_dir):
    add_consent(carol, Purpose.GREETINGS)
    message = make_message(carol, rule=rules.BIRTHDAY, local_date=MORNING.date())
    add_birthday(carol, MORNING.month, MORNING.day)
    assert pump(worker="test", now=MORNING)["sent"] == 1
    page = sign_in(alice).get(detail(message)).content.decode()
    token = (mail_dir / f"{message.uuid}.eml").read_text().split("/unsubscribe/")[1].split("/")[0]
    assert len(token) == 43
    assert token not in page
    assert "/unsubscribe/…/" in page
    assert str(message.uuid) in page
    assert "všechno nejlepší k narozeninám" in page


def test_a_mail_that_cannot_be_written_says_why(sign_in, alice, carol):
    message = make_message(carol, body="{{ nonsense }}")
    assert "nonsense" in sign_in(alice).get(detail(message)).content.decode()


def test_a_password_mail_is_shown_to_no_colleague_and_not_read_by_the_superuser(sign_in, alice, admin):
    message = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="https://secret/")
    assert sign_in(alice).get(detail(message)).status_code == 404
    assert "https://secret/" not in sign_in(admin).get(detail(message)).content.decode()


def test_the_stranger_gets_404_and_a_bad_id_too(sign_in, charlie, planned):
    client = sign_in(charlie)
    assert client.get(detail(planned)).status_code == 404
    assert client.get(reverse("outreach:message_detail", args=[999_999])).status_code == 404
    for name in ACTIONS:
        assert client.post(reverse(f"outreach:{name}", args=[planned.pk])).status_code == 404
    planned.refresh_from_db()
    assert planned.state == State.PENDING


def test_the_owner_skips_a_planned_mail(sign_in, alice, planned):
    client = sign_in(alice)
    assert "Do not send" in client.get(detail(planned)).content.decode()
    response = client.post(reverse("outreach:message_skip", args=[planned.pk]))
    assert (response.status_code, response.url) == (303, detail(planned))
    planned.refresh_from_db()
    assert (planned.state, planned.reason) == (State.CANCELLED, reasons.SKIPPED_BY_HAND)
    entry = AuditEntry.objects.get(action="outreach.skip")
    assert (entry.actor, entry.subject_id) == (alice, planned.pk)


def test_whoever_may_only_see_a_mail_gets_403_for_skipping_it(sign_in, marketer, bob, planned):
    for user in (marketer, bob):
        client = sign_in(user)
        assert client.get(detail(planned)).status_code == 200
        assert "Do not send" not in client.get(detail(planned)).content.decode()
        assert client.post(reverse("outreach:message_skip", args=[planned.pk])).status_code == 403
    planned.refresh_from_db()
    assert planned.state == State.PENDING


def test_what_a_colleague_wrote_is_read_where_the_timeline_is(sign_in, marketer, bob, dpo, carol, mail_dir):
    message = make_message(carol)

    def readers():
        pages = [sign_in(user).get(detail(message)).content.decode() for user in (bob, dpo, marketer)]
        return [("Here is the offer." in page, "Not allowed" in page) for page in pages]

    only_the_team_and_the_dpo = [(True, False), (True, False), (False, True)]
    assert readers() == only_the_team_and_the_dpo
    pump(worker="test", now=MORNING)
    message.refresh_from_db()
    assert message.state == State.SENT
    assert readers() == only_the_team_and_the_dpo


def test_a_marketer_reads_ready_made_words(sign_in, marketer, carol):
    page = sign_in(marketer).get(detail(make_message(carol, rule=rules.BIRTHDAY))).content.decode()
    assert "What will go" in page


def test_where_a_mail_went_is_told_to_who_sees_addresses(sign_in, bob, marketer, carol, mail_dir):
    add_consent(carol, Purpose.GREETINGS)
    message = make_message(carol, rule=rules.BIRTHDAY, local_date=MORNING.date())
    add_birthday(carol, MORNING.month, MORNING.day)
    assert pump(worker="test", now=MORNING)["sent"] == 1
    told = "<carol@customer.example> is unknown"
    message.events.create(provider="x", event_id="1", kind=EventKind.NO_SUCH_USER, words=told, at=MORNING)
    Message.objects.filter(pk=message.pk).update(bounced_at=MORNING, last_code="550", last_error=told)
    pages = [sign_in(user).get(detail(message)).content.decode() for user in (bob, marketer)]
    found = [(str(message.uuid) in page, page.count("is unknown"), "carol@customer.example" in page) for page in pages]
    assert found == [(True, 2, True), (True, 0, False)]


def test_a_mail_that_left_is_not_skipped(sign_in, alice, planned):
    Message.objects.filter(pk=planned.pk).update(state=State.SENT, sent_at=MORNING)
    page = sign_in(alice).post(reverse("outreach:message_skip", args=[planned.pk]), follow=True).content.decode()
    assert "It was too late" in page


def test_one_skips_ones_own_reminder_but_not_anothers(sign_in, alice, bob):
    reminder = make_reminder(alice)
    assert sign_in(bob).post(reverse("outreach:message_skip", args=[reminder.pk])).status_code == 404
    assert sign_in(alice).post(reverse("outreach:message_skip", args=[reminder.pk])).status_code == 303


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_are_posted(sign_in, alice, planned, name):
    assert sign_in(alice).get(reverse(f"outreach:{name}", args=[planned.pk])).status_code == 405


@pytest.mark.parametrize(("answer", "state"), [("sent", "sent"), ("again", "pending"), ("closed", "closed")])
def test_the_superuser_settles_a_mail_in_doubt(sign_in, admin, planned, answer, state):
    in_doubt(planned)
    client = sign_in(admin)
    assert "Did it leave?" in client.get(detail(planned)).content.decode()
    client.post(reverse("outreach:message_resolve", args=[planned.pk]), {"answer": answer})
    planned.refresh_from_db()
    assert planned.state == state


def test_only_the_superuser_settles_and_only_with_a_known_answer(sign_in, alice, admin, planned):
    in_doubt(planned)
    url = reverse("outreach:message_resolve", args=[planned.pk])
    assert sign_in(alice).post(url, {"answer": "again"}).status_code == 403
    assert sign_in(admin).post(url, {"answer": "perhaps"}, follow=True).status_code == 200
    planned.refresh_from_db()
    assert planned.state == State.UNKNOWN


def test_a_journey_is_paused_with_a_reason_and_runs_again(sign_in, admin, organisation):
    make_reminder(admin)
    journey = Journey.objects.get(code=rules.BIRTHDAY)
    client = sign_in(admin)
    url = reverse("outreach:journey_run", args=[journey.pk])
    client.post(url, {"run": "no", "reason": "New words are coming"})
    journey.refresh_from_db()
    assert (journey.is_enabled, journey.paused_reason) == (False, "New words are coming")
    assert "“Birthday greeting” is paused." in client.get(reverse("outreach:outbox")).content.decode()
    assert "New words are coming" in client.get(reverse("outreach:journey_list")).content.decode()
    client.post(url, {"run": "yes"})
    journey.refresh_from_db()
    assert (journey.is_enabled, journey.paused_reason) == (True, "")


def test_a_way_that_was_mended_is_tried_at_once(sign_in, admin, alice, settings):
    later = timezone.now() + timedelta(minutes=9)
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=7, waits_until=later, last_error="not you")
    url = reverse("outreach:try_now")
    assert sign_in(alice).post(url).status_code == 403
    assert Provider.objects.get().waits_until == later
    client = sign_in(admin)
    page = client.get(reverse("staff:operations")).content.decode()
    assert (f'action="{url}"' in page, "not you" in page) == (True, True)
    assert client.get(url).status_code == 405
    assert client.post(url).url == reverse("outreach:outbox")
    assert Provider.objects.get().waits_until is None
    assert AuditEntry.objects.filter(action="outreach.try_way", actor=admin).count() == 1


def test_the_operations_page_lets_a_paused_journey_run_again(sign_in, admin, organisation):
    make_reminder(admin)
    journey = Journey.objects.get(code=rules.BIRTHDAY)
    client = sign_in(admin)
    url = reverse("outreach:journey_run", args=[journey.pk])
    assert url not in client.get(reverse("staff:operations")).content.decode()
    journey.is_enabled, journey.paused_reason = False, reasons.TOO_MANY_FAILED
    journey.save()
    page = client.get(reverse("staff:operations")).content.decode()
    assert f'action="{url}"' in page
    assert "More than five in a hundred of its first mails failed." in page


def test_account_managers_do_not_pause_journeys(sign_in, alice):
    make_reminder(alice)
    journey = Journey.objects.get(code=rules.BIRTHDAY)
    client = sign_in(alice)
    assert client.get(reverse("outreach:journey_list")).status_code == 403
    assert client.post(reverse("outreach:journey_run", args=[journey.pk]), {"run": "no"}).status_code == 403
    journey.refresh_from_db()
    assert journey.is_enabled


def test_a_copied_database_asks_for_confirmation(sign_in, alice, admin):
    Installation.objects.create(pk=1, code="another machine")
    assert "Nothing leaves from here" in sign_in(alice).get(reverse("outreach:outbox")).content.decode()
    assert sign_in(alice).post(reverse("outreach:confirm_sending")).status_code == 403
    page = sign_in(admin).post(reverse("outreach:confirm_sending"), follow=True).content.decode()
    assert "Nothing leaves from here" not in page


def test_an_administrator_who_is_no_superuser_confirms_nothing(sign_in, organisation):
    Installation.objects.create(pk=1, code="another machine")
    administrator = make_user("Chief", Role.ADMINISTRATOR)
    assert sign_in(administrator).post(reverse("outreach:confirm_sending")).status_code == 403
    assert Installation.objects.get().code == "another machine"


def test_the_contact_panel_shows_mails_and_skips_with_their_reason(sign_in, alice, bob, charlie, carol):
    row = make_message(carol, rule=rules.BIRTHDAY)
    Message.objects.filter(pk=row.pk).update(state=State.SKIPPED, reason="consent_unknown")
    url = reverse("outreach:contact_panel", args=[carol.pk])
    for user in (alice, bob):
        page = sign_in(user).get(url).content.decode()
        assert "No consent is recorded for this purpose." in page
    assert sign_in(charlie).get(url).status_code == 404
    fragment = sign_in(alice).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Birthday greeting" in fragment


def test_the_contact_panel_costs_the_same_for_three_rows(sign_in, alice, carol):
    client = sign_in(alice)
    url = reverse("outreach:contact_panel", args=[carol.pk])
    make_message(carol)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    make_message(carol)
    make_message(carol, rule=rules.BIRTHDAY)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)


@pytest.mark.parametrize("language", ["ru", "cs", "da", "lt"])
def test_the_outbox_speaks_the_readers_language(sign_in, alice, planned, language):
    alice.language = language
    alice.save()
    response = sign_in(alice).get(reverse("outreach:outbox"))
    assert response.headers["Content-Language"] == language
    assert getattr(planned.step.journey, f"name_{language}") in response.content.decode()

from datetime import UTC, datetime, timedelta

import pytest

from contacts.actions.consent import record_consent
from feedback import actions
from feedback.actions import SurveyClosed, humane, invite, record_response
from feedback.models import Answer, Invitation, Response
from feedback.signals import response_completed
from interactions.actions import log_interaction
from interactions.models import Interaction
from outreach.actions.sending import send_due
from outreach.models import Hold, Message
from staff.models import AuditEntry, Role
from tests.factories.contacts import add_consent, make_contact
from tests.factories.feedback import NOW, make_invitation, make_survey

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def survey(organisation):
    return make_survey()


@pytest.fixture
def willing(carol):
    add_consent(carol, "feedback")
    return carol


def log(by, contact, **fields):
    values = {"kind": "call", "direction": "out", "at": NOW - HOUR, "summary": "Talked.", "now": NOW}
    return log_interaction(by=by, contact=contact, **{**values, **fields})


def questions_of(survey):
    scale, comment = survey.questions.order_by("position")
    return scale, comment


def test_a_logged_call_plans_the_mail_of_the_survey(alice, willing, survey):
    call = log(alice, willing)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.wave) == ("invited", f"interaction/{call.pk}")
    message = invitation.message
    assert (message.state, message.contact, message.sender) == ("pending", willing, alice)
    assert message.step.journey.code == "survey_after_conversation"
    assert message.occurrence == f"survey/{invitation.pk}"
    assert (message.not_before, message.not_after) == (NOW, invitation.expires_at)


def test_the_survey_leaves_though_the_owner_may_not_mail_this_customer(alice, willing, survey, settings, tmp_path):
    settings.MAIL_DIR = tmp_path
    log(alice, willing)
    alice.role_assignments.update(role=Role.MARKETER)
    assert send_due(worker="test", now=NOW)["sent"] == 1
    message = Invitation.objects.get().message
    assert (message.state, message.reason) == ("sent", "")


def test_the_link_is_valid_through_the_whole_last_day(alice, willing, survey):
    log(alice, willing)
    # 18 November and fourteen days, to midnight in Prague.
    assert Invitation.objects.get().expires_at == datetime(2026, 12, 2, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["note", "email", "letter", "chat"])
def test_other_kinds_ask_nothing(alice, willing, survey, kind):
    log(alice, willing, kind=kind)
    assert Invitation.objects.count() == 0


def test_an_internal_conversation_asks_nothing(alice, willing, survey):
    log(alice, willing, direction="internal")
    assert Invitation.objects.count() == 0


def test_no_survey_about_conversations_asks_nothing(alice, willing):
    make_survey(is_active=False)
    log(alice, willing)
    assert Invitation.objects.count() == 0


def test_the_same_conversation_is_asked_about_once(alice, willing, survey):
    call = log(alice, willing)
    actions.invite_after(interaction=call, by=alice, now=NOW + HOUR)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "reason"),
    [(None, "consent_unknown"), ("refused", "consent_refused"), ("withdrawn", "consent_withdrawn")],
)
def test_without_consent_the_survey_is_dropped_with_the_reason(alice, carol, survey, state, reason):
    if state:
        add_consent(carol, "feedback", state=state)
    log(alice, carol)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.reason, invitation.message) == ("dropped", reason, None)
    assert Message.objects.filter(step__journey__code="survey_after_conversation").count() == 0


def test_without_an_address_it_is_dropped(alice, survey):
    nobody = make_contact("Dana", owner=alice)
    add_consent(nobody, "feedback")
    log(alice, nobody)
    assert Invitation.objects.get().reason == "no_address"


def test_a_hold_drops_it_until_it_ends(alice, willing, survey):
    Hold.objects.create(contact=willing, key="complaint/1", reason="A complaint is open.", until=NOW + DAY)
    log(alice, willing)
    assert Invitation.objects.get().reason == "hold"
    log(alice, willing, at=NOW + DAY, now=NOW + DAY)
    assert Invitation.objects.first().state == "invited"


def test_within_thirty_days_nobody_is_asked_twice(alice, willing, survey):
    log(alice, willing)
    log(alice, willing, at=NOW + 29 * DAY, now=NOW + 30 * DAY - HOUR)
    log(alice, willing, at=NOW + 30 * DAY, now=NOW + 30 * DAY)
    assert [row.reason for row in Invitation.objects.order_by("pk")] == ["", "cooldown", ""]


def test_the_cooldown_counts_over_all_surveys(alice, willing, survey):
    log(alice, willing)
    other = make_survey("relationship")
    assert invite(survey=other, contact=willing, wave="w", by=alice, now=NOW + DAY).reason == "cooldown"


def test_a_mail_that_never_left_does_not_count(alice, willing, survey):
    log(alice, willing)
    Message.objects.update(state="skipped", reason="suppressed")
    log(alice, willing, at=NOW + DAY, now=NOW + DAY)
    assert Invitation.objects.first().state == "invited"


def test_an_old_conversation_is_not_asked_about(alice, willing, survey):
    log(alice, willing, at=NOW - 4 * DAY)
    assert Invitation.objects.get().reason == "long_ago"


def test_consent_given_after_the_call_asks_after_all(alice, carol, survey):
    log(alice, carol)
    assert Invitation.objects.get().state == "dropped"
    record_consent(
        by=alice, contact=carol, purpose="feedback", channel="email", state="given", source="call", now=NOW + HOUR
    )
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.reason) == ("invited", "")
    assert invitation.message.state == "pending"


def test_consent_to_something_else_asks_nothing(alice, carol, survey):
    log(alice, carol)
    record_consent(by=alice, contact=carol, purpose="greetings", channel="email", state="given", source="call", now=NOW)
    assert Invitation.objects.get().state == "dropped"


def test_consent_days_later_does_not_bring_the_call_back(alice, carol, survey):
    log(alice, carol)
    record_consent(
        by=alice, contact=carol, purpose="feedback", channel="email", state="given", source="call", now=NOW + 4 * DAY
    )
    assert Invitation.objects.get().state == "dropped"


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        (datetime(2026, 11, 18, 6, 59, tzinfo=UTC), datetime(2026, 11, 18, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 18, 7, 0, tzinfo=UTC), datetime(2026, 11, 18, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 18, 18, 59, tzinfo=UTC), datetime(2026, 11, 18, 18, 59, tzinfo=UTC)),
        (datetime(2026, 11, 18, 19, 0, tzinfo=UTC), datetime(2026, 11, 19, 7, 0, tzinfo=UTC)),
    ],
)
def test_mails_leave_from_eight_to_eight_at_the_customer(carol, moment, moved):
    assert humane(moment, carol) == moved


def test_the_first_answer_is_kept_and_announced_once(carol, survey):
    heard = []

    def listen(response, **kwargs):
        heard.append(response)

    response_completed.connect(listen)
    invitation = make_invitation(carol, survey)
    scale, comment = questions_of(survey)
    try:
        response = record_response(
            invitation=invitation, answers={scale.pk: 4, comment.pk: "Fast."}, language="cs", now=NOW
        )
        again = record_response(
            invitation=invitation, answers={scale.pk: 4, comment.pk: "Fast."}, language="cs", now=NOW
        )
    finally:
        response_completed.disconnect(listen)
    assert again == response
    assert heard == [response]
    invitation.refresh_from_db()
    assert (invitation.state, response.language, response.completed_at) == ("answered", "cs", NOW)
    assert list(response.answers.values_list("value", "text", "is_current")) == [(4, "", True), (None, "Fast.", True)]
    assert Response.objects.get().changed_at is None


def test_the_answer_stands_in_the_timeline_without_the_score(carol, survey):
    scale, _comment = questions_of(survey)
    response = record_response(invitation=make_invitation(carol, survey), answers={scale.pk: 1}, language="cs", now=NOW)
    entry = Interaction.objects.get()
    assert (entry.contact, entry.kind, entry.source) == (carol, "answer", f"feedback.response/{response.pk}")
    assert entry.params == {"survey": "after_conversation", "response": response.pk}
    assert AuditEntry.objects.filter(action="feedback.answer", subject_id=response.pk).count() == 1


def test_a_changed_mind_keeps_the_earlier_answer(carol, survey):
    invitation = make_invitation(carol, survey)
    scale, comment = questions_of(survey)
    record_response(invitation=invitation, answers={scale.pk: 2, comment.pk: "Slow."}, language="cs", now=NOW)
    record_response(invitation=invitation, answers={scale.pk: 5, comment.pk: ""}, language="cs", now=NOW + HOUR)
    rows = Answer.objects.order_by("pk").values_list("value", "text", "is_current")
    assert list(rows) == [(2, "", False), (None, "Slow.", False), (5, "", True)]
    response = Response.objects.get()
    assert (response.completed_at, response.changed_at) == (NOW, NOW + HOUR)


def test_after_the_last_day_nothing_is_kept(carol, survey):
    invitation = make_invitation(carol, survey, expires_at=NOW)
    scale, _comment = questions_of(survey)
    with pytest.raises(SurveyClosed):
        record_response(invitation=invitation, answers={scale.pk: 5}, language="cs", now=NOW)
    assert Response.objects.count() == 0

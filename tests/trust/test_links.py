"""A secret link opens its own page and nothing else, until it ends, is revoked, or its customer is gone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from contacts.models import Consent, Contact
from feedback.models import Answer, InvitationState, Response, Survey
from outreach import rules
from outreach.rendering import render
from staff import guesses, tokens
from staff.actions import invitations
from staff.models import AccessToken, AuditEntry, Invitation, Notice, Role, TokenPurpose, User
from tests.factories.contacts import add_consent, make_contact
from tests.factories.feedback import make_invitation, make_link, make_survey
from tests.factories.interactions import make_recap, make_recap_link, make_talk
from tests.factories.outreach import make_message
from tests.sizes import size
from tests.test_house import routes

pytestmark = pytest.mark.trust

OPENS = {
    "feedback:survey": TokenPurpose.SURVEY,
    "feedback:thanks": TokenPurpose.SURVEY,
    "outreach:unsubscribe": TokenPurpose.UNSUBSCRIBE,
    "outreach:preferences": TokenPurpose.PREFERENCES,
    "staff:invitation": TokenPurpose.INVITATION,
    "interactions:recap_page": TokenPurpose.RECAP,
}
NEVER_ENDS = {TokenPurpose.UNSUBSCRIBE, TokenPurpose.PREFERENCES}


@pytest.fixture(autouse=True)
def _mails_stay_in_memory(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def links(organisation, admin, carol) -> dict[TokenPurpose, str]:
    """A live link of each purpose, made by whatever makes it in the product."""
    now = timezone.now()
    add_consent(carol, "greetings", "feedback")
    survey = make_invitation(carol, make_survey(), created_at=now, state=InvitationState.ANSWERED)
    Response.objects.create(invitation=survey, language="en", completed_at=now)
    foot = render(make_message(carol, rule=rules.BIRTHDAY), organisation=organisation, now=now).links
    recap = make_recap(make_talk(admin, carol, now, points=["Ten lamps"]), by=admin, now=now)
    invitations.invite(by=admin, email="nela@x.example", full_name="Nela", roles=[Role.AGENT])
    return {
        TokenPurpose.SURVEY: make_link(survey),
        TokenPurpose.UNSUBSCRIBE: foot.unsubscribe.split("/")[-2],
        TokenPurpose.PREFERENCES: foot.preferences.split("/")[-2],
        TokenPurpose.RECAP: make_recap_link(recap, now=now),
        TokenPurpose.INVITATION: re.search(r"/invitation/([\w-]+)/", mail.outbox[-1].body).group(1),
    }


def read(page: str, token: str, method: str = "get", **values: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    return getattr(client, method)(reverse(page, args=[token]), values)


def test_each_purpose_and_each_page_behind_a_link_is_known_here():
    pages = {
        f"{route.lookup_str.split('.')[0]}:{route.name}"
        for _path, route in routes(get_resolver())
        if getattr(route.callback, "access_rule", "") == "token"
    }
    assert pages == set(OPENS)
    assert set(OPENS.values()) == set(TokenPurpose)


@pytest.mark.parametrize("page", OPENS)
@pytest.mark.parametrize("purpose", TokenPurpose)
def test_a_link_opens_its_own_page_alone(links, page, purpose):
    """Each purpose at each page; a record of the same number is there for it to open by mistake."""
    row = AccessToken.objects.get(digest=tokens.digest(links[purpose]))
    crossed = tokens.issue(purpose, subject_id=AccessToken.objects.filter(purpose=OPENS[page]).get().subject_id)
    assert row.subject_id

    wanted = 200 if OPENS[page] == purpose else 404
    assert read(page, links[purpose]).status_code == wanted
    if OPENS[page] != purpose:
        consents, people = Consent.objects.count(), User.objects.count()
        for method in ("get", "post"):
            assert read(page, crossed, method, password="quiet-harbour-lantern", full_name="E").status_code == 404
        assert (Consent.objects.count(), User.objects.count(), Answer.objects.count()) == (consents, people, 0)


@pytest.mark.parametrize("address", ["account_login", "interactions:my_day", "staff:profile"])
def test_no_link_signs_anybody_in(links, address):
    for token in links.values():
        client = Client()
        client.get(reverse(address), {"token": token, "key": token}, headers={"Authorization": f"Bearer {token}"})
        assert "_auth_user_id" not in client.session


def test_links_are_of_256_bits_and_kept_as_digests_alone(links):
    for token in links.values():
        assert re.fullmatch(r"[\w-]{43}", token)
    assert len({tokens.issue(TokenPurpose.SURVEY, subject_id=1) for _number in range(size(50, full=5000))}) == size(
        50, full=5000
    )
    stored = [
        str(row) for model in apps.get_models() for row in model._base_manager.values_list() if model._meta.managed
    ]
    assert len(stored) > 20
    for token in links.values():
        assert tokens.digest(token) in str(stored)
        assert token not in str(stored)


def test_links_to_stop_mails_never_end_and_the_others_do(links):
    ends = {row.purpose: row.expires_at for row in AccessToken.objects.all()}
    assert {purpose for purpose, end in ends.items() if end is None} == NEVER_ENDS


@pytest.mark.parametrize("page", OPENS)
def test_a_revoked_link_opens_nothing(links, page):
    purpose, now = OPENS[page], timezone.now()
    subject = AccessToken.objects.get(purpose=purpose).subject_id

    assert tokens.revoke(purpose, subject_id=subject, now=now) == 1

    for method in ("get", "post"):
        assert read(page, links[purpose], method).status_code in (404, 410)
    assert Consent.objects.filter(source="page").count() == 0


# --- the customer is gone -------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["feedback:survey", "feedback:thanks", "outreach:preferences"])
def test_of_a_customer_in_the_bin_a_link_opens_nothing(links, carol, page):
    Contact.objects.filter(pk=carol.pk).update(deleted_at=timezone.now())

    for method in ("get", "post"):
        answer = read(page, links[OPENS[page]], method, language="da")
        assert answer.status_code in (404, 410)
        assert "Carol" not in answer.content.decode()
    assert (Answer.objects.count(), Consent.objects.filter(source="page").count()) == (0, 0)
    carol.refresh_from_db()
    assert carol.languages == ["cs"]


def test_who_is_in_the_bin_can_still_say_no_for_the_day_they_are_taken_out_again(links, carol):
    Contact.objects.filter(pk=carol.pk).update(deleted_at=timezone.now())

    answer = read("outreach:unsubscribe", links[TokenPurpose.UNSUBSCRIBE], "post")

    assert answer.status_code == 200
    assert "Carol" not in answer.content.decode()
    assert Consent.objects.filter(contact=carol, source="page").values_list("state", flat=True)[0] == "withdrawn"


def test_after_a_merge_a_link_acts_for_whoever_stayed(links, carol, alice):
    stayed = make_contact("Karolina", owner=alice, email="k@customer.example")
    Contact.objects.filter(pk=carol.pk).update(merged_into=stayed, deleted_at=timezone.now())

    assert read("outreach:unsubscribe", links[TokenPurpose.UNSUBSCRIBE], "post").status_code == 200
    wishes = {"greetings": "yes", "feedback": "no", "marketing": "no", "language": "da"}
    assert read("outreach:preferences", links[TokenPurpose.PREFERENCES], "post", **wishes).status_code == 200

    stayed.refresh_from_db()
    assert stayed.language == "da"
    assert Consent.objects.filter(contact=stayed, source="page").count() > 0
    assert Consent.objects.filter(contact=carol, source="page").count() == 0


@pytest.mark.parametrize("ends", ["switched off", "closes", "invitation ends", "link ends"])
def test_a_closed_survey_takes_no_answer(links, carol, ends):
    now = timezone.now()
    ended = {
        "switched off": lambda: Survey.objects.update(is_active=False),
        "closes": lambda: Survey.objects.update(closes_at=now),
        "invitation ends": lambda: carol.survey_invitations.update(expires_at=now),
        "link ends": lambda: AccessToken.objects.filter(purpose="survey").update(expires_at=now),
    }
    question = Survey.objects.get(code="after_conversation").questions.get(kind="csat")
    before = read("feedback:survey", links[TokenPurpose.SURVEY], "post", **{f"q{question.pk}": "3"})
    assert (before.status_code, Answer.objects.count()) == (302, 1)

    ended[ends]()

    for method in ("get", "post"):
        answer = read("feedback:survey", links[TokenPurpose.SURVEY], method, **{f"q{question.pk}": "5"})
        assert answer.status_code == 410
    assert [row.value for row in Answer.objects.all()] == [3]


@pytest.mark.parametrize("ends", ["withdrawn", "inviter left", "a week"])
def test_a_dead_invitation_makes_no_colleague(links, admin, ends):
    now = timezone.now()
    rows = Invitation.objects.filter(email="nela@x.example")
    if ends == "withdrawn":
        invitations.revoke(by=admin, invitation=rows.get())
    elif ends == "inviter left":
        User.objects.filter(pk=admin.pk).update(is_active=False)
    else:
        AccessToken.objects.filter(purpose="invitation").update(expires_at=now)

    values = {"full_name": "Nela", "password": "quiet-harbour-lantern"}
    assert read("staff:invitation", links[TokenPurpose.INVITATION], "post", **values).status_code == 404
    assert User.objects.filter(email="nela@x.example").count() == 0


# --- how often ------------------------------------------------------------------------------------
@pytest.fixture
def at_noon(stop_clock) -> Any:
    """All that a test does falls into one window."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    stop_clock(noon)
    return noon


def statuses(count: int, page: str, token: Callable[[int], str], sender: Callable[[int], str]) -> list[int]:
    client = Client()
    return [
        client.get(reverse(page, args=[token(number)]), REMOTE_ADDR=sender(number)).status_code
        for number in range(count)
    ]


@pytest.mark.parametrize("network", ["192.0.2.7", "2001:db8:1:1::{:x}"])
def test_twenty_guesses_at_whatever_page_are_read_of_one_sender(links, at_noon, network):
    """IPv6 by its /64; a header that nobody we trust has written hides nobody."""
    client, answers = Client(), []
    for number in range(25):
        page = list(OPENS)[number % len(OPENS)]
        who = {"REMOTE_ADDR": network.format(number), "HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        answers.append(client.get(reverse(page, args=[f"guess{number}"]), **who).status_code)

    assert answers == [404] * 20 + [429] * 5


def test_whoever_holds_a_link_is_not_turned_away_for_the_guesses_of_others(links, at_noon):
    """Mail providers stop mails for many customers, and offices have one address."""
    assert statuses(30, "feedback:survey", lambda number: f"g{number}", lambda number: "192.0.2.7")[-1] == 429

    for page, purpose in OPENS.items():
        answer = Client().get(reverse(page, args=[links[purpose]]), REMOTE_ADDR="192.0.2.7")
        assert answer.status_code == 200, page
    stopped = Client().post(reverse("outreach:unsubscribe", args=[links["unsubscribe"]]), REMOTE_ADDR="192.0.2.7")
    assert stopped.status_code == 200


def test_links_to_stop_mails_are_never_too_many(links, at_noon):
    client = Client()
    address = reverse("outreach:unsubscribe", args=[links[TokenPurpose.UNSUBSCRIBE]])
    answers = {client.post(address, REMOTE_ADDR="192.0.2.7").status_code for _number in range(size(100, full=1000))}
    assert answers == {200}


def test_a_survey_is_read_sixty_times_a_minute_from_one_sender(links, at_noon, carol, alice):
    survey = links[TokenPurpose.SURVEY]
    answers = statuses(65, "feedback:survey", lambda number: survey, lambda number: "192.0.2.7")
    assert answers == [200] * 60 + [429] * 5

    other = make_link(make_invitation(make_contact("Dana", owner=alice), make_survey(), created_at=at_noon))
    assert statuses(1, "feedback:survey", lambda number: other, lambda number: "192.0.2.7") == [200]
    assert statuses(1, "feedback:survey", lambda number: survey, lambda number: "192.0.2.8") == [200]


def test_a_survey_is_answered_ten_times_an_hour(links, at_noon):
    address = reverse("feedback:survey", args=[links[TokenPurpose.SURVEY]])
    question = Survey.objects.get(code="after_conversation").questions.get(kind="csat")
    client = Client()
    answers = [
        client.post(address, {f"q{question.pk}": "3"}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(12)
    ]
    assert answers == [302] * 10 + [429] * 2


def test_a_thousand_guesses_a_minute_are_told_to_the_superusers_once(links, at_noon, admin, monkeypatch, caplog):
    most = size(30, full=guesses.ALARMING)
    monkeypatch.setattr(guesses, "ALARMING", most)
    senders = [f"10.0.{number >> 8}.{number & 255}" for number in range(most + 5)]

    statuses(most, "feedback:survey", lambda number: f"g{number}", lambda number: senders[number])
    assert AuditEntry.objects.filter(action="staff.links.guessed").count() == 0
    statuses(5, "outreach:unsubscribe", lambda number: f"g{number}", lambda number: senders[most + number])

    assert AuditEntry.objects.filter(action="staff.links.guessed").count() == 1
    assert list(Notice.objects.values_list("user", "kind")) == [(admin.pk, "links_guessed")]
    assert [record.levelname for record in caplog.records if record.name == "staff.actions.alarms"] == ["ERROR"]


def test_the_numbers_are_those_that_were_promised():
    assert (guesses.GUESSES, guesses.GUESSING_SECONDS) == (20, 600)
    assert (guesses.ALARMING, guesses.ALARMING_SECONDS) == (1000, 60)


def test_without_redis_the_cache_of_the_limits_is_large(settings):
    from crm import settings as own

    assert own._database_cache["OPTIONS"]["MAX_ENTRIES"] >= 100_000
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=12)

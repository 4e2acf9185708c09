"""The webhook as Postmark calls it, through django-anymail's own view."""

import base64
import json

import pytest
from django.urls import reverse

from outreach.models import InboundEvent, Message, State, Suppression
from tests.factories.outreach import MORNING, make_message

SECRET = "rapport:long-secret"


@pytest.fixture
def sent(carol, settings) -> Message:
    settings.EMAIL_PROVIDER, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": [SECRET]}
    message = make_message(carol)
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=MORNING, address="carol@customer.example")
    return message


def bounce(message: Message) -> dict[str, object]:
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"message": str(message.uuid)},
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Description": "The server was unable to deliver your message.",
        "Email": "carol@customer.example",
        "BouncedAt": "2026-03-10T09:01:00Z",
    }


def call(client, body, *, secret: str | None = SECRET, provider: str = "postmark", raw: str | None = None):
    headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    address = reverse("outreach:webhook", args=[provider])
    sent = json.dumps(body) if raw is None else raw
    return client.post(address, sent, content_type="application/json", headers=headers)


def test_a_bounce_suppresses_and_telling_it_again_changes_nothing(client, sent):
    for _ in range(2):
        assert call(client, bounce(sent)).status_code == 200
    assert list(InboundEvent.objects.values_list("provider", "kind", "message")) == [
        ("Postmark", "no_such_user", sent.pk)
    ]
    assert list(Suppression.objects.values_list("scope", flat=True)) == ["all"]


@pytest.mark.parametrize("secret", [None, "rapport:wrong", ""])
def test_without_the_secret_nothing_is_believed(client, sent, secret):
    assert call(client, bounce(sent), secret=secret).status_code == 400
    assert (InboundEvent.objects.count(), Suppression.objects.count()) == (0, 0)


def test_without_a_configured_secret_the_door_does_not_exist(client, sent, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": []}
    assert call(client, bounce(sent)).status_code == 404
    assert InboundEvent.objects.count() == 0


def test_only_the_provider_in_use_has_a_door(client, sent):
    assert call(client, bounce(sent), provider="sendgrid").status_code == 404


def test_an_open_is_nobodys_business(client, sent):
    body = bounce(sent) | {
        "RecordType": "Open",
        "ReceivedAt": "2026-03-10T09:02:00Z",
        "Recipient": "carol@customer.example",
    }
    assert call(client, body).status_code == 200
    assert InboundEvent.objects.count() == 0


def test_an_event_about_a_foreign_mail_is_answered_and_ignored(client, sent):
    body = bounce(sent) | {"Metadata": {"message": "00000000-0000-4000-8000-000000000000"}}
    assert call(client, body).status_code == 200
    assert InboundEvent.objects.count() == 0


def test_a_provider_may_look_whether_the_door_is_there(client, sent):
    assert client.head(reverse("outreach:webhook", args=["postmark"])).status_code == 200
    assert client.get(reverse("outreach:webhook", args=["postmark"])).status_code == 405

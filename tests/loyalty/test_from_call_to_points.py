"""A call, the mail with the link, the answer without signing in, the points."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
from django.conf import settings as project_settings
from django.utils import timezone

from crm.celery import app
from feedback.models import Answer, Invitation
from interactions.actions import log_interaction
from loyalty import books
from loyalty.models import Account
from loyalty.verifying import flaws
from tests.factories.contacts import add_consent
from tests.factories.feedback import make_survey
from tests.factories.loyalty import make_programme


@pytest.fixture
def mail_dir(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


def link_in(mail_dir) -> str:
    (path,) = mail_dir.rglob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    return re.search(re.escape(project_settings.PUBLIC_URL) + r"(/survey/\S+)", text)[1]


def test_a_call_ends_in_points(client, alice, carol, mail_dir):
    make_programme()
    survey = make_survey()
    add_consent(carol, "feedback")
    now = timezone.now()
    log_interaction(by=alice, contact=carol, kind="call", direction="out", at=now, now=now)
    app.loader.import_default_modules()
    leaves_at = Invitation.objects.get().message.not_before
    app.tasks["outreach.pump"](now=(leaves_at + timedelta(seconds=1)).isoformat())
    link = link_in(mail_dir)
    assert client.get(link, {"score": "5"}).status_code == 200
    scale = survey.questions.get(kind="csat")
    assert client.post(link, {f"q{scale.pk}": "5"}).status_code == 302
    assert Answer.objects.get().value == 5
    account = Account.objects.members().get(contact=carol)
    assert books.balance(account, timezone.now()).active == 50
    assert list(flaws()) == []

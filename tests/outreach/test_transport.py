import smtplib
import ssl

import pytest

from outreach.transport import Answer, Outcome, Transport, classify
from tests.outreach.answering import Answering


@pytest.mark.parametrize(
    ("error", "answer", "code"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such user")}), Answer.REFUSED, "550"),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"busy")}), Answer.TEMPORARY, "450"),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (421, b"closing")}), Answer.CONNECTION, "421"),
        (smtplib.SMTPSenderRefused(553, b"not you", "x@fair.example"), Answer.BLOCKED, "553"),
        (smtplib.SMTPSenderRefused(451, b"later", "x@fair.example"), Answer.CONNECTION, "451"),
        (smtplib.SMTPDataError(554, b"spam"), Answer.REFUSED, "554"),
        (smtplib.SMTPDataError(452, b"full"), Answer.TEMPORARY, "452"),
        (smtplib.SMTPDataError(421, b"closing"), Answer.CONNECTION, "421"),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Answer.REFUSED, ""),
        (smtplib.SMTPServerDisconnected("gone"), Answer.UNKNOWN, ""),
        (TimeoutError("timed out"), Answer.UNKNOWN, ""),
        (ConnectionResetError("reset"), Answer.UNKNOWN, ""),
    ],
)
def test_the_answer_of_a_server_is_understood(error, answer, code):
    outcome = classify(error)
    assert (outcome.answer, outcome.code) == (answer, code)


def test_an_unforeseen_error_leaves_it_in_doubt_and_is_logged(caplog):
    assert classify(ZeroDivisionError("x")).answer == Answer.UNKNOWN
    assert "unforeseen" in caplog.text


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (ConnectionRefusedError("refused"), Answer.CONNECTION),
        (OSError("no route"), Answer.CONNECTION),
        (smtplib.SMTPConnectError(421, b"busy"), Answer.CONNECTION),
        (smtplib.SMTPConnectError(554, b"no"), Answer.BLOCKED),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), Answer.BLOCKED),
        (smtplib.SMTPAuthenticationError(454, b"temporary trouble"), Answer.CONNECTION),
        (ssl.SSLCertVerificationError("self-signed"), Answer.BLOCKED),
    ],
)
def test_what_fails_before_the_mail_was_no_attempt(settings, error, answer):
    settings.OUTREACH_TRANSPORT = "tests.outreach.answering.Answering"
    Answering.reset()
    Answering.opening_error = error
    with Transport() as transport:
        assert transport.deliver(None).answer == answer
    assert Answering.seen == []
    Answering.reset()


def test_a_backend_that_sends_nothing_leaves_it_in_doubt(settings):
    settings.OUTREACH_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"
    settings.OUTREACH_TRANSPORT = "tests.outreach.test_transport.Idle"
    with Transport() as transport:
        assert transport.deliver(None) == Outcome(Answer.UNKNOWN)


class Idle(Answering):
    def send_messages(self, email_messages):
        return 0

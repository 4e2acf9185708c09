import email
import email.policy

import pytest

from contacts.models import Purpose
from outreach import rules
from outreach.envelope import SHORT_HEADERS, build_email
from outreach.models import Message
from outreach.rendering import render
from tests.factories.contacts import make_contact
from tests.factories.outreach import MORNING, make_message, make_reminder


@pytest.fixture
def envelope(organisation):
    """Parse the mail as a mail server would."""

    def _envelope(message: Message):
        rendered = render(message, organisation=organisation, now=MORNING)
        raw = build_email(rendered, organisation=organisation, now=MORNING).message().as_bytes(linesep="\r\n")
        assert b"\n" not in raw.replace(b"\r\n", b"")
        return email.message_from_bytes(raw, policy=email.policy.default), rendered

    return _envelope


def test_from_is_the_owners_name_at_the_organisations_address(envelope, carol):
    mail, _rendered = envelope(make_message(carol))
    assert (mail["From"], mail["Reply-To"], mail["To"]) == (
        "Alice <hello@fair.example>",
        "Alice <alice@fair.example>",
        "carol@customer.example",
    )


def test_without_an_owner_the_organisation_speaks(envelope, organisation):
    contact = make_contact("Dana", email="dana@customer.example")
    mail, _rendered = envelope(make_message(contact))
    assert (mail["From"], mail["Reply-To"]) == ("Mostly Fair Ltd <hello@fair.example>", None)


def test_names_in_any_script_stand_in_from(envelope, carol, alice):
    alice.full_name = "Алиса Ёлкина"
    alice.save()
    mail, _rendered = envelope(make_message(carol))
    assert mail["From"].addresses[0].display_name == "Алиса Ёлкина"


def test_the_same_message_id_on_every_attempt(envelope, carol):
    message = make_message(carol)
    ids = {envelope(message)[0]["Message-ID"] for _ in range(2)}
    assert ids == {f"<{message.uuid}@rapport.example>"}


def test_advertising_can_be_stopped_in_one_click(envelope, carol):
    mail, rendered = envelope(make_message(carol, rule=rules.BIRTHDAY))
    token = rendered.links.token
    assert mail["List-Unsubscribe"].strip().split(", ") == [
        f"<http://127.0.0.1:8000/unsubscribe/{token}/>",
        f"<mailto:hello@fair.example?subject=unsubscribe%20{token}>",
    ]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<greetings.rapport.example>"
    assert mail["Feedback-ID"] == "birthday:greetings:rapport.example:rapport"


@pytest.mark.parametrize("purpose", [Purpose.GREETINGS, Purpose.FEEDBACK])
def test_each_purpose_has_its_own_list(envelope, carol, purpose):
    rule = {Purpose.GREETINGS: rules.BIRTHDAY, Purpose.FEEDBACK: rules.FOLLOW_UP}[purpose]
    message = make_message(carol, rule=rule)
    message.purpose = purpose
    assert envelope(message)[0]["List-Id"] == f"<{purpose}.rapport.example>"


@pytest.mark.parametrize("header", ["List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID"])
def test_service_mail_carries_no_marketing_headers(envelope, carol, alice, header):
    assert envelope(make_message(carol))[0][header] is None
    assert envelope(make_reminder(alice))[0][header] is None


def test_automatic_mail_says_so_and_a_colleagues_letter_does_not(envelope, carol, alice):
    for message in (make_message(carol, rule=rules.BIRTHDAY), make_reminder(alice)):
        mail, _rendered = envelope(message)
        assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    mail, _rendered = envelope(make_message(carol))
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == (None, None)


def test_text_and_html_say_the_same_in_the_language_named(envelope, carol):
    mail, _rendered = envelope(make_message(carol, rule=rules.BIRTHDAY))
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Content-Language"] == "cs"
    assert "všechno nejlepší" in mail.get_body(("plain",)).get_content()
    assert "všechno nejlepší" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("subject", ["Offer\r\nBcc: x@y.example", "Offer\nX-Evil: 1", "Offer\x00", "Offer\u2028x"])
def test_no_line_end_reaches_a_header(envelope, carol, subject):
    message = make_message(carol)
    message.subject = subject
    mail, _rendered = envelope(message)
    assert (mail["Bcc"], mail["X-Evil"]) == (None, None)
    assert mail["Subject"].startswith("Offer")


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            " ",
            " indented",
            "trailing ",
            "word " * 9 + "word",
            "two\n lines",
            "tab\tin it",
            "Dvořák",
            "=?utf-8?q?x?=",
        ),
        *("x" * length for length in range(55, 85)),
        *("ab, " * length for length in range(14, 22)),
    ],
)
def test_a_short_plain_header_is_written_as_the_library_writes_it(value):
    usual = email.policy.compat32.clone(linesep="\r\n")
    assert SHORT_HEADERS.clone(linesep="\r\n").fold_binary("Subject", value) == usual.fold_binary("Subject", value)

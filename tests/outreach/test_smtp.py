"""The conversation with a mail server that misbehaves at one point, each over a real line."""

import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMessage
from django.db.models import F

from contacts.models import Purpose
from outreach import operations, reasons, rules, smtp
from outreach.actions.sending import pump
from outreach.models import Message, Provider, State
from outreach.smtp import CannotBeSaid, PatientSMTP
from outreach.transport import Answer, Outcome, Transport
from scripts.ports import free_port
from scripts.stack import wait_until
from staff.models import Notice, Role
from tests.factories.contacts import add_consent, make_contact
from tests.factories.outreach import DAY, MORNING, make_journey, make_message
from tests.factories.staff import make_user
from tests.outreach.mail_server import BODY, DOT, GREETING, HANG_UP, SILENCE, MailServer

GO_ON_IN_CLEAR = "220 go on, but in clear"
PIPELINING = [(), ("PIPELINING", "SIZE 10000000")]


@pytest.fixture
def little_patience(monkeypatch) -> Callable[..., None]:
    """Wait a moment at these points: where the server stays silent. Elsewhere a loaded machine may be slow.

    Too short a wait would find the line lost at an earlier point, which ends in the same answer.
    """

    def only_at(*points: str) -> None:
        for point in points:
            monkeypatch.setattr(smtp, point, 0.3)

    return only_at


def use(settings, port: int, **more: object) -> None:
    settings.OUTREACH_TRANSPORT = "outreach.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    for name, value in more.items():
        setattr(settings, name, value)


@contextmanager
def server_and_transport(settings, script=None, *, extensions=(), **more) -> Iterator[tuple[MailServer, Transport]]:
    with MailServer(script, extensions=extensions) as server:
        use(settings, server.port, **more)
        with Transport() as transport:
            yield server, transport


def letter(body: str = "Hello", to: str = "carol@customer.example") -> EmailMessage:
    return EmailMessage("Offer", body, "Fair <hello@fair.example>", [to])


@pytest.mark.parametrize("extensions", PIPELINING)
@pytest.mark.parametrize(
    ("script", "answer", "code"),
    [
        ({}, Answer.SENT, "250"),
        ({DOT: "251 will forward"}, Answer.SENT, "250"),
        ({"RCPT": "550 5.1.1 no such user"}, Answer.REFUSED, "550"),
        ({DOT: "554 5.6.0 no"}, Answer.REFUSED, "554"),
        ({"MAIL": "451 4.3.0 later"}, Answer.CONNECTION, "451"),
        ({"MAIL": "550 5.7.1 sender rejected"}, Answer.BLOCKED, "550"),
        ({"MAIL": "553 5.1.8 no such sender"}, Answer.BLOCKED, "553"),
        ({"MAIL": "552 5.3.4 too big"}, Answer.REFUSED, "552"),
        ({"RCPT": "554 5.7.1 <x@y.example>: Relay access denied"}, Answer.BLOCKED, "554"),
        ({"RCPT": "553 5.7.1 <us@y.example>: Sender address rejected: not owned"}, Answer.BLOCKED, "553"),
        ({"RCPT": "550 5.7.1 blocked by the recipient's policy"}, Answer.REFUSED, "550"),
        ({"DATA": "554 5.7.1 no"}, Answer.REFUSED, "554"),
        ({"RCPT": "450 4.2.1 busy"}, Answer.TEMPORARY, "450"),
        ({"DATA": "452 4.3.1 no room"}, Answer.TEMPORARY, "452"),
        ({DOT: "451 4.3.0 later"}, Answer.TEMPORARY, "451"),
        ({"RCPT": "450 4.7.1 Greylisted, come back later"}, Answer.TEMPORARY, "450"),
        ({"RCPT": "450 4.2.0 a separate mailbox is locked"}, Answer.TEMPORARY, "450"),
        ({"RCPT": "450 4.7.1 sending rate exceeded"}, Answer.THROTTLED, "450"),
        ({"MAIL": "454 Throttling failure: maximum sending rate exceeded"}, Answer.THROTTLED, "454"),
        ({DOT: "432 4.3.2 concurrent connections limit exceeded"}, Answer.THROTTLED, "432"),
        ({"MAIL": "530 5.7.0 sign in first"}, Answer.BLOCKED, "530"),
        *[({point: "421 4.3.2 closing"}, Answer.CONNECTION, "421") for point in ("MAIL", "RCPT", "DATA", DOT)],
    ],
)
def test_an_answer_of_the_server_is_final_or_not(settings, script, answer, code, extensions):
    with server_and_transport(settings, script, extensions=extensions) as (_server, transport):
        outcome = transport.deliver(letter())
    assert (outcome.answer, outcome.code) == (answer, code)


@pytest.mark.parametrize("extensions", PIPELINING)
@pytest.mark.parametrize("point", [GREETING, "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("trouble", [HANG_UP, SILENCE])
def test_a_line_lost_before_the_dot_means_that_nothing_was_sent(settings, point, trouble, extensions, little_patience):
    if trouble == SILENCE:
        little_patience("CONNECT" if point == GREETING else "COMMAND")
    script = {point: trouble} | ({"HELO": trouble} if point == "EHLO" else {})
    with server_and_transport(settings, script, extensions=extensions) as (server, transport):
        assert transport.deliver(letter()).answer == Answer.CONNECTION
    assert server.accepted == []


@pytest.mark.parametrize("extensions", PIPELINING)
@pytest.mark.parametrize("trouble", [HANG_UP, SILENCE, "what?", "250 " + 9000 * "x"])
def test_no_answer_after_the_dot_leaves_it_unknown(settings, trouble, extensions, little_patience):
    if trouble == SILENCE:
        little_patience("AFTER_THE_DOT")
    with server_and_transport(settings, {DOT: trouble}, extensions=extensions) as (server, transport):
        assert transport.deliver(letter()).answer == Answer.UNKNOWN
        wait_until(lambda: len(server.accepted) == 1, what="the mail")


@pytest.mark.parametrize(
    ("words", "answer"),
    [(HANG_UP, Answer.CONNECTION), ("421 closing", Answer.CONNECTION), ("552 too big", Answer.REFUSED)],
)
def test_what_the_server_says_while_the_mail_is_on_its_way_comes_before_the_dot(settings, monkeypatch, words, answer):
    monkeypatch.setattr(smtp, "COMMAND", 60)  # a busy machine takes its time for nine megabytes
    with server_and_transport(settings, {BODY: words}) as (server, transport):
        assert transport.deliver(letter("x" * 70 + "\n" + "long line\n" * 900_000)).answer == answer
    assert server.accepted == []


def test_one_line_serves_many_mails_and_is_replaced_when_worn(settings, monkeypatch):
    monkeypatch.setattr(smtp, "MAILS_A_CONNECTION", 3)
    with server_and_transport(settings) as (server, transport):
        assert [transport.deliver(letter()).answer for _ in range(7)] == [Answer.SENT] * 7
    assert (server.connections, len(server.accepted)) == (3, 7)
    assert server.commands.count("quit") == 3


@pytest.mark.parametrize("extensions", PIPELINING)
def test_a_mail_refused_leaves_the_line_fit_for_the_next(settings, extensions):
    script = {(1, "RCPT"): "550 no such user"}
    with server_and_transport(settings, script, extensions=extensions) as (server, transport):
        assert transport.deliver(letter()).answer == Answer.REFUSED
        server.script.clear()
        assert transport.deliver(letter()).answer == Answer.SENT
    assert len(server.accepted) == 1
    assert "rset" in server.commands or server.connections == 2


@pytest.mark.parametrize("tired", [HANG_UP, "421 4.7.0 too many mails on this line"])
def test_a_line_that_the_server_grew_tired_of_is_replaced_without_a_word(settings, tired):
    with server_and_transport(settings) as (server, transport):
        assert transport.deliver(letter()).answer == Answer.SENT
        server.script[(1, "MAIL")] = tired
        assert transport.deliver(letter()).answer == Answer.SENT
    assert (server.connections, len(server.accepted)) == (2, 2)


def test_a_leading_dot_arrives_as_it_was_written(settings):
    with server_and_transport(settings) as (server, transport):
        assert transport.deliver(letter("first\n.hidden\n..two\n.\nlast")).answer == Answer.SENT
    assert b"first\r\n..hidden\r\n...two\r\n..\r\nlast" in server.accepted[0]


@pytest.mark.parametrize("extensions", PIPELINING)
def test_a_line_end_in_an_address_adds_no_command(settings, extensions):
    address = "b@fair.example>\r\nRCPT TO:<evil@x.example"
    # Python 3.13 refuses such an address, older ones cut it off.
    with (
        MailServer(extensions=extensions) as server,
        closing(PatientSMTP("127.0.0.1", server.port)) as client,
        suppress(CannotBeSaid),
    ):
        client.sendmail("a@fair.example", [address], b"x\r\n")
    assert "mail" in {command[:4].lower() for command in server.commands}
    assert [command for command in server.commands if "evil" in command] == []


@pytest.mark.parametrize("extensions", PIPELINING)
def test_an_address_that_cannot_be_said_is_refused_and_the_line_serves_the_next(settings, extensions):
    # Python 3.13 says ValueError to each such address, older ones to what they cannot take apart. Only as Bcc does it
    # come as far as smtplib.
    forged = EmailMessage("Offer", "Hello", "Fair <hello@fair.example>", bcc=["<>\r\nRCPT TO:<evil@x.example>"])
    with server_and_transport(settings, extensions=extensions) as (server, transport):
        assert transport.deliver(forged).answer == Answer.REFUSED
        assert transport.deliver(letter(to="<\r\nb@x.example>")).answer == Answer.REFUSED
        assert transport.deliver(letter()).answer == Answer.SENT
    assert [command for command in server.commands if "evil" in command] == []
    assert (server.connections, len(server.accepted)) == (1, 1)


@pytest.mark.parametrize(
    ("extensions", "script"),
    [
        ((), {}),  # it does not know the word
        (("STARTTLS",), {"STAR": "454 4.7.0 not now"}),
        (("STARTTLS",), {"STAR": GO_ON_IN_CLEAR}),
        (("STARTTLS",), {"STAR": HANG_UP}),
    ],
)
def test_a_broken_starttls_never_falls_back_to_clear_text(settings, extensions, script, little_patience):
    if GO_ON_IN_CLEAR in script.values():  # both wait for the other
        little_patience("COMMAND", "FAREWELL")
    secrets = {"EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "rapport", "EMAIL_HOST_PASSWORD": "secret"}
    with server_and_transport(settings, script, extensions=(*extensions, "AUTH PLAIN"), **secrets) as (
        server,
        transport,
    ):
        answers = {transport.deliver(letter()).answer for _ in range(2)}
        # A server that knows no STARTTLS will not learn it; somebody has to look.
        assert answers == {Answer.CONNECTION if script else Answer.BLOCKED}
    said = [command[:4].upper() for command in server.commands]
    assert {"MAIL", "RCPT", "DATA", "AUTH"} & set(said) == set()
    assert server.accepted == []


def test_a_line_encrypted_from_the_first_byte_carries_mails(settings, tmp_path, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make_certificate(key, certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with MailServer(tls=context) as server:
        use(settings, server.port, EMAIL_USE_SSL=True)
        with Transport() as transport:
            assert [transport.deliver(letter()) for _ in range(2)] == [Outcome(Answer.SENT, "250")] * 2
    assert (server.connections, len(server.accepted)) == (1, 2)


def make_certificate(key: Path, certificate: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    arguments = [
        *command.split(),
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(arguments, check=True, capture_output=True)


# --- from the outbox to a real server ---


class Keeper:
    """Keeps the envelopes that came."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 kept"


@pytest.fixture
def keeper(settings) -> Iterator[Keeper]:
    controller = Controller(Keeper(), hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    use(settings, controller.port)
    yield controller.handler
    controller.stop()


def test_a_planned_mail_arrives_at_a_real_server(carol, keeper):
    message = make_message(carol)
    assert pump(worker="test", now=MORNING)["sent"] == 1
    (envelope,) = keeper.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hello@fair.example", ["carol@customer.example"])
    assert message_from_bytes(envelope.content)["Message-ID"] == message.message_id
    message.refresh_from_db()
    assert (message.state, message.last_code) == (State.SENT, "250")


def test_each_of_many_mails_holds_its_own_words_and_goes_to_one_recipient(alice, keeper):
    make_journey("news", is_capped=False)
    people = [
        make_contact(f"Canary{number:03}x", owner=alice, email=f"c{number}@customer.example", languages=["en"])
        for number in range(120)
    ]
    for contact in people:
        add_consent(contact, Purpose.MARKETING)
        make_message(contact, rule="news")
    assert pump(worker="test", now=MORNING)["sent"] == len(people)
    for contact, envelope in zip(people, sorted(keeper.envelopes, key=number_of), strict=True):
        mail = message_from_bytes(envelope.content)
        words = b"".join(part.get_payload(decode=True) or b"" for part in mail.walk())
        found = {other.full_name for other in people if other.full_name.encode() in words}
        assert (found, len(envelope.rcpt_tos)) == ({contact.full_name}, 1)


def number_of(envelope: Envelope) -> int:
    return int(envelope.rcpt_tos[0].split("@")[0][1:])


def test_an_outage_burns_no_attempts_and_one_mail_tries_the_line_before_the_rest(carol, settings):
    messages = [make_message(carol) for _ in range(3)]
    with MailServer() as server:
        use(settings, server.port)
    for failures in (1, 2, 3):
        assert pump(worker="test", now=MORNING)["pending"] == 1
        provider = Provider.objects.get()
        assert provider.failures == failures
        assert pump(worker="test", now=MORNING) == {"sent": 0, "expired": 0}
        Provider.objects.update(waits_until=None)
    assert set(Message.objects.values_list("state", "attempts", "claims")) == {(State.PENDING, 0, 0)}
    with MailServer() as server:
        use(settings, server.port)
        assert pump(worker="test", now=MORNING)["sent"] == len(messages)
    provider.refresh_from_db()
    assert (provider.failures, provider.waits_until) == (0, None)


def test_a_server_that_takes_nothing_from_us_costs_no_mail_and_is_found_well_without_one(carol, admin, settings):
    ada = make_user("Ada", Role.ADMINISTRATOR)
    messages = [make_message(carol) for _ in range(15)]
    with MailServer({"MAIL": "550 5.7.1 sender rejected"}) as server:
        use(settings, server.port)
        for _ in range(3):
            assert pump(worker="test", now=MORNING)["pending"] == 1
            assert operations.is_relay_down()
            Provider.objects.update(waits_until=None)
    assert set(Message.objects.values_list("state", "attempts", "claims")) == {(State.PENDING, 0, 0)}
    notices = Notice.objects.filter(kind="mail_refused").order_by("user").values_list("user", "params")
    assert list(notices) == [(pk, {"words": "5.7.1 sender rejected"}) for pk in sorted([admin.pk, ada.pk])]
    assert operations.mail_status(MORNING).trouble == "5.7.1 sender rejected"

    with MailServer() as server:
        use(settings, server.port)
        Provider.objects.update(waits_until=None)
        assert pump(worker="test", now=MORNING - DAY) == {"sent": 0, "expired": 0}
        assert (server.accepted, operations.is_relay_down(), operations.mail_status(MORNING).trouble) == ([], False, "")
        assert pump(worker="test", now=MORNING + timedelta(minutes=1))["sent"] == len(messages)


@pytest.mark.parametrize(
    "script", [{GREETING: HANG_UP}, {"EHLO": "421 closing", "HELO": "421 closing"}, {"MAIL": "550 no"}]
)
def test_a_server_that_is_still_unwell_is_left_alone_again(organisation, settings, script):
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=1)
    with MailServer(script) as server:
        use(settings, server.port)
        assert pump(worker="test", now=MORNING) == {"sent": 0, "expired": 0}
    provider = Provider.objects.get()
    assert (provider.failures, provider.waits_until is not None) == (2, True)
    assert operations.is_relay_down()


def test_one_mail_that_alone_is_taken_for_a_strangers_does_not_hold_up_the_others(carol, settings):
    first, second = make_message(carol), make_message(carol)
    with MailServer({(1, "RCPT"): "554 5.7.1 Relay access denied"}) as server:
        use(settings, server.port)
        assert pump(worker="test", now=MORNING)["pending"] == 1
        Provider.objects.update(waits_until=None)
        assert pump(worker="test", now=MORNING)["sent"] == 1
    assert list(Message.objects.order_by("pk").values_list("pk", "state")) == [
        (first.pk, State.PENDING),
        (second.pk, State.SENT),
    ]


def test_a_server_that_wants_fewer_mails_gets_fewer_and_no_mail_pays_for_it(carol, settings):
    settings.OUTREACH_RATE = 40
    messages = [make_message(carol) for _ in range(3)]
    with MailServer({"MAIL": "454 Throttling failure"}) as server:
        use(settings, server.port)
        assert pump(worker="test", now=MORNING)["pending"] == 1
    assert Provider.objects.get().rate == 0.5
    first = Message.objects.get(pk=messages[0].pk)
    assert (first.state, first.attempts, first.not_before > MORNING) == (State.PENDING, 0, True)
    assert first.last_error == "Throttling failure"


def test_a_hostile_subject_fails_before_anything_is_said(organisation, settings):
    message = make_message(rule=rules.SYSTEM, address="x@fair.example", subject="Reset", body="https://x/key/")
    Message.objects.filter(pk=message.pk).update(subject="Reset\r\nBcc: evil@x.example", claims=F("claims"))
    with MailServer() as server:
        use(settings, server.port)
        assert pump(worker="test", now=MORNING)["failed"] == 1
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, reasons.RENDER)
    assert server.commands == []


def test_goodbye_is_short(little_patience):
    little_patience("FAREWELL")
    with MailServer({"QUIT": SILENCE}) as server:
        client = PatientSMTP("127.0.0.1", server.port)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.quit()

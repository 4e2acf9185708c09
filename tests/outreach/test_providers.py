"""What a provider's interface answers, over a real line to a server that plays Postmark."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from outreach.actions.sending import pump
from outreach.models import Message, Provider, State
from outreach.transport import Answer, Transport
from tests.factories.outreach import MORNING, make_message
from tests.outreach.test_smtp import letter

ACCEPTED = {"ErrorCode": 0, "Message": "OK", "MessageID": "abc-1", "To": "carol@customer.example"}


class Postmark(BaseHTTPRequestHandler):
    status, body, is_silent = 200, ACCEPTED, False
    seen: list[dict[str, object]] = []

    def do_GET(self) -> None:
        self.send_response(405)
        self.end_headers()

    def do_POST(self) -> None:
        Postmark.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if Postmark.is_silent:
            self.connection.close()
            return
        self.send_response(Postmark.status)
        self.end_headers()
        self.wfile.write(json.dumps(Postmark.body).encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def postmark(settings) -> Iterator[type[Postmark]]:
    Postmark.status, Postmark.body, Postmark.is_silent, Postmark.seen = 200, ACCEPTED, False, []
    server = HTTPServer(("127.0.0.1", 0), Postmark)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    settings.OUTREACH_TRANSPORT = "anymail.backends.postmark.EmailBackend"
    settings.OUTREACH_VERDICTS = "outreach.providers.classify"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        "REQUESTS_TIMEOUT": (60, 60),
    }
    yield Postmark
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_mail_leaves_through_the_provider_and_its_number_is_kept(carol, postmark):
    message = make_message(carol)
    assert pump(worker="test", now=MORNING)["sent"] == 1
    (request,) = postmark.seen
    assert (request["To"], request["Metadata"]) == ("carol@customer.example", {"message": str(message.uuid)})
    assert Message.objects.values_list("state", "provider_ref").get() == (State.SENT, "abc-1")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, Answer.BLOCKED),
        (422, Answer.REFUSED),
        (429, Answer.THROTTLED),
        (500, Answer.UNKNOWN),
        (503, Answer.TEMPORARY),
        (502, Answer.UNKNOWN),
        (504, Answer.UNKNOWN),
    ],
)
def test_the_providers_answer_is_understood(postmark, status, answer):
    postmark.status, postmark.body = status, {"ErrorCode": 10, "Message": "no"}
    with Transport() as transport:
        outcome = transport.deliver(letter())
    assert (outcome.answer, outcome.code) == (answer, str(status))


def test_silence_after_the_request_leaves_it_unknown(postmark):
    postmark.is_silent = True
    with Transport() as transport:
        assert transport.deliver(letter()).answer == Answer.UNKNOWN
    assert len(postmark.seen) == 1


def test_a_provider_that_is_there_again_is_found_well_without_a_mail(organisation, postmark, settings):
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=1)
    pump(worker="test", now=MORNING)
    assert (Provider.objects.get().failures, postmark.seen) == (0, [])


def test_that_a_provider_takes_our_key_only_a_mail_can_tell(carol, postmark, settings):
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=1, refused_at=MORNING)
    pump(worker="test", now=MORNING)
    assert Provider.objects.get().failures == 1
    make_message(carol)
    pump(worker="test", now=MORNING)
    assert (Provider.objects.get().failures, Provider.objects.get().refused_at, len(postmark.seen)) == (0, None, 1)


def test_a_provider_that_is_not_there_is_left_alone_again(organisation, postmark, settings):
    Provider.objects.create(name=settings.OUTREACH_PROVIDER, failures=1)
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}
    pump(worker="test", now=MORNING)
    assert Provider.objects.get().failures == 2


def test_a_provider_that_is_not_there_was_not_asked(postmark, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}
    with Transport() as transport:
        assert transport.deliver(letter()).answer == Answer.CONNECTION
    assert postmark.seen == []

"""The protocol of LibreTranslate, against a small server that speaks it well, slowly, badly or not at all."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.factories.translating import CODE
from translating.engines import Failed, Refused, run
from translating.glossary import Entry
from translating.libretranslate import MOST_BYTES, translate

HTML = b"<!doctype html><title>Sign in</title>"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Content-Type"], asked))
        status, headers, body = self.server.answer(asked)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not self.server.pause:
            self.wfile.write(body)
            return
        for byte in body:
            time.sleep(self.server.pause)
            self.wfile.write(bytes([byte]))

    def log_message(self, *args):
        pass


def ok(value, status=200):
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def spoken(asked):
    return ok({"translatedText": f"<{asked['q']}>"})


@pytest.fixture
def server(settings):
    """A server whose `answer` a test may change, and which the settings name."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.asked, made.answer, made.pause, made.daemon_threads = [], spoken, 0, True
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.TRANSLATION_ENGINES = {CODE: "translating.libretranslate.translate"}
    settings.TRANSLATION_SECONDS = 10
    settings.LIBRETRANSLATE_URL = f"http://127.0.0.1:{made.server_port}"
    settings.LIBRETRANSLATE_KEY = ""
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def test_a_text_is_asked_for_and_answered(server):
    assert translate("Dobrý den", "cs", "en", []) == ("<Dobrý den>", "LibreTranslate")
    asked = {"q": "Dobrý den", "source": "cs", "target": "en", "format": "text"}
    assert server.asked == [("/translate", "application/json", asked)]


def test_an_unknown_language_is_found_by_the_server_and_a_key_goes_along(server, settings):
    settings.LIBRETRANSLATE_KEY = "a-key"
    translate("Dobrý den", "", "en", [])
    ((_path, _type, asked),) = server.asked
    assert (asked["source"], asked["api_key"]) == ("auto", "a-key")


def test_the_words_of_the_glossary_do_not_leave_the_house(server):
    entries = [Entry("Novák", "Novák", is_kept=True), Entry("lampa", "luminaire")]
    assert translate("Lampa pro Novák ⟦1⟧.", "cs", "en", entries) == (
        "<luminaire pro Novák ⟦1⟧.>",
        "LibreTranslate",
    )
    assert server.asked[0][2]["q"] == "⟦2⟧ pro ⟦3⟧ ⟦1⟧."


@pytest.mark.parametrize(
    "text", ['"}, {"q": "x', "<script>alert(1)</script>", "‮ůž\n\t", "😀" * 500, "\\u0000", "%s {0} ⟦⟧"]
)
def test_hostile_text_comes_back_as_it_was_sent(server, text):
    assert translate(text, "cs", "en", [])[0] == f"<{text}>"
    assert server.asked[0][2]["q"] == text


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_the_server_does_not_take_is_refused(server, status):
    server.answer = lambda asked: ok({"error": "tlh is not supported"}, status)
    with pytest.raises(Refused):
        translate("x", "cs", "en", [])


@pytest.mark.parametrize(
    "answer",
    [
        ok({"error": "key"}, 403),
        ok({"error": "slow down"}, 429),
        ok({}, 500),
        (200, {"Content-Type": "text/html"}, HTML),
        (502, {"Content-Type": "text/html"}, HTML),
        ok([]),
        ok({"translatedText": None}),
        ok({"translatedText": ["x"]}),
        (200, {}, b'{"translatedText": "\xff"}'),
        (200, {}, b'{"translatedText": "\\u0000"}'),
        (200, {}, b"[" * 100_000),
        (200, {}, b" " * (MOST_BYTES + 1)),
        (200, {}, b""),
    ],
    ids=range(13),
)
def test_an_answer_that_is_none_fails(server, answer):
    server.answer = lambda asked: answer
    with pytest.raises(Failed):
        translate("x", "cs", "en", [])


def test_the_text_is_not_led_on_to_another_address(server):
    elsewhere = f"http://127.0.0.1:{server.server_port}/elsewhere"
    server.answer = lambda asked: (307, {"Location": elsewhere}, b"")
    with pytest.raises(Failed):
        translate("x", "cs", "en", [])
    assert [path for path, _type, _asked in server.asked] == ["/translate"]


def test_a_server_that_hangs_is_given_up(server, settings):
    settings.TRANSLATION_SECONDS = 0.3

    def hang(asked):
        time.sleep(2)
        return spoken(asked)

    server.answer = hang
    began = time.monotonic()
    with pytest.raises(Failed):
        run(CODE, ["x"], "cs", "en", [[]])
    assert time.monotonic() - began < 1.9


def test_a_server_that_answers_letter_by_letter_is_given_up(server, settings):
    settings.TRANSLATION_SECONDS = 0.3
    server.pause = 0.1
    began = time.monotonic()
    with pytest.raises(Failed):
        translate("x" * 20, "cs", "en", [])
    assert time.monotonic() - began < 1.5


def test_a_server_that_is_gone_fails(server, settings):
    settings.LIBRETRANSLATE_URL = "http://127.0.0.1:9"
    with pytest.raises(Failed):
        translate("x", "cs", "en", [])

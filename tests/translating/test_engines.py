"""The plug point: engines are asked within a limit, and left alone for a while after they failed."""

import logging
import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.factories.translating import CODE
from translating import engines
from translating.engines import Failed, Refused, function_of, run
from translating.models import LONGEST_ENGINE, LONGEST_TEXT

calls: list[str] = []


def broken(text, src, tgt, glossary):
    calls.append(text)
    raise RuntimeError(f"I tell everybody: {text}")


def slow(text, src, tgt, glossary):
    time.sleep(3)
    return text, "Slow"


def choosy(text, src, tgt, glossary):
    if tgt == "lt":
        raise Refused
    return text, "Choosy"


def odd(text, src, tgt, glossary):
    return {"none": None, "empty": (" ", "E"), "nameless": ("x", ""), "number": (1, "E")}[text]


def wordy(text, src, tgt, glossary):
    return ("x" * (LONGEST_TEXT + 1) if text == "long" else text), "Wordy"


def dawdling(text, src, tgt, glossary):
    calls.append(text)
    time.sleep(0.4)
    return text, "Dawdling"


def hostile(text, src, tgt, glossary):
    return "a\x00b\ud800c\r\n<script>", "Host\nile\x00" * 40


@pytest.fixture
def use(settings):
    def name(function):
        settings.TRANSLATION_ENGINES = {CODE: f"tests.translating.test_engines.{function.__name__}"}

    calls.clear()
    return name


def ask(text="x", language="en"):
    return run(CODE, [text], "", language, [[]])


def test_an_engine_answers_for_each_text(mill):
    assert run(CODE, ["a", "b"], "cs", "en", [[], []]) == [("A [cs>en]", "Mill 1.0"), ("B [cs>en]", "Mill 1.0")]


def test_an_engine_that_fails_is_left_alone_for_a_while_and_nothing_of_the_text_is_logged(use, caplog):
    use(broken)
    with caplog.at_level(logging.DEBUG):
        for _number in range(3):
            with pytest.raises(Failed):
                ask("a secret")
    assert calls == ["a secret"]
    assert [record.message for record in caplog.records] == ["The translation engine mill failed: RuntimeError"]
    assert "secret" not in caplog.text


def test_an_engine_that_was_left_alone_is_tried_again(use, monkeypatch):
    use(broken)
    with pytest.raises(Failed):
        ask()
    monkeypatch.setattr(engines._breakers[CODE], "_try_again_at", 0.0)
    use(choosy)
    assert ask() == [("x", "Choosy")]
    assert ask() == [("x", "Choosy")]


def test_an_engine_that_hangs_is_given_up(use, settings):
    use(slow)
    settings.TRANSLATION_SECONDS = 0.2
    began = time.monotonic()
    with pytest.raises(Failed, match="gave no translation"):
        ask()
    assert time.monotonic() - began < 2


def test_an_engine_that_was_given_up_is_handed_no_further_text(use, settings):
    use(dawdling)
    settings.TRANSLATION_SECONDS = 0.2
    with pytest.raises(Failed):
        run(CODE, ["a", "b"], "", "en", [[], []])
    for worker in [thread for thread in threading.enumerate() if thread.name == "translating"]:
        worker.join()
    assert calls == ["a"]


def test_a_text_that_is_too_long_is_not_handed_over(use):
    use(broken)
    handed = []
    with pytest.raises(Refused, match="too long"):
        run(CODE, ["a", "x" * (LONGEST_TEXT + 1)], "", "en", [[], []], lambda: handed.append(1))
    assert (calls, handed) == ([], [])


def test_an_answer_that_is_too_long_closes_an_engine_for_no_other(use):
    use(wordy)
    with pytest.raises(Refused):
        ask("long")
    assert ask() == [("x", "Wordy")]


def test_nothing_is_said_to_be_handed_over_while_an_engine_is_left_alone(use):
    use(broken)
    handed = []
    for _number in range(2):
        with pytest.raises(Failed):
            run(CODE, ["a"], "", "en", [[]], lambda: handed.append(1))
    assert (calls, handed) == (["a"], [1])


def test_a_language_that_it_does_not_take_closes_an_engine_for_no_other(use):
    use(choosy)
    with pytest.raises(Refused, match="into this language"):
        ask(language="lt")
    assert ask() == [("x", "Choosy")]


@pytest.mark.parametrize("text", ["none", "empty", "nameless", "number"])
def test_what_is_no_translation_is_not_taken_for_one(use, text):
    use(odd)
    with pytest.raises(Failed):
        ask(text)


def test_what_a_database_cannot_keep_is_marked(use):
    use(hostile)
    ((text, engine),) = ask()
    assert text == "a\ufffdb\ufffdc\n<script>"
    assert len(engine) <= LONGEST_ENGINE
    assert "\n" not in engine
    assert len(text) < LONGEST_TEXT


@pytest.mark.parametrize("path", ["translating.nothing.translate", "translating.engines.nothing", "nonsense"])
def test_an_engine_that_is_not_there_stops_the_start(settings, path):
    settings.TRANSLATION_ENGINES = {CODE: path}
    with pytest.raises(ImproperlyConfigured, match=path):
        function_of(CODE)

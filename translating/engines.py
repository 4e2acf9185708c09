"""The one plug point for machine translation: `translate(text, src, tgt, glossary) -> (text, engine)`.

Which engines there are is said in the settings (TRANSLATION_ENGINES, a code and a dotted path each); whether one is
asked is decided in `translating.offers`. An engine is asked from here alone: within a hard limit of time, and not at
all for a while after it failed.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from queue import Empty, Queue
from threading import Event, Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from crm.breaker import Breaker
from crm.settings_translation import OWN
from crm.text import storable
from translating.glossary import Entry
from translating.models import LONGEST_ENGINE, LONGEST_TEXT

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER_SECONDS = 60
# `src` is "" where nobody knows the language of the text.
Translate = Callable[[str, str, str, Sequence[Entry]], tuple[str, str]]
_breakers: defaultdict[str, Breaker] = defaultdict(lambda: Breaker(seconds=TRY_AGAIN_AFTER_SECONDS))


class EngineError(Exception):
    """There is no translation; the words are a sentence for the reader."""


class Refused(EngineError):
    """Raised by an engine that works, and does not translate this: another text or language may go well."""


class Failed(EngineError):
    """Raised by an engine, or for one, that does not work now."""


def known() -> list[str]:
    """Codes of the engines that the settings name."""
    return list(settings.TRANSLATION_ENGINES)


@lru_cache(maxsize=32)
def _imported(path: str) -> Translate:
    try:
        function: Translate = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"TRANSLATION_ENGINES names {path}, which cannot be imported: {error}") from error
    return function


def function_of(code: str) -> Translate:
    """Raise ImproperlyConfigured where the settings name something that is not there."""
    return _imported(settings.TRANSLATION_ENGINES[code])


def place_of(code: str) -> str:
    """Where texts go that are given to this engine: its dotted path, for the one that ships with the server too."""
    path: str = settings.TRANSLATION_ENGINES[code]
    if path != OWN:
        return path
    server = urlsplit(settings.LIBRETRANSLATE_URL).netloc.rpartition("@")[2]
    return f"{path} {server}"


def run(
    code: str,
    texts: Sequence[str],
    src: str,
    tgt: str,
    glossaries: Sequence[Sequence[Entry]],
    handing_over: Callable[[], object] = lambda: None,
) -> list[tuple[str, str]]:
    """Each text in the language `tgt`, with the engine's name and version; all within TRANSLATION_SECONDS.

    `handing_over` is called once, just before the first text leaves the house. Raise Refused or Failed, with a
    sentence. Nothing of the texts is logged.
    """
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise Refused(_("The text is too long for an engine."))
    breaker = _breakers[code]
    if not breaker.allows():
        raise Failed(_("The engine %(engine)s failed a moment ago. Try again in a minute.") % {"engine": code})
    handing_over()
    try:
        answers = [_checked(answer) for answer in _within_limit(function_of(code), texts, src, tgt, glossaries)]
    except Refused as error:
        breaker.succeeded()
        raise Refused(
            _("The engine %(engine)s does not translate this into this language.") % {"engine": code}
        ) from error
    except Exception as error:
        if breaker.failed():
            logger.warning("The translation engine %s failed: %s", code, type(error).__name__)
        raise Failed(_("The engine %(engine)s gave no translation.") % {"engine": code}) from error
    breaker.succeeded()
    return answers


def _within_limit(
    translate: Translate, texts: Sequence[str], src: str, tgt: str, glossaries: Sequence[Sequence[Entry]]
) -> list[tuple[str, str]]:
    """What the engine answers, or TimeoutError. An engine that hangs is left behind in a thread of its own, which does
    not keep the process from ending, and hands over no further text."""
    done: Queue[list[tuple[str, str]] | Exception] = Queue()
    given_up = Event()

    def work() -> None:
        answers = []
        try:
            for text, glossary in zip(texts, glossaries, strict=True):
                if given_up.is_set():
                    return
                answers.append(translate(text, src, tgt, glossary))
            done.put(answers)
        except Exception as error:
            done.put(error)

    Thread(target=work, daemon=True, name="translating").start()
    try:
        answer = done.get(timeout=settings.TRANSLATION_SECONDS)
    except Empty as error:
        given_up.set()
        raise TimeoutError from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _checked(answer: tuple[str, str]) -> tuple[str, str]:
    """As it can be stored; Failed for what is no translation, Refused for one that is too long to keep."""
    text, engine = answer
    if not isinstance(text, str) or not isinstance(engine, str):
        raise Failed
    if len(text) > LONGEST_TEXT:
        raise Refused
    text, engine = storable(text, LONGEST_TEXT), storable(engine, LONGEST_ENGINE).replace("\n", " ")
    if not text or not engine:
        raise Failed
    return text, engine

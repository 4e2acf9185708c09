"""Two languages that nobody here speaks: every sentence that is translated stands between brackets.

Under them a page shows by itself what was never given to be translated, and, from right to left, what does not mirror.
"""

from gettext import NullTranslations
from typing import Any

from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
# Both have an order of letters on each engine, and no catalogue of ours.
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "fo", "fa"
CONTEXT_ENDS = "\x04"


class PseudoTranslation(NullTranslations):
    """Stands where Django keeps the catalogue of a language."""

    plural = staticmethod(lambda number: int(number != 1))

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def language(self) -> str:
        return self._language

    to_language = language

    def gettext(self, message: str) -> str:
        return OPEN + message.rpartition(CONTEXT_ENDS)[2] + CLOSE

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2 if self.plural(n) else msgid1)


def install(settings: Any) -> None:
    """Let both be spoken, by whoever has them as their language."""
    settings.INTERFACE_LANGUAGES = (*settings.INTERFACE_LANGUAGES, LEFT_TO_RIGHT, RIGHT_TO_LEFT)
    settings.LANGUAGES = [*settings.LANGUAGES, (LEFT_TO_RIGHT, LEFT_TO_RIGHT), (RIGHT_TO_LEFT, RIGHT_TO_LEFT)]
    # Django forgets its catalogues when the languages change.
    for language in (LEFT_TO_RIGHT, RIGHT_TO_LEFT):
        trans_real._translations[language] = PseudoTranslation(language)

"""The house's own words for codes: stages, reasons for an exit, channels, industries, sizes, roles, sources.

Each process keeps a copy of them (`crm.keeping`): no page asks the database for them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connections
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from contacts.data.labels import BUILT_IN, LabelList
from contacts.models.label import Label
from contacts.models.stage import UNRECORDED
from crm.keeping import Keeper
from crm.text import fold

Choices = list[tuple[str, str]]
# Said of rows, and never offered.
BESIDE = {(LabelList.EXIT_REASON, UNRECORDED): _("The reason was not recorded")}


@dataclass(frozen=True)
class _Copy:
    labels: Mapping[str, Mapping[str, Label]]
    words: dict[tuple[str, str, str | None], str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def word(self, of: str, code: str) -> str:
        language = get_language()
        if (of, code, language) not in self.words:
            self.words[of, code, language] = self._found(of, code)
        return self.words[of, code, language]

    def _found(self, of: str, code: str) -> str:
        label = self.labels.get(of, {}).get(code)
        return label.word if label else str(BUILT_IN[of].get(code) or BESIDE.get((LabelList(of), code), code))


def _read() -> _Copy:
    labels = defaultdict[str, dict[str, Label]](dict)
    for label in Label.objects.order_by("of", "position", "pk"):
        labels[label.of][label.code] = label
    return _Copy(labels)


_keeper = Keeper(_read)
forget, forget_on_commit = _keeper.forget, _keeper.forget_on_commit


def install_after_migrate(using: str, **kwargs: object) -> None:
    """A post_migrate receiver: each built-in code has a row, so that administrators find what they may rename."""
    if Label._meta.db_table not in connections[using].introspection.table_names():
        return
    rows = [
        Label(of=of, code=code, position=position)
        for of, codes in BUILT_IN.items()
        for position, code in enumerate(codes)
    ]
    Label.objects.using(using).bulk_create(rows, ignore_conflicts=True)


def word(of: str, code: str) -> str:
    """The house's word for the code in the reader's language; a code that nobody knows stands as it is."""
    return _keeper.copy().word(of, code) if code else ""


def every(of: str) -> Choices:
    """All codes of a list with their words, in the house's order; hidden ones too."""
    copy = _keeper.copy()
    codes = dict.fromkeys((*copy.labels.get(of, {}), *BUILT_IN[of]))
    return [(code, copy.word(of, code)) for code in codes]


def offered(of: str, *stored: str) -> Choices:
    """What can be chosen: all but what is hidden and not among what is `stored`."""
    labels = _keeper.copy().labels.get(of, {})
    hidden = {code for code, label in labels.items() if label.is_hidden} - set(stored)
    known = [(code, words) for code, words in every(of) if code not in hidden]
    strangers = set(stored) - {code for code, _words in known} - {""}
    return [*known, *((code, word(of, code)) for code in sorted(strangers))]


def choices(of: str, *, empty: object = None) -> Callable[[], Choices]:
    """For a form field, which asks when it is looked at; `empty` are the words of no choice."""
    return lambda: [*([("", str(empty))] if empty is not None else []), *offered(of)]


def code_of(of: str, text: str) -> str:
    """The code that is meant by its words in any language of the interface, or by itself; "" where none is."""
    copy = _keeper.copy()
    if of not in copy.codes:
        copy.codes[of] = _codes(of)
    return copy.codes[of].get(fold(text), "")


def _codes(of: str) -> dict[str, str]:
    found = {fold(code): code for code, _words in every(of)}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, words in every(of):
                for known in (words, str(BUILT_IN[of].get(code, words))):
                    found.setdefault(fold(known), code)
    return found

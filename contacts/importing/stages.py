"""Where a relationship stands, and why one ended, by code or by our words for it in any language of the interface."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from contacts import labels
from contacts.importing.places import key
from contacts.importing.rows import BadValue
from contacts.models import EndedBy, Grounds, Stage
from contacts.models.stage import NO_GROUNDS, UNRECORDED

NEVER = (("never", gettext_lazy("never")),)


def find_stage(text: str) -> str:
    """The code of a stage; "" for blank; BadValue for the rest."""
    if not text:
        return ""
    if code := labels.code_of("stage", text):
        return code
    raise BadValue(_("“%(text)s” is not a stage known here.") % {"text": text[:60]})


def find_grounds(texts: Mapping[str, str], stage: str, *, is_exact: bool = False) -> Grounds:
    """What the row says of an exit; BadValue where it says too little.

    Of a row that was exported here it may say that nobody had asked for the reason.
    """
    if stage != Stage.DISSOLUTION:
        return NO_GROUNDS
    reason = texts.get("exit_reason", "")
    if is_exact and reason == UNRECORDED:
        return Grounds(exit_reason=UNRECORDED)
    when = texts.get("win_back_on", "")
    grounds = Grounds(
        exit_reason=labels.code_of("exit_reason", reason),
        ended_by=_fixed("ended_by").get(key(texts.get("ended_by", "")), ""),
        is_final=key(when) in _fixed("never"),
        win_back_on=None if key(when) in _fixed("never") else _day(when),
        reason=texts.get("stage_reason", "")[:300],
    )
    if not grounds.is_complete:
        raise BadValue(
            _("An exit needs its reason, who ended it, and the day on which we try again, or “never” with words why.")
        )
    return grounds


def _day(text: str) -> date | None:
    """A spreadsheet writes a day with its midnight."""
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00")) if text else None
    except ValueError as error:
        raise BadValue(_("“%(text)s” is not a date; write it as 2027-04-15.") % {"text": text[:60]}) from error


@lru_cache(maxsize=8)
def _fixed(what: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, words in {"ended_by": EndedBy.choices, "never": NEVER}[what]:
        found.setdefault(key(code), code)
        for language, _name in settings.LANGUAGES:
            with override(language):
                found.setdefault(key(str(words)), code)
    return found

"""Languages that customers are written to in, and what stands in for one that is not offered.

Nothing stands in by nearness: tables of relatives take Ukrainian for Russian as readily as Slovak for Czech. A house
says itself that its Slovak customers are shown Czech.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from crm.languages import CODES

if TYPE_CHECKING:
    from staff.models import Organisation

MOST_CHAINS = 40
# (spoken, shown): never, whoever chooses it.
NEVER = frozenset({("uk", "ru")})


def offered_languages(organisation: "Organisation") -> list[str]:
    """Those ticked in the settings; all that content is written in where none is."""
    known = list(settings.MODELTRANSLATION_LANGUAGES)
    return [code for code in known if code in organisation.languages] or known


def offered_for(code: str, organisation: "Organisation") -> list[str]:
    """What a reader of the language is offered, best first: itself or its base ("pt-BR" as "pt"), then its chain."""
    offered = offered_languages(organisation)
    names = _with_base(code)
    found = [*names, *(shown for name in names for shown in organisation.stand_ins.get(name, ()))]
    return [language for language in dict.fromkeys(found) if language in offered and not _is_never(code, language)]


def _with_base(code: str) -> list[str]:
    tag = code.lower().replace("_", "-")
    return list(dict.fromkeys((tag, tag.partition("-")[0])))


def barred_for(spoken: Iterable[str]) -> set[str]:
    """Languages that nobody's default puts in the place of one of these, unless they are spoken themselves."""
    told = {name for code in spoken for name in _with_base(code)}
    return {shown for barred, shown in NEVER if barred in told and shown not in told}


def _is_never(spoken: str, shown: str) -> bool:
    return (_with_base(spoken)[-1], _with_base(shown)[-1]) in NEVER


def faults_of(chains: object) -> list[str]:
    """What is wrong with {spoken language: [shown languages, best first]}, in sentences for whoever set it."""
    if not isinstance(chains, dict) or len(chains) > MOST_CHAINS:
        return [_("Stand-ins are languages by language, %(most)s at most.") % {"most": MOST_CHAINS}]
    return [fault for spoken, shown in chains.items() for fault in _faults_of_one(spoken, shown)]


def _faults_of_one(spoken: object, shown: object) -> list[str]:
    known = {code.lower() for code in CODES}
    if spoken not in known:
        return [_("“%(code)s” is no code of a language; Slovak, for example, is sk.") % {"code": spoken}]
    if not isinstance(shown, list) or not shown:
        return [_("Say which language stands in for “%(code)s”.") % {"code": spoken}]
    written = ", ".join(settings.MODELTRANSLATION_LANGUAGES)
    not_written = [code for code in shown if code not in settings.MODELTRANSLATION_LANGUAGES]
    faults = [
        _("Nothing is written in “%(code)s”. Choose from: %(written)s.") % {"code": code, "written": written}
        for code in not_written
    ]
    if any(isinstance(code, str) and _is_never(str(spoken), code) for code in shown):
        faults.append(_("Russian never stands in for Ukrainian. Choose another language, or leave the line out."))
    return faults


def read_lines(text: str) -> dict[str, list[str]]:
    """Lines as "sk: cs, en" become {"sk": ["cs", "en"]}; a line without a colon has nothing that stands in."""
    chains: dict[str, list[str]] = {}
    for line in filter(str.strip, text.splitlines()):
        spoken, _colon, shown = line.partition(":")
        codes = [code.strip().lower() for code in shown.split(",")]
        chains.setdefault(spoken.strip().lower().replace("_", "-"), []).extend(filter(None, codes))
    return chains


def as_lines(chains: dict[str, list[str]]) -> str:
    return "\n".join(f"{spoken}: {', '.join(shown)}" for spoken, shown in chains.items())

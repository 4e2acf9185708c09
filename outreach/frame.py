"""The frame around a mail's words: styles, signature, postal address and the customer's links.

Frame and words are worked out once for each text and language, with gaps for what differs from mail to mail;
styling the HTML anew took longer than all else about a mail.
"""

import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import css_inline
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from outreach.engine import render_html, variables_in

_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)

# Nobody can write a gap into a text, as nobody knows this word. Where an address belongs it must look like one.
_SECRET = secrets.token_hex(4)
_ADDRESS_OF_GAP = "https://gap.invalid/"
_GAP = re.compile(f"(?:{re.escape(_ADDRESS_OF_GAP)})?gap{_SECRET}([a-z0-9_]+)PAG")
FRAMES_KEPT = 128


class Kind(NamedTuple):
    """What decides about a frame."""

    language: str
    has_signature: bool
    has_links: bool


class Frame(NamedTuple):
    """Fixed words and names of gaps in turn."""

    pieces: list[str]

    def fill(self, values: Mapping[str, str]) -> str:
        return "".join(values[piece] if number % 2 else piece for number, piece in enumerate(self.pieces))


def _in_lines(words: str) -> SafeString:
    return mark_safe(escape(words).replace("\n", "<br>"))  # escaped, but for our own tag


def fill_text(kind: Kind, body: str, parts: Mapping[str, str]) -> str:
    """The plain text of a mail around its finished words, in the language of the kind, which is active."""
    return _text_frame(kind).fill({**parts, "body": body}).strip() + "\n"


def fill_html(
    kind: Kind, source: str, direction: str, values: Mapping[str, str], parts: Mapping[str, str]
) -> SafeString:
    """The HTML of a mail. `values` are the finished words for the variables of its source.

    A direction is given to words that one colleague wrote to one customer; they are not kept.
    """
    frame = (_html_frame.__wrapped__ if direction else _html_frame)(kind, source, direction)
    escaped: dict[str, str] = {name: escape(words) for name, words in parts.items()}
    escaped |= {f"v_{name}": _in_lines(words) for name, words in values.items()}
    return SafeString(frame.fill(escaped))


@lru_cache(maxsize=FRAMES_KEPT)
def _text_frame(kind: Kind) -> Frame:
    return _cut(render_to_string("mail/layout.txt", {**_gaps(kind), "body": _gap("body")}))


@lru_cache(maxsize=FRAMES_KEPT)
def _html_frame(kind: Kind, source: str, direction: str) -> Frame:
    variables = {name: _gap(f"v_{name}", is_address=name.endswith("_url")) for name in variables_in(source)}
    body = render_html(source, variables, direction=direction)
    return _cut(_inliner.inline(render_to_string("mail/layout.html", {**_gaps(kind), "body": body})))


def forget() -> None:
    """Work every frame out anew."""
    _text_frame.cache_clear()
    _html_frame.cache_clear()


def _gaps(kind: Kind) -> dict[str, object]:
    links = {name: _gap(name, is_address=True) for name in ("unsubscribe", "preferences")}
    return {
        "language": kind.language,
        "direction": "rtl" if get_language_info(kind.language)["bidi"] else "ltr",
        "organisation": {"name": _gap("organisation")},
        "place": _gap("place"),
        "signature": _gap("signature") if kind.has_signature else "",
        "links": links if kind.has_links else {},
    }


def _gap(name: str, *, is_address: bool = False) -> str:
    return f"{_ADDRESS_OF_GAP if is_address else ''}gap{_SECRET}{name}PAG"


def _cut(whole: str) -> Frame:
    return Frame(_GAP.split(whole))

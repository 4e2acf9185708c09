"""The words of a template become text and HTML. The whole language is {{ name }}: no tags, filters or attributes."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import nh3
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

# A list is so many lines.
Value = str | int | date | list[str]

LONGEST_SOURCE = 64 * 1024
_VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
_LEFTOVER = re.compile(r"\{\{|\{%|\}\}|%\}")
_BLANK_LINES = re.compile(r"\n\s*\n")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_LABELLED = re.compile(r"(?P<label>[^:：]{1,80})[:：]\s*$")
ALLOWED_TAGS = {"p", "br", "a"}
ALLOWED_ATTRIBUTES = {"p": {"dir"}, "a": {"href", "class"}}


class RenderError(ValueError):
    """The mail cannot be written as it stands; the message is a whole sentence."""


class Piece(NamedTuple):
    """A stretch of fixed words, or the name of a variable."""

    words: str
    is_variable: bool


def pieces(source: str) -> Iterator[Piece]:
    """The source cut at its variables; raise RenderError where it holds anything else in braces."""
    end = 0
    for found in _VARIABLE.finditer(source):
        yield _fixed(source[end : found.start()])
        yield Piece(found.group(1), True)
        end = found.end()
    yield _fixed(source[end:])


def _fixed(words: str) -> Piece:
    if _LEFTOVER.search(words):
        raise RenderError(gettext("The text holds braces that are no variable."))
    return Piece(words, False)


def variables_in(source: str) -> set[str]:
    return {piece.words for piece in pieces(source) if piece.is_variable}


def check_source(source: str, known: frozenset[str]) -> None:
    """Raise RenderError for a text that could never be sent: too long, odd braces, unknown variables."""
    if len(source.encode()) > LONGEST_SOURCE:
        raise RenderError(gettext("The text is too long for a mail."))
    for name in sorted(variables_in(source)):
        if name not in known:
            raise RenderError(gettext("The variable “%(name)s” is not known here.") % {"name": name})


def _value(context: Mapping[str, Value], name: str) -> str:
    if name not in context:
        raise RenderError(gettext("The variable “%(name)s” is not known here.") % {"name": name})
    value = context[name]
    if not isinstance(value, str | int | date | list):
        raise RenderError(gettext("The variable “%(name)s” is neither text nor number nor date.") % {"name": name})
    words = "\n".join(map(_in_words, value)) if isinstance(value, list) else _in_words(value)
    if not words:
        raise RenderError(gettext("The variable “%(name)s” is empty.") % {"name": name})
    if name.endswith("_url") and not _ADDRESS.fullmatch(words):
        raise RenderError(gettext("The variable “%(name)s” is no web address.") % {"name": name})
    return words


def _in_words(value: str | int | date) -> str:
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else " ".join(str(value).split())


def values_of(source: str, context: Mapping[str, Value]) -> dict[str, str]:
    """The finished words for each variable of the source."""
    return {name: _value(context, name) for name in variables_in(source)}


def render_text(source: str, context: Mapping[str, Value]) -> str:
    words = (_value(context, piece.words) if piece.is_variable else piece.words for piece in pieces(source))
    return "".join(words).strip()


def render_line(source: str, context: Mapping[str, Value], longest: int = 200) -> str:
    """One line without control characters, as a subject must be."""
    line = " ".join(render_text(source, context).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def render_html(source: str, context: Mapping[str, Value], *, direction: str = "") -> SafeString:
    """Paragraphs of escaped words; an address becomes a link, "Label: {{ x_url }}" a button with that label."""
    paragraphs = [part for part in _BLANK_LINES.split(source.replace("\r\n", "\n").strip()) if part.strip()]
    html = "".join(_paragraph(part, context, direction) for part in paragraphs)
    clean = nh3.clean(html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # nh3 has just cleaned it


def _paragraph(source: str, context: Mapping[str, Value], direction: str) -> str:
    body = "<br>".join(_html_line(line, context) for line in source.split("\n"))
    return f'<p dir="{direction}">{body}</p>' if direction else f"<p>{body}</p>"


def _html_line(source: str, context: Mapping[str, Value]) -> str:
    html = ""
    for piece in pieces(source):
        if not piece.is_variable:
            html += escape(piece.words)
        elif piece.words.endswith("_url"):
            html = _with_link(html, _value(context, piece.words))
        else:
            html += escape(_value(context, piece.words))
    return html


def _with_link(before: str, address: str) -> str:
    label = _LABELLED.fullmatch(before)
    if label:
        return format_html('<a class="button" href="{}">{}</a>', address, mark_safe(label["label"].strip()))
    return before + format_html('<a href="{}">{}</a>', address, address)

"""HTML of mails: as plain text, and as a small safe subset without pictures and links."""

import re
from html.parser import HTMLParser

import nh3

from crm.text import storable

LONGEST = 200_000
SAFE = {
    *("p", "div", "br", "hr", "b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
# Their content is no text.
UNSEEN = {"script", "style", "head", "title", "template", "svg", "math"}
SPACES = re.compile(r"\s+")
LINES = {"p", "div", "br", "hr", "li", "tr", "pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dt"}


def safe(html: str) -> str:
    """The tags of `SAFE` without any attribute: nothing is fetched, leads elsewhere, or hides where it leads."""
    return nh3.clean(html[:LONGEST], tags=SAFE, attributes={}, clean_content_tags=UNSEEN)


def plain(html: str) -> str:
    """The words, with the whole address of each link beside its words, and quotations marked with >."""
    reader = _Reader()
    reader.feed(
        nh3.clean(
            html[:LONGEST],
            tags=SAFE | {"a"},
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto", "tel"},
            clean_content_tags=UNSEEN,
            link_rel=None,
        )
    )
    reader.close()
    return storable(reader.text, LONGEST)


class _Reader(HTMLParser):
    """Reads what nh3 has put in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.depth = 0
        self.addresses: list[str] = []

    @property
    def text(self) -> str:
        lines, kept = (line.rstrip() for line in self.lines), list[str]()
        for line in lines:
            if line.strip(" >") or (kept and kept[-1].strip(" >")):
                kept.append(line)
        return "\n".join(kept).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self.depth += 1
        if tag in LINES:
            self._new_line()
        if tag == "td":
            self._say(" ")
        if tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self.depth = max(self.depth - 1, 0)
        if tag in LINES and tag != "br":
            self._new_line()
        if tag == "p":
            self.lines.append(self._start())
        if tag == "a" and self.addresses:
            address = self.addresses.pop()
            if address and address.removeprefix("mailto:") not in self.lines[-1]:
                self._say(f" <{address}>")

    def handle_data(self, data: str) -> None:
        self._say(SPACES.sub(" ", data))

    def _say(self, words: str) -> None:
        line = self.lines[-1]
        self.lines[-1] = line + (words.lstrip() if not line or line.endswith(" ") else words)

    def _new_line(self) -> None:
        if self.lines[-1] not in ("", self._start()):
            self.lines.append(self._start())
        else:
            self.lines[-1] = self._start()

    def _start(self) -> str:
        return "> " * self.depth

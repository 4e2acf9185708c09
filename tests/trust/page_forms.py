"""The forms of a page, as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED_AWAY = ("submit", "button", "image", "reset", "file")


@dataclass
class PageForm:
    action: str
    method: str
    names: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str | None) -> None:
        """A field of the form, with what stands in it; None where it sends nothing as it stands."""
        self.names.add(name)
        if value is not None:
            self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.form: PageForm | None = None
        self.select, self.chosen, self.is_multiple = "", list[str](), False
        self.textarea, self.words = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None or (tag != "option" and not given.get("name")):
            return
        if tag == "input":
            self._input(self.form, given)
        elif tag == "select":
            self.select, self.chosen, self.is_multiple = given["name"], [], "multiple" in given
            self.first: str | None = None
        elif tag == "textarea":
            self.textarea, self.words = given["name"], ""
        elif tag == "option" and self.select:
            self.first = given.get("value", "") if self.first is None else self.first
            if "selected" in given:
                self.chosen.append(given.get("value", ""))

    def _input(self, form: PageForm, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        is_sent = kind not in TYPED_AWAY and (kind not in ("checkbox", "radio") or "checked" in given)
        form.add(given["name"], given.get("value", "on" if kind == "checkbox" else "") if is_sent else None)

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select and self.form:
            chosen = self.chosen or ([self.first] if self.first is not None and not self.is_multiple else [])
            for value in chosen or [None]:
                self.form.add(self.select, value)
            self.select = ""
        elif tag == "textarea" and self.textarea and self.form:
            self.form.add(self.textarea, self.words.removeprefix("\n"))
            self.textarea = ""


def forms_of(html: str) -> Iterator[PageForm]:
    reader = _Reader()
    reader.feed(html)
    yield from reader.forms


def own_form(html: str, address: str) -> PageForm | None:
    """The form that the page sends to its own address."""
    return next((form for form in forms_of(html) if form.method == "post" and form.action in ("", address)), None)

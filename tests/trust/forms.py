"""The forms that pages hold, filled in as a visitor would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

# What a visitor writes, to be looked for where it must not turn up.
WORDS, PASSWORD, EMAIL = "canary-words-7319", "canary-password-7319", "canary-7319@customer.example"
BY_KIND = {
    "email": EMAIL,
    "password": PASSWORD,
    "number": "1",
    "date": "2027-02-01",
    "time": "10:00",
    "datetime-local": "2027-02-01T10:00",
    "month": "2027-02",
    "tel": "+420601000002",
    "url": "https://customer.example/",
}
PRESSED = ("submit", "button", "image", "reset")


@dataclass
class Form:
    """One form that posts: where to, and what with."""

    action: str
    data: dict[str, object] = field(default_factory=dict)

    def file(self, name: str) -> None:
        self.data[name] = SimpleUploadedFile("people.csv", f"Name,E-mail\nDora,{EMAIL}\n".encode(), "text/csv")

    @property
    def kind(self) -> tuple[str, ...]:
        return (self.action, *sorted(self.data))


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self.form = Form(given.get("action") or self.address) if is_post else None
        if self.form is None:
            return
        if tag == "input":
            self._input(self.form, given)
        elif tag == "button" and given.get("name") and given.get("type", "submit") == "submit":
            self.form.data.setdefault(given["name"], given.get("value", ""))
        elif tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select:
            self._option(self.form, given)
        elif tag == "textarea":
            self.textarea = given.get("name", "")
            self.form.data[self.textarea] = WORDS

    def _input(self, form: Form, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind in PRESSED:
            return
        if kind == "file":
            form.file(name)
        elif kind in ("checkbox", "radio"):
            if "checked" in given or (kind == "radio" and name not in form.data):
                form.data[name] = given.get("value", "on")
        else:
            form.data[name] = given.get("value") or ("" if kind == "hidden" else BY_KIND.get(kind, WORDS))

    def _option(self, form: Form, given: dict[str, str]) -> None:
        if "selected" in given or (given.get("value") and not form.data.get(self.select)):
            form.data[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.forms.append(self.form)
            self.form = None
        elif tag == "select":
            self.select = ""


def forms_of(address: str, page: str) -> Iterator[Form]:
    reader = _Reader(address)
    reader.feed(page)
    yield from reader.forms

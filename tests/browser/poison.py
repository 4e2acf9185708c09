"""Scripts in every text of a house, past all that forms would refuse: what pages and mails make of them.

Run inside `manage.py shell` of a world that is thrown away.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

ROOMS = (
    "staff",
    "contacts",
    "translating",
    "outreach",
    "interactions",
    "mailbox",
    "sales",
    "feedback",
    "loyalty",
    "metrics",
)
# An element or attribute of this name exists in no page of ours.
MARK = "stung"
PAYLOADS = (
    f"<{MARK}>",
    f'"><{MARK}>',
    f"'><{MARK}>",
    f"</{MARK}><{MARK} x=",
    f"<img {MARK} src=x onerror=alert(1)>",
    f"<svg {MARK} onload=alert(1)>",
    f"<svg/onload=alert(1)//{MARK}",
    f"<script {MARK}>alert(1)</script>",
    f"</script><script {MARK}>alert(1)</script>",
    f"</style><script {MARK}>alert(1)</script>",
    f"</title><script {MARK}>alert(1)</script>",
    f"</textarea><script {MARK}>alert(1)</script>",
    f"</option></select><img {MARK} src=x onerror=alert(1)>",
    f"--><img {MARK} src=x onerror=alert(1)>",
    f"]]><img {MARK} src=x onerror=alert(1)>",
    f'" {MARK} autofocus onfocus=alert(1) x="',
    f"' {MARK} autofocus onfocus=alert(1) x='",
    f" {MARK} onmouseover=alert(1) style=position:fixed;inset:0 ",
    f"<a {MARK} href=javascript:alert(1)>a</a>",
    f'<a {MARK} href="java\tscript:alert(1)">a</a>',
    f"<a {MARK} href=data:text/html,<script>alert(1)</script>>a</a>",
    f"<iframe {MARK} src=javascript:alert(1)></iframe>",
    f"<iframe {MARK} srcdoc='<script>parent.alert(1)</script>'></iframe>",
    f"<object {MARK} data=javascript:alert(1)></object>",
    f"<embed {MARK} src=javascript:alert(1)>",
    f"<form {MARK} action=javascript:alert(1)><button>x</button></form>",
    f"<button {MARK} formaction=javascript:alert(1)>x</button>",
    f"<base {MARK} href=//evil.example/>",
    f"<meta {MARK} http-equiv=refresh content=0;url=javascript:alert(1)>",
    f"<link {MARK} rel=stylesheet href=//evil.example/x.css>",
    f"<style {MARK}>*{{display:none}}</style>",
    f"<details {MARK} open ontoggle=alert(1)>",
    f"<video {MARK}><source onerror=alert(1)></video>",
    f"<marquee {MARK} onstart=alert(1)>x</marquee>",
    f"<math><mtext></form><form><mglyph><style></math><img {MARK} src onerror=alert(1)>",
    f'<noscript><p title="</noscript><img {MARK} src=x onerror=alert(1)>">',
    f"<template><img {MARK} src=x onerror=alert(1)></template>",
    f"<div {MARK} hx-get=/settings/ hx-trigger=load hx-on:htmx:load=alert(1)>x</div>",
    f"&lt;img {MARK} src=x onerror=alert(1)&gt;",
    f"\\x3cimg {MARK} src=x onerror=alert(1)\\x3e",
    f"{{{{ '<img {MARK} src=x onerror=alert(1)>'|safe }}}}",
    f"{{% autoescape off %}}<img {MARK} src=x onerror=alert(1)>{{% endautoescape %}}",
    f"javascript:alert(1)//{MARK}",
)
EVERYTHING = "".join(PAYLOADS)
ADDRESSES = (
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:alert(1)",
    "//evil.example/",
)
# What names something to the program itself, and is chosen from a list or computed.
OF_THE_PROGRAM = {
    *("password", "code", "anchor", "digest", "hash", "salt", "zone", "time_zone", "contact_zone", "key", "occurrence"),
    *("idempotency_key", "payload_hash", "address_hash", "wording_hash", "addresses", "language", "wording_language"),
    *("default_language", "base_currency", "currency", "base", "quote", "purpose", "scope", "worker", "wave"),
    *("languages", "roles", "name_locale", "preferred_channel", "request_id", "subject_type", "action", "payload"),
    *("vocatives", "address_as", "name_sources", "uuid", "anchor_kind", "exit_reason", "acquisition_currency"),
    *("registers", "greeting_lines", "field", "original_language", "desks"),
}
# Dates and moments within a JSON value, which may be empty.
OF_TIME = ("_at", "_on", "_as_of", "_date")
ROWS = 40


def poison() -> None:
    """Each text of the newest rows of each table. The triggers of the books are taken away: nothing is booked here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    poisoned = [f"{model._meta.label}.{name}" for room in ROOMS for model in models_of(room) for name in _poison(model)]
    print(json.dumps(poisoned))


def models_of(room: str) -> list[type[models.Model]]:
    return list(apps.get_app_config(room).get_models())


def text_columns(model: type[models.Model]) -> Iterator[Any]:
    for column in model._meta.concrete_fields:
        is_text = isinstance(column, models.CharField | models.TextField | models.JSONField)
        is_address = isinstance(column, models.EmailField) or column.choices
        plain = column.name.rpartition("_")[0] if hasattr(column, "translated_field") else column.name
        if is_text and not is_address and plain not in OF_THE_PROGRAM:
            yield column


def _poison(model: type[models.Model]) -> list[str]:
    columns = list(text_columns(model))
    for at, row in enumerate(model._base_manager.order_by("-pk")[:ROWS]):
        values = {column.attname: _payload(column, at, getattr(row, column.attname)) for column in columns}
        if columns:
            model._base_manager.filter(pk=row.pk).update(**values)
    return [column.name for column in columns]


def _payload(column: Any, at: int, stood: Any) -> Any:
    if isinstance(column, models.JSONField):
        return _within(stood, at)
    if isinstance(column, models.URLField):
        return ADDRESSES[at % len(ADDRESSES)] + MARK
    longest = column.max_length or 100_000
    number = f"{at} " if column.unique else ""
    text = number + (EVERYTHING if longest >= len(EVERYTHING) else _fitting(longest - len(number), at))
    if model_is_template(column.model) and column.name.startswith(("subject", "body")):
        return text.replace("{{", "").replace("{%", "").replace("}}", "").replace("%}", "")
    return text


def model_is_template(model: type[models.Model]) -> bool:
    return model._meta.label in ("outreach.MessageTemplate", "outreach.Message")


def _fitting(longest: int, at: int) -> str:
    """Payloads one after the other, others for each row, as long as they fit."""
    text = ""
    for step in range(len(PAYLOADS)):
        payload = PAYLOADS[(at * 3 + step) % len(PAYLOADS)]
        if len(text) + len(payload) <= longest:
            text += payload
    return text or PAYLOADS[0][:longest]


def _within(value: Any, at: int) -> Any:
    if isinstance(value, dict):
        return {name: one if name.endswith(OF_TIME) else _within(one, at) for name, one in value.items()}
    if isinstance(value, list):
        return [_within(one, at) for one in value] or value
    is_word = isinstance(value, str) and not value.replace(".", "").replace("-", "").isdigit()
    return _fitting(300, at) if is_word and "/" not in value else value


def mails() -> None:
    """The HTML of the mails that the poisoned rows would become."""
    from outreach.engine import RenderError
    from outreach.models import Message
    from outreach.rendering import preview
    from staff.models import Organisation

    shown = []
    related = Message.objects.select_related("contact", "user", "template", "step__journey")
    for message in related.order_by("-pk")[:ROWS]:
        try:
            shown.append(preview(message, organisation=Organisation.current()).html)
        except RenderError:
            continue
    print(json.dumps([html for html in shown if html]))

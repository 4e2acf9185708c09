"""Nothing becomes markup that was not written by us, escaped or cleaned; each exception is named with its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.engine import render_html
from tests.test_house import ROOMS

ROOT = Path(__file__).resolve().parents[2]
# Where the markup stands among the arguments.
MARKUP_AT = {"mark_safe": 0, "SafeString": 0, "SafeText": 0, "format_html": 0, "format_html_join": 1}
REVIEWED = {
    (
        "contacts/columns.py",
        "''.join((_cell(*column) for column in columns))",
    ): "keys and classes of columns are ours, an own field's is made of its number; heads are escaped",
    ("contacts/columns_company.py", "TAG"): "a pattern of contacts/columns.py",
    (
        "contacts/rows.py",
        "row_of.format(**words)",
    ): "a pattern of ours, filled with what words_of and conditional_escape escaped",
    (
        "crm/htmx.py",
        "match.func(inner, *match.args, **match.kwargs).content.decode()",
    ): "a view's answer, escaped there",
    (
        "crm/templatetags/crm_ui.py",
        "shown.replace(plain, f'{plain[:-1]} selected>', 1)",
    ): "made by format_html above it",
    ("crm/templatetags/crm_ui.py", "''.join(parts)"): "each part was made by format_html",
    ("crm/templatetags/crm_ui.py", "conditional_escape(address).replace('@', '@<wbr>')"): "escaped before",
    ("crm/templatetags/crm_ui.py", "f'{OPTION}{{}}</option>'"): "OPTION is text of ours",
    ("outreach/frame.py", "escape(words).replace('\\n', '<br>')"): "escaped before",
    ("outreach/engine.py", "clean"): "nh3 has just cleaned it",
    ("outreach/engine.py", "label['label'].strip()"): "escaped before, and cleaned by nh3 after",
    ("mailbox/templatetags/mailbox_ui.py", "safe(mail.html)"): "nh3 has just cleaned it",
    (
        "translating/templatetags/translating_ui.py",
        "escape(words) % {'name': format_html('<bdi>{}</bdi>', name)}",
    ): "both were escaped",
    ("outreach/frame.py", "frame.fill(escaped)"): "each value is escaped, the pattern is a template of ours",
}

pytestmark = pytest.mark.trust


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def constants(tree: ast.Module) -> set[str]:
    """The names that a module gives to text of its own, safe or plain."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and _is_our_text(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_our_text(node: ast.expr, named: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.Name):
        return node.id in named
    if isinstance(node, ast.BinOp):
        return _is_our_text(node.left, named) and _is_our_text(node.right, named)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "mark_safe":
        return _is_our_text(node.args[0], named)
    return False


def made_of_something_else(path: Path) -> Iterator[tuple[str, str]]:
    """The calls that declare something markup that is no text of ours."""
    tree = ast.parse(path.read_text())
    named = constants(tree)
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if name in MARKUP_AT:
            markup = node.args[MARKUP_AT[name]]
            if not _is_our_text(markup, named):
                yield str(path.relative_to(ROOT)), ast.unparse(markup)


def test_markup_in_code_is_ours_escaped_or_cleaned() -> None:
    found = {place for path in sources() for place in made_of_something_else(path)}
    assert found == REVIEWED.keys()


@pytest.mark.parametrize(
    "code",
    [
        "def f(name):\n    return mark_safe(name)",
        "def f(name):\n    return mark_safe(f'<b>{name}</b>')",
        "def f(name):\n    return format_html('<b>%s</b>' % name)",
        "def f(rows):\n    return format_html_join('', rows[0], rows)",
        "def f(name):\n    return safestring.SafeString('<b>' + name)",
    ],
)
def test_the_check_sees_what_it_looks_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "views.py"
    path.write_text(code)
    assert len(list(made_of_something_else(path))) == 1


def test_templates_escape_everything_but_plain_text() -> None:
    files = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert len(files) > 100
    open_to_markup = re.compile(r"\|\s*(?:safe|safeseq)\b|autoescape off|{%\s*filter\s+safe")
    found = [path for path in files if open_to_markup.search(path.read_text())]
    assert {path.suffix for path in found} == {".txt"}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("<script>alert(1)</script>", "&lt;script"),
        ('<img src=x onerror="alert(1)">', "&lt;img"),
        ("[Read](javascript:alert(1))", "javascript"),
        ("<svg/onload=alert(1)>", "&lt;svg"),
    ],
)
def test_what_colleagues_write_into_a_mail_is_no_markup(words: str, kept: str) -> None:
    html = render_html(f"Dear Carol,\n\n{words}", {})
    assert kept in html
    assert re.search(r"<(?:script|img|svg|iframe|a)\b[^>]*(?:javascript|onerror|onload|alert)", html) is None
    assert "<script" not in html

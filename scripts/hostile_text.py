"""Text that breaks what handles text carelessly. Drills and tests share it."""

import json
import os
from functools import cache
from pathlib import Path

# What every engine can keep, character by character.
KEPT = (
    r"\N",
    r"\.",
    r"\\N \t \r\n \x41 \101",
    "a\tb\tc",
    "one\r\ntwo\rthree\nfour",
    "trailing backslash \\",
    " spaces before and after ",
    "\"double\" 'single' `back` “curly” «angled» $$dollar$$ $tag$",
    "'; DROP TABLE contacts_contact; --",
    "NULL null None undefined NaN Infinity true 1e400 0x1F -0",
    '=HYPERLINK("http://a.example") +1 -1 @SUM(1)',
    "<script>alert(1)</script> &amp; &lt; {{ 7*7 }} {% now %} %s %(name)s {0}",
    "\x01\x02\x07\x08\x0b\x0c\x1b[31m\x7f\x80\x85\x9f",
    "\u2028line\u2029paragraph",
    "\ufeffmark of order",
    "zero\u200bwidth\u200cjoiner\u200dword\u2060end",
    "soft\u00adhyphen\u034fgrapheme joiner",
    "\u202eright to left\u202c \u2067isolated\u2069 \u200fmark\u200e",
    "مرحبا بالعالم — שלום עולם — ١٢٣",
    "👨‍👩‍👧‍👦 🏳️‍🌈 🇨🇿 👍🏽 ❤️ 1️⃣",
    "𝒜𝓁𝒾𝒸ℯ 𠜎𠜱𠝹 𐎀𐎁 \U0010fffd",
    "Nova\u0301k Jiri\u030c A\u030angstro\u0308m",
    "Novák Jiří Ångström",
    "Z̴̧̛͎̫͕̲̎̓͝a̵͈͌̀l̶̥̉g̷͚̏o̸̢͋",
    "İstanbul ıI iİ ß ẞ ſ ﬁ Ǆ ǅ ς Σ K Å",
    "ㄅㄆ 漢字 かな カナ ｶﾅ 한글 ไทย ខ្មែរ नमस्ते አማርኛ",
    "\ufdd0\uffff\ufffe\ufffd\ue000",
    "𝕩" * 200,
    "long " * 20_000,
)

# What a form has to refuse, or to take in another form.
TRYING = (
    "",
    " ",
    "\u200b\u200d\u2060",
    "\u3164",
    "\u202e",
    "\u202eright to left without an end",
    "\u2069\u202eout of its isolation",
    "\u2067" * 70,
    "\u200f\u200e\u061c",
    "NUL in \x00 the middle",
    "\x00",
    "half a character \ud83d",
    "\udc00\ud800",
    "lost \ufffd letter",
    "bell \x07, backspace \x08, escape \x1b[31m",
    "one\r\ntwo",
    "one\x0btwo\x0cthree\u2028four\u2029five\x85six",
    "\u0958" * 60,  # composing makes it twice as long
    "\u0344\u0390" * 80,
    "\ufdfd" * 80,  # eighteen letters each, once it is folded
    "e" + "\u0301" * 300,
    "👩‍❤️‍💋‍👨" * 30,
    "👍🏽" * 120,
    "=1+1",
    "+420 777 123 456",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3",
    "\t=1+1",
    "%s %d %n %(x)s {0} {x.__class__} ${7*7} #{7*7}",
    "{{ request.user.password }}{% load static %}{% include 'x' %}",
    "' OR '1'='1' /*",
    "1; SELECT pg_sleep(10)--",
    "\\' OR 1=1 --",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "<!--",
    "]]>",
    "&#0; &#xD800; &amp;amp;",
    "../../../../etc/passwd",
    "C:\\aux\\con.txt",
    "a@b.example\r\nBcc: all@c.example",
    "https://user:pass@[::1]:99999/\\?x#y",  # pragma: allowlist secret
    "9" * 5000,
    "-1e999",
    "0x1p1024",
    "١٢٣",
    "x" * 100_000,
    "\u202e" * 50_000,
    "é" * 100_000,
)
HOSTILE = KEPT + TRYING


@cache
def naughty_strings() -> tuple[str, ...]:
    """The list of naughty strings beside the checkout or where RAPPORT_NAUGHTY_STRINGS says, if it is there."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared/data/naughty-strings.json"
    path = Path(os.environ.get("RAPPORT_NAUGHTY_STRINGS") or beside)
    return tuple(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else ()

"""Text that breaks what handles text carelessly, put where colleagues write: a drill's ballast."""

import os
import sys
from datetime import UTC, datetime

import django

HOSTILE = (
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


def plant() -> None:
    """One customer for each text, with a conversation that quotes it; the names are cut to their length."""
    from contacts.actions.contacts import create_contact
    from interactions.actions import log_interaction
    from interactions.models import Direction, Kind
    from staff.models import User

    by = User.objects.filter(is_active=True, team__isnull=False).order_by("pk").first()
    assert by is not None
    now = datetime.now(UTC)
    for text in HOSTILE:
        fields = {"full_name": text[:200], "job_title": text[:150], "surname_core": text[:100]}
        contact = create_contact(by=by, owner=by, fields=fields, company_name=text[:100], now=now)
        log_interaction(
            by=by,
            contact=contact,
            kind=Kind.NOTE,
            direction=Direction.INTERNAL,
            at=now,
            summary=text,
            points=[text, text[::-1]],
            next_step=text[:100],
            now=now,
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    sys.path.insert(0, os.getcwd())
    django.setup()
    plant()

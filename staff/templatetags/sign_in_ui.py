"""Words of the pages about signing in."""

import re
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import gettext_lazy as _

from staff import two_factor

register = template.Library()

# The first that fits names the browser: most call themselves by the names of others too.
BROWSERS = (
    (re.compile(r"\bEdg(e|A|iOS)?/"), "Edge"),
    (re.compile(r"\bOPR/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(Headless)?(Chrome|CriOS|Chromium)/"), "Chrome"),
    (re.compile(r"\bSafari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac OS X\b"), "macOS"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bLinux\b"), "Linux"),
)
WORDS_OF_ENTRIES = {
    "staff.sign_in": _("Signed in"),
    "staff.sign_in.failed": _("A wrong password"),
    "staff.sign_in.blocked": _("Too many wrong passwords, so others were not tried"),
    "staff.factor.failed": _("A wrong code at the second step"),
    "staff.password.ask": _("A link for a new password was asked for"),
}


@dataclass(frozen=True)
class SecondFactor:
    is_missing: bool
    app_counts: bool
    passkeys_possible: bool


@register.simple_tag(takes_context=True)
def second_factor(context: Context) -> SecondFactor:
    """Whether the reader still has to set one up, and whether an app would do."""
    request: Any = context["request"]
    counted = two_factor.accepted_types(request.user)
    is_missing = two_factor.must_enrol(request.user, request.session)
    return SecondFactor(is_missing, two_factor.APP in counted, settings.PASSKEYS_POSSIBLE)


@register.filter
def browser_words(user_agent: str) -> str:
    """ "Firefox, Windows"; what is known of neither is shown as it was sent."""
    known = [next((name for pattern, name in names if pattern.search(user_agent)), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, known)) or user_agent[:80] or "–"


@register.filter
def sign_in_words(action: str) -> str:
    return str(WORDS_OF_ENTRIES.get(action, action))

"""The parts of the frame that are the same for all who hold the same roles."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from staff.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def rail(context: Context) -> SafeString:
    """The main menu, with the place marked where we are."""
    return _part(context, "_rail.html", str(context.get("section") or ""))


@register.simple_tag(takes_context=True)
def new_menu(context: Context) -> SafeString:
    """What the reader may add."""
    return _part(context, "_new_menu.html")


def _part(context: Context, name: str, section: str = "") -> SafeString:
    user: User | AnonymousUser | None = getattr(context.get("request"), "user", None)
    reader = (user.is_superuser, user.roles) if user and user.is_authenticated and user.is_active else None
    return _rendered(name, section, reader, get_language(), get_script_prefix(), get_urlconf())


# On each page a dozen addresses, pictures and words come out the same. The template is given nothing beside what the
# result is kept under, so that nobody's page can show what is another's.
@lru_cache(maxsize=1024)
def _rendered(name: str, section: str, reader: tuple[bool, frozenset[str]] | None, *_surroundings: Any) -> SafeString:
    request = SimpleNamespace(user=_somebody(*reader) if reader else AnonymousUser())
    return render_to_string(name, {"request": request, "section": section})


def _somebody(is_superuser: bool, roles: frozenset[str]) -> User:
    """A colleague of whom nothing is known but the roles."""
    user = User(is_superuser=is_superuser)
    user.roles = roles
    return user

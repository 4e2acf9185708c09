"""The texts that are typed into forms and asked of pages: all of them at full size, else some for each page."""

from random import Random

from scripts.hostile_text import HOSTILE, naughty_strings
from tests.sizes import IS_FULL

# What no form may take, and what has gone wrong before.
ALWAYS = ("NUL in \x00 the middle", "half a character \ud83d", "\u0958" * 60, "\u200b\u200d\u2060", "\ufdfd" * 80)
A_FORM_GETS = 12


def everything() -> list[str]:
    return list(dict.fromkeys([*HOSTILE, *naughty_strings()]))


def strings_for(name: str) -> list[str]:
    """All of them at full size; else twelve, others for each form, the same at every run."""
    if IS_FULL:
        return everything()
    return [*ALWAYS, *Random(name).sample(everything(), A_FORM_GETS - len(ALWAYS))]

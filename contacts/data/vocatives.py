"""Endings and single names whose vocative is known, beside what the `vokativ` package derives."""

import re

CZECH_LOCALES = frozenset({"cs", "sk"})
# Nominatives that stay as they are.
CZECH_UNCHANGED = tuple("ýíůéeěioáu")
# Names in -el with one form; of the others the e falls out or stays, and the ending is hard or soft.
CZECH_EL = frozenset(
    ("pavel", "karel", "havel", "daniel", "samuel", "gabriel", "emanuel", "rafael", "michael", "izrael", "manuel")
)
# Where the derived form is not the only one that is said.
CZECH_OWN: dict[str, tuple[str, ...]] = {
    "král": ("králi", "krále"),
    "lev": ("lve", "leve"),
    "švec": ("ševče", "ševci", "šveci"),
}

LITHUANIAN_NAMES = (
    ("ėjas", "ėjau"),
    ("jas", "jau"),
    ("ias", "y"),
    ("ius", "iau"),
    ("us", "au"),
    ("as", "ai"),
    ("ys", "y"),
    ("is", "i"),
    ("ė", "e"),
)
LITHUANIAN_NOUNS = (*LITHUANIAN_NAMES[:5], ("as", "e"), *LITHUANIAN_NAMES[6:])

# Hard consonants before which no vowel alternates (Федір -> Федоре), and no k, h or sibilant that changes (Олег).
_HARD = "[бвдзлмнпрст]"
UKRAINIAN_NAMES: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "f": ((re.compile("ія$"), "іє"), (re.compile("(?<=[бвгдзклмнпрстфх])а$"), "о")),
    "m": (
        (re.compile("й$"), "ю"),
        (re.compile("(?<=[кг])о$"), "у"),
        (re.compile(f"(?<={_HARD})о$"), "е"),
        (re.compile(f"(?<={_HARD})а$"), "о"),
        (re.compile(f"(?<=[аеиоуюя]{_HARD})$"), "е"),
        (re.compile("(?<=[аеиоуюя]нд)р$|(?<=[аеиоуюя]т)р$"), "ре"),
    ),
}
# Bent in two ways, or by no rule of these.
UKRAINIAN_DOUBTFUL = frozenset(("ігор", "лазар", "лев", "павел", "фелікс"))

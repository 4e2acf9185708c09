"""Which words a culture note may use: it speaks of “many” and “some”, never of everybody. Pure; asked by the model.

About four fifths of what people value differs within a country and not between countries, so a sentence that takes in
everybody there is wrong before it is read.
"""

import re

LONGEST_NOTE = 240

# By language: what says that it holds for a part of the people or of the time. One of them stands in each tendency.
STRENGTH = {
    "en": r"often|many|some|sometimes|usually|frequently|several|few|rarely",
    "ru": r"часто|нередко|мног(?:ие|их|им|ими|ое|о)|некотор\w+|обычно|иногда|порой|редко",
    "cs": r"často|mno(?:ho|zí|hé|ha|hým|hých|hými)|někte\w+|někdy|občas|obvykle|zpravidla|zřídka",
    "da": r"ofte|mange|nogle|visse|sommetider|til tider|som regel|normalt|sjældent",
    "lt": r"dažnai|daug|daugel\w+|neretai|kai kur\w+|kai kas|kai kam|kartais|paprastai|retai",
    "ar": r"غالبًا|غالبا|كثير\w*|الكثير\w*|بعض\w*|أحيانًا|أحيانا|عادةً|عادة|نادرًا",
}
# What takes in everybody, or every time; beside a word of strength it may stand.
SWEEPING = {
    "en": r"are|always|never",
    "ru": r"всегда|никогда",
    "cs": r"vždy|vždycky|nikdy",
    "da": r"altid|aldrig",
    "lt": r"visada|visuomet|niekada",
    "ar": r"دائمًا|دائما|أبدًا|أبدا",
}


def has_strength(text: str, language: str) -> bool:
    return _has(STRENGTH, text, language)


def is_sweeping(text: str, language: str) -> bool:
    """Whether the sentence speaks of everybody: a word of SWEEPING, and none of STRENGTH beside it."""
    return _has(SWEEPING, text, language) and not has_strength(text, language)


def _has(words: dict[str, str], text: str, language: str) -> bool:
    return re.search(rf"\b(?:{words[language]})\b", text, re.IGNORECASE) is not None

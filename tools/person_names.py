"""Put CLDR's patterns of names into one small file: each pattern once, and by locale the numbers of its own."""

import json
import re
from typing import Any

SOURCE = re.compile(r"main/([A-Za-z-]+)/personNames\.json")
ROOT = "und"
PROPERTIES = (
    "givenFirst",
    "surnameFirst",
    "initial",
    "initialSequence",
    "nativeSpaceReplacement",
    "foreignSpaceReplacement",
)
ALTERNATIVE = re.compile(r"-alt-\d+$")

Slots = dict[str, list[str]]


def build(files: dict[str, bytes], left_out: list[str]) -> bytes:
    """From the files of the package by their path in it. A locale that says what its parent says is not repeated."""
    found = dict(sorted(_read(files)))
    kept = {code: own for code, own in found.items() if code not in left_out and _has_news(code, own, found)}
    by_slot = {code: _slots(own["personName"]) for code, own in kept.items()}
    slots = list(by_slot[ROOT])
    patterns = sorted({text for own in by_slot.values() for texts in own.values() for text in texts})
    number = {text: at for at, text in enumerate(patterns)}
    written = {
        code: {name: kept[code][name] for name in PROPERTIES}
        | {"patterns": [[number[text] for text in own[slot]] for slot in slots]}
        for code, own in by_slot.items()
    }
    lines = ",\n".join(f"{_json(code)}: {_json(own)}" for code, own in written.items())
    texts = ",\n".join(map(_json, patterns))
    whole = f'{{"slots": {_json(slots)},\n"patterns": [\n{texts}\n],\n"locales": {{\n{lines}\n}}}}\n'
    return whole.encode()


def _read(files: dict[str, bytes]) -> list[tuple[str, dict[str, Any]]]:
    codes = ((found[1], content) for path, content in files.items() if (found := SOURCE.fullmatch(path)))
    every = ((code, json.loads(content)["main"][code].get("personNames")) for code, content in codes)
    return [(code.replace("-", "_"), names) for code, names in every if names]


def _has_news(code: str, own: dict[str, Any], found: dict[str, dict[str, Any]]) -> bool:
    parent = code.rpartition("_")[0] or ROOT
    return code == ROOT or any(
        own[name] != found.get(parent, found[ROOT])[name] for name in (*PROPERTIES, "personName")
    )


def _slots(by_order: dict[str, Any]) -> Slots:
    """The patterns by "order length usage formality", alternatives beside each other."""
    slots: Slots = {}
    for order, by_length in by_order.items():
        for length, by_usage in by_length.items():
            for usage, by_formality in by_usage.items():
                for formality, text in by_formality.items():
                    slots.setdefault(f"{order} {length} {usage} {ALTERNATIVE.sub('', formality)}", []).append(text)
    return slots


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

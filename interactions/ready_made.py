"""The phrases and questions that came with Rapport, read from `interactions/data`. The words are the project's own."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
REGISTERS = ("formal", "informal")


def shipped_phrases() -> Iterator[dict[str, Any]]:
    """The columns of each phrase; the first of each register says when to use them."""
    for situation, found in _read("phrases.toml").items():
        for formality in REGISTERS:
            for position, words in enumerate(found[formality], start=1):
                note = found["note"] if position == 1 else {}
                yield {
                    "situation": situation,
                    "formality": formality,
                    "position": position,
                    **_columns("text", words),
                    **_columns("note", note),
                }


def shipped_questions() -> Iterator[dict[str, Any]]:
    """The columns of each question for a call."""
    for topic, found in _read("questions.toml").items():
        for position, words in enumerate(found, start=1):
            stage = words.pop("stage", "")
            yield {"topic": topic, "stage": stage, "position": position, **_columns("words", words)}


def _columns(column: str, words: dict[str, str]) -> dict[str, str]:
    return {f"{column}_{language}": text for language, text in words.items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))

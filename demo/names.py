"""Invented people: names that are common in a country, put together by chance."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, product
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
MASCULINE, FEMININE = "m", "f"


@cache
def load(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Word:
    """One part of a name, as written, in Latin letters, and as read aloud ("" where nothing is needed)."""

    native: str = ""
    latin: str = ""
    reading: str = ""


@dataclass(frozen=True)
class Country:
    """What a country's people and places are called."""

    code: str
    weight: int
    locale: str
    languages: list[list[str]]
    currency: str
    cities: list[str]
    street: str
    phone: str
    titles: list[list[str]]
    men: list[str]
    women: list[str]
    surnames: list[str]
    zone: str = ""
    order: str = "givenFirst"
    space: str = " "
    patronymics: list[str] = field(default_factory=list)
    second_surnames: bool = False

    def place(self, rng: Random) -> tuple[str, str]:
        """A city and its zone."""
        city, _at, zone = rng.choice(self.cities).partition("@")
        return city, zone or self.zone

    def number(self, rng: Random) -> str:
        """A phone number that rings nowhere."""
        last = rng.randrange(100)
        return self.phone.format(rng.randrange(10), f"01{last:02}", f"1{last:02}")


@dataclass(frozen=True)
class Name:
    given: Word
    surname: Word
    gender: str
    country: Country
    given2: Word = Word()
    surname2: Word = Word()

    @property
    def full_name(self) -> str:
        return self._join("native", self.country.space)

    @property
    def latin_name(self) -> str:
        return self._join("latin", " ")

    @property
    def reading(self) -> str:
        return self._join("reading", " ")

    def _join(self, form: str, space: str) -> str:
        words = [self.given, self.given2, self.surname, self.surname2]
        if self.country.order == "surnameFirst":
            words = [self.surname, self.given2, self.given]
        return space.join(filter(None, (getattr(word, form) for word in words)))


@cache
def countries() -> dict[str, Country]:
    return {code: Country(code=code, **row) for code, row in load("countries").items()}


def shares(total: int) -> dict[str, int]:
    """How many of `total` people live in each country: one where there are enough, the others by weight."""
    weights = {code: country.weight for code, country in countries().items()}
    least = 1 if total >= len(weights) else 0
    rest = total - least * len(weights)
    exact = {code: rest * weight / sum(weights.values()) for code, weight in weights.items()}
    counts = {code: least + int(share) for code, share in exact.items()}
    by_need = sorted(weights, key=lambda code: int(exact[code]) - exact[code])
    for code in by_need[: total - sum(counts.values())]:
        counts[code] += 1
    return counts


def names(country: Country, rng: Random) -> Iterator[Name]:
    """Endless people of a country; a pair of given name and surname returns only when all are used up."""
    pairs = [
        (gender, given, surname)
        for gender, givens in ((MASCULINE, country.men), (FEMININE, country.women))
        for given, surname in product(givens, country.surnames)
    ]
    rng.shuffle(pairs)
    for gender, given, surname in cycle(pairs):
        yield Name(
            given=word(given, gender),
            surname=word(surname, gender),
            gender=gender,
            country=country,
            given2=word(rng.choice(country.patronymics), gender) if country.patronymics else Word(),
            surname2=word(rng.choice(country.surnames), gender) if country.second_surnames else Word(),
        )


def word(text: str, gender: str) -> Word:
    """Read "Ёлкин/Ёлкина|Yolkin/Yolkina" for one gender."""
    forms = [form.split("/") for form in text.split("|")]
    return Word(*(form[-1] if gender == FEMININE else form[0] for form in forms))

"""Format every name of CLDR's published tests (personNameTest/*.txt) and compare, locale by locale.

Ends with 1 where a locale falls short of its share, or too few reach theirs.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from crm.person_names.formatting import format_name
from crm.person_names.locales import locales
from crm.person_names.name import PersonName

# Where no name may miss; elsewhere a fiftieth may, which is said beside it.
WHOLE = ("en", "ru", "cs", "da", "lt", "de", "ja", "ko", "hu", "ar")
SHARE = 0.98
FEWEST_LOCALES = 21
FIELDS = {"given-informal": "informal", "surname": "surname_core", "surname-prefix": "surname_prefix"}
FIELDS["surname-core"] = "surname_core"


@dataclass(frozen=True)
class Case:
    name: PersonName
    expected: str
    parameters: tuple[str, ...]

    def written_for(self, locale: str) -> str:
        order, length, usage, formality = self.parameters
        wanted: Any = {"length": length, "usage": usage, "formality": formality}
        return format_name(self.name, locale, order=order, **wanted)


@dataclass
class Result:
    locale: str
    total: int = 0
    misses: list[tuple[Case, str]] = field(default_factory=list)

    @property
    def passed(self) -> int:
        return self.total - len(self.misses)

    @property
    def is_enough(self) -> bool:
        if self.locale in WHOLE:
            return self.total > 0 and not self.misses
        return self.total > 0 and self.passed >= SHARE * self.total


def cases_of(path: Path) -> Iterator[Case]:
    """Lines of “kind ; value ; value”: fields of a name, then what is expected, then for which parameters."""
    fields: dict[str, str] = {}
    expected = ""
    for line in path.read_text("utf-8").splitlines():
        kind, *values = (part.strip() for part in line.split(";"))
        if kind == "name":
            fields[FIELDS.get(values[0], values[0])] = values[1]
        elif kind == "expectedResult":
            expected = line.partition(";")[2].strip()
        elif kind == "parameters":
            yield Case(PersonName(**fields), expected, tuple(values))
        elif kind == "endName":
            fields = {}


def result_of(path: Path) -> Result:
    result = Result(path.stem)
    for case in cases_of(path):
        written = case.written_for(path.stem)
        result.total += 1
        if written != case.expected:
            result.misses.append((case, written))
    return result


def lines_of(result: Result, shown: int) -> Iterator[str]:
    verdict = "" if result.is_enough else "  falls short"
    percent = 100 * result.passed / result.total if result.total else 0
    # Cut, not rounded: all but one is not 100.
    yield f"{result.locale:12}{result.passed:5} of {result.total:5}{int(percent * 100) / 100:9.2f} %{verdict}"
    for case, written in islice(result.misses, shown):
        known = ", ".join(f"{key} {value}" for key, value in case.name._asdict().items() if value)
        yield f"    {' '.join(case.parameters)}: {written!r}, expected {case.expected!r} ({known})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--misses", type=int, default=2, help="how many of each locale's misses are told")
    asked = parser.parse_args()
    covered = {*locales()}
    files = sorted(path for path in asked.directory.glob("*.txt") if not path.stem.startswith("_"))
    known = [path for path in files if path.stem in covered or path.stem.partition("_")[0] in covered]
    results = [result_of(path) for path in known]
    for result in results:
        print(*lines_of(result, asked.misses), sep="\n")
    enough = [result.locale for result in results if result.is_enough]
    total, passed = sum(result.total for result in results), sum(result.passed for result in results)
    print(f"{passed} of {total} names in {len(results)} locales; {len(enough)} locales reach their share")
    untold = [locale for locale in WHOLE if locale not in enough]
    if untold:
        print("Not whole:", ", ".join(untold))
    if len(known) < len(files):
        print("Without data here:", ", ".join(path.stem for path in files if path not in known))
    sys.exit(bool(untold or len(enough) < len(results) or len(enough) < FEWEST_LOCALES))


if __name__ == "__main__":
    main()

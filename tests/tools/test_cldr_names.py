"""CLDR's published tests are read, counted and judged; the data are put into one small file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crm.person_names.name import PersonName
from tools.cldr_names import Case, cases_of, lines_of, result_of
from tools.person_names import build

ROOT = Path(__file__).resolve().parent.parent.parent
LINES = """
# a comment ; of two parts
enum ; length ; long, medium, short

name ; given; Ada
name ; surname-prefix; de
name ; surname-core; Byron
name ; locale; en_AQ

expectedResult; Ada de Byron

parameters; givenFirst; long; referring; formal
parameters; givenFirst; medium; referring; informal

expectedResult; {last}

parameters; sorting; long; referring; formal

endName

name ; given; Plato
name ; locale; en_AQ

expectedResult; Plato

parameters; givenFirst; short; addressing; informal

endName
"""


def write(folder: Path, locale: str, last: str = "Byron, Ada de") -> Path:
    path = folder / f"{locale}.txt"
    path.write_text(LINES.replace("{last}", last), encoding="utf-8")
    return path


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.cldr_names", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_each_line_of_parameters_is_a_case(tmp_path: Path) -> None:
    byron = PersonName("Ada", surname_prefix="de", surname_core="Byron", locale="en_AQ")
    assert list(cases_of(write(tmp_path, "en"))) == [
        Case(byron, "Ada de Byron", ("givenFirst", "long", "referring", "formal")),
        Case(byron, "Ada de Byron", ("givenFirst", "medium", "referring", "informal")),
        Case(byron, "Byron, Ada de", ("sorting", "long", "referring", "formal")),
        Case(PersonName("Plato", locale="en_AQ"), "Plato", ("givenFirst", "short", "addressing", "informal")),
    ]


def test_a_miss_is_counted_and_told(tmp_path: Path) -> None:
    result = result_of(write(tmp_path, "en", last="de Byron, Ada"))
    assert (result.total, result.passed, result.is_enough) == (4, 3, False)
    head, miss = lines_of(result, shown=5)
    assert head.split() == ["en", "3", "of", "4", "75.00", "%", "falls", "short"]
    assert miss.strip() == (
        "sorting long referring formal: 'Byron, Ada de', expected 'de Byron, Ada' "
        "(given Ada, surname_prefix de, surname_core Byron, locale en_AQ)"
    )
    assert list(lines_of(result, shown=0)) == [head]


def test_a_file_without_a_name_is_not_enough(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text("# nothing\n", encoding="utf-8")
    assert not result_of(path).is_enough


def test_too_few_locales_are_a_failure_that_is_told(tmp_path: Path) -> None:
    write(tmp_path, "en")
    write(tmp_path, "km")
    (tmp_path / "_readme.txt").write_text("no locale")
    ended = run(tmp_path)
    assert ended.returncode == 1
    assert ended.stdout.splitlines() == [
        "en              4 of     4   100.00 %",
        "4 of 4 names in 1 locales; 1 locales reach their share",
        "Not whole: ru, cs, da, lt, de, ja, ko, hu, ar",
        "Without data here: km",
    ]


def names(given_first: str, **other: str) -> dict[str, object]:
    pattern = {"long": {"referring": {"formal": given_first, "formal-alt-1": other.get("other", given_first)}}}
    properties = {"givenFirst": ["und"], "surnameFirst": [], "initial": "{0}.", "initialSequence": "{0} {1}"}
    spaces = {"nativeSpaceReplacement": " ", "foreignSpaceReplacement": " "}
    return {**properties, **spaces, "personName": {"givenFirst": pattern}, "sampleName": {"given": "Ada"}}


@pytest.mark.parametrize(("left_out", "codes"), [([], ["cs", "und", "zh_Hant"]), (["cs"], ["und", "zh_Hant"])])
def test_each_pattern_is_kept_once_and_no_locale_repeats_its_parent(left_out: list[str], codes: list[str]) -> None:
    by_code = {"und": names("{given}"), "cs": names("{given}", other="{title}"), "cs-CZ": None, "xx": names("{given}")}
    by_code |= {"zh-Hant": names("{surname}"), "zh-Hant-HK": names("{surname}")}
    files = {
        f"main/{code}/personNames.json": json.dumps({"main": {code: {"personNames": data} if data else {}}}).encode()
        for code, data in by_code.items()
    }
    built = json.loads(build(files | {"LICENSE": b"words"}, left_out))
    assert list(built["locales"]) == codes
    assert built["slots"] == ["givenFirst long referring formal"]
    by_number = dict(enumerate(built["patterns"]))
    assert [by_number[number] for number in built["locales"]["und"]["patterns"][0]] == ["{given}", "{given}"]
    assert len(by_number) == len(set(by_number.values()))

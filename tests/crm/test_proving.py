"""What a command says that proves something, and how it ends."""

import json
from dataclasses import dataclass

import pytest
from django.core.management import call_command

from crm.proving import ProvingCommand


@dataclass(frozen=True)
class Gap:
    shelf: int

    def __str__(self) -> str:
        return f"shelf {self.shelf}: a book is missing"


class Command(ProvingCommand):
    sentence = "All {books} books are there."

    def __init__(self, *shelves: int) -> None:
        super().__init__()
        self.shelves = shelves

    def flaws(self):
        return (Gap(shelf) for shelf in self.shelves)

    def counts(self):
        return {"books": 12}


def test_without_a_flaw_one_sentence_says_so(capsys):
    call_command(Command())
    assert capsys.readouterr() == ("", "All 12 books are there.\n")


def test_each_flaw_is_a_line_and_the_end_is_no_success(capsys):
    with pytest.raises(SystemExit, match=r"^1$"):
        call_command(Command(3, 7))
    assert capsys.readouterr() == ("shelf 3: a book is missing\nshelf 7: a book is missing\n", "")


def test_without_a_flaw_the_object_says_what_was_looked_at(capsys):
    call_command(Command(), json=True)
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == ({"ok": True, "checked": {"books": 12}, "flaws": []}, "")


def test_each_flaw_stands_in_the_object_and_the_end_is_no_success(capsys):
    with pytest.raises(SystemExit, match=r"^1$"):
        call_command(Command(3), json=True)
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == ({"ok": False, "checked": {"books": 12}, "flaws": [{"shelf": 3}]}, "")

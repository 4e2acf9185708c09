"""Stages and exits in a file: what a row has to say, and what comes back when the import is undone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.actions import import_work
from contacts.actions.importing import import_contacts
from contacts.actions.undoing_import import ask_to_undo
from contacts.importing.rows import BadValue
from contacts.importing.stages import find_grounds, find_stage
from contacts.models import Contact, Grounds, ImportRun, StageChange
from staff.models import User
from tests.factories.contacts import make_contact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOLD = {"exit_reason": "needs", "ended_by": "they", "win_back_on": "2026-09-01", "stage_reason": "Moved"}
pytestmark = pytest.mark.django_db
HEAD = "Name,E-mail,Stage,Exit reason,Ended by,Win back on\n"


def run_import(by: User, text: str, **kwargs: object) -> ImportRun:
    return import_contacts(by=by, data=text.encode(), filename="people.csv", **{"now": NOW, **kwargs})


@pytest.mark.parametrize("text", ["commitment", "Commitment", "COMMITMENT", "Závazek"])
def test_a_stage_is_known_by_its_code_and_by_our_words(text: str) -> None:
    assert find_stage(text) == "commitment"


def test_a_stage_of_another_program_is_refused() -> None:
    with pytest.raises(BadValue, match="Lead"):
        find_stage("Lead")


@pytest.mark.parametrize(
    ("texts", "grounds"),
    [
        (TOLD, Grounds("needs", "they", date(2026, 9, 1), reason="Moved")),
        ({**TOLD, "win_back_on": "2026-09-01 00:00:00"}, Grounds("needs", "they", date(2026, 9, 1), reason="Moved")),
        ({**TOLD, "win_back_on": "Never"}, Grounds("needs", "they", is_final=True, reason="Moved")),
        ({**TOLD, "ended_by": "both of us"}, Grounds("needs", "both", date(2026, 9, 1), reason="Moved")),
    ],
)
def test_an_exit_is_read(texts: dict[str, str], grounds: Grounds) -> None:
    assert find_grounds(texts, "dissolution") == grounds


@pytest.mark.parametrize(
    "wrong",
    [
        {"exit_reason": ""},
        {"exit_reason": "whatever"},
        {"exit_reason": "unrecorded"},
        {"ended_by": "somebody"},
        {"win_back_on": ""},
        {"win_back_on": "never", "stage_reason": ""},
        {"win_back_on": "next year"},
    ],
)
def test_an_exit_that_says_too_little_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadValue):
        find_grounds({**TOLD, **wrong}, "dissolution")


def test_rows_that_say_too_little_are_reported_and_not_written(alice: User) -> None:
    run = run_import(
        alice,
        f"{HEAD}Dora,dora@x.cz,Dissolution,needs,they,2026-09-01\nIvan,ivan@x.cz,Dissolution,,,\nEva,e@x.cz,Expansion,,,\n",
    )
    moves = StageChange.objects.order_by("contact__full_name").values_list("contact__full_name", "after", "exit_reason")
    assert list(moves) == [("Dora", "dissolution", "needs"), ("Eva", "expansion", "")]
    assert [error.row for error in run.row_errors.all()] == [3]
    assert "reason" in run.row_errors.get().reason


def test_where_the_file_wins_it_moves_who_is_known_and_undoing_moves_them_back(alice: User) -> None:
    carol = make_contact("Carol", owner=alice, email="carol@x.cz", stage="expansion")
    table = f"{HEAD}Carol,carol@x.cz,Dissolution,needs,they,2026-09-01\n"
    assert run_import(alice, table).unchanged == 1
    run = run_import(alice, table, winner="file")
    carol.refresh_from_db()
    assert (run.updated, carol.stage, carol.stage_changes.get().grounds) == (
        1, "dissolution", Grounds("needs", "they", date(2026, 9, 1))
    )  # fmt: skip
    ask_to_undo(by=alice, run=run, now=NOW)
    import_work.run_imports(now=NOW + timedelta(minutes=1))
    carol.refresh_from_db()
    newest = carol.stage_changes.first()
    assert (carol.stage, newest.before, newest.after) == ("expansion", "dissolution", "expansion")
    assert Contact.objects.count() == 1

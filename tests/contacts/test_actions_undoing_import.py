"""Undoing an import: what it made goes into the bin, what it changed gets its old values back, work since stays."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions.contacts import update_contact
from contacts.actions.import_work import forget_imports, run_imports
from contacts.actions.importing import import_contacts
from contacts.actions.undoing_import import ask_to_undo
from contacts.models import Company, Contact, ImportRun, ImportTrace, Winner
from staff.models import RoleAssignment, User
from tests.factories.contacts import add_birthday

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
TEXT = (
    "Name,E-mail,E-mail 2,City,Company,Birthday,Job title,Lunch\n"
    "Carol Nová,carol@customer.example,carol@home.example,Brno,House,1980-04-15,Cook,11:30–12:15\n"
    "Jan Novák,jan@x.cz,,Brno,Mill,,,\n"
)


def run_import(by: User, winner: str = Winner.GAPS) -> ImportRun:
    return import_contacts(by=by, data=TEXT.encode(), filename="people.csv", winner=winner, now=NOW)


def undone(run: ImportRun) -> ImportRun:
    assert ask_to_undo(by=run.by, run=run, now=NOW)
    run_imports(now=NOW)
    run.refresh_from_db()
    assert (run.state, ImportTrace.objects.count()) == ("undone", 0)
    return run


def card(contact: Contact) -> dict[str, object]:
    fresh = Contact.objects.get(pk=contact.pk)
    skipped = ("_state", "version", "updated_at")
    values = {name: value for name, value in vars(fresh).items() if name not in skipped}
    points = list(fresh.points.order_by("pk").values_list("kind", "value"))
    return values | {"points": points, "dates": list(fresh.dates.values_list("month", "day", "year"))}


@pytest.mark.parametrize("winner", [Winner.GAPS, Winner.FILE])
def test_what_it_changed_is_as_it_was(alice: User, carol: Contact, winner: str) -> None:
    if winner == Winner.FILE:
        add_birthday(carol, 1, 2, 1970)
    before = card(carol)
    run = run_import(alice, winner)
    assert card(carol) != before

    undone(run)

    assert (run.removed, run.restored, run.kept) == (1, 1, 0)
    assert card(carol) == before


def test_what_it_made_is_in_the_bin_with_its_companies(alice: User, carol: Contact) -> None:
    undone(run_import(alice))

    assert Contact.objects.get(full_name="Jan Novák").is_in_bin
    assert set(Company.objects.values_list("name", "deleted_at")) == {("House", NOW), ("Mill", NOW)}


def test_what_a_colleague_changed_since_stays(alice: User, carol: Contact) -> None:
    run = run_import(alice)
    carol.refresh_from_db()
    update_contact(by=alice, contact=carol, fields={"city": "Praha"})
    jan = Contact.objects.get(full_name="Jan Novák")
    update_contact(by=alice, contact=jan, fields={"notes": "Likes tea."})

    undone(run)

    carol.refresh_from_db()
    jan.refresh_from_db()
    assert (carol.city, carol.job_title, jan.is_in_bin) == ("Praha", "", False)
    assert (run.removed, run.restored, run.kept) == (0, 1, 2)


def test_file_imports_anew_after_its_undoing(alice: User, carol: Contact) -> None:
    undone(run_import(alice))

    again = run_import(alice)

    assert (again.created, again.updated) == (1, 1)


def test_only_once_and_within_its_time(alice: User, carol: Contact) -> None:
    run = run_import(alice)
    assert not ask_to_undo(by=alice, run=run, now=NOW + timedelta(days=30))

    undone(run)

    assert not ask_to_undo(by=alice, run=run, now=NOW)


def test_whoever_lost_the_right_undoes_nothing(alice: User, carol: Contact) -> None:
    run = run_import(alice)
    RoleAssignment.objects.filter(user=alice).delete()
    stale = User.objects.get(pk=alice.pk)

    with pytest.raises(PermissionDenied):
        ask_to_undo(by=stale, run=run, now=NOW)

    assert ImportRun.objects.get().state == "done"


def test_traces_are_kept_for_thirty_days(alice: User, carol: Contact) -> None:
    run_import(alice)
    assert forget_imports(now=NOW + timedelta(days=29)) == {"drafts": 0, "traces": 0}

    assert forget_imports(now=NOW + timedelta(days=31)) == {"drafts": 0, "traces": 4}


def test_the_file_wins_once_and_its_next_run_changes_nothing(alice: User, carol: Contact) -> None:
    text = b"Name,E-mail,City\nCarol Nova,carol@customer.example,Brno\nCarol Nova,carol@customer.example,Praha\n"

    runs = [import_contacts(by=alice, data=text, filename="a.csv", winner=Winner.FILE, now=NOW) for _time in range(2)]

    carol.refresh_from_db()
    assert (carol.full_name, carol.city) == ("Carol Nova", "Brno")
    assert [(run.updated, run.unchanged) for run in runs] == [(1, 1), (0, 2)]


def test_ours_wins_and_known_people_are_left_alone(alice: User, carol: Contact) -> None:
    before = card(carol)

    run = run_import(alice, Winner.OURS)

    assert (run.created, run.updated, run.skipped, card(carol) == before) == (1, 0, 1, True)


@pytest.mark.parametrize(
    ("column", "cell", "mended", "kept"),
    [
        # Half of a pair would be no hours.
        ("Lunch", "11:30–12:15", {"lunch_until": time(13)}, {"lunch_from": time(11, 30), "lunch_until": time(13)}),
        # A street of one town and the postcode of another.
        ("Street", "Dlouhá 1", {"street": "Krátká 2"}, {"street": "Krátká 2", "city": "Praha"}),
        # A zone that a colleague chose stays one that was told.
        ("Time zone", "Asia/Tokyo", {"time_zone": "Asia/Seoul"}, {"time_zone": "Asia/Seoul", "zone_source": "told"}),
    ],
)
def test_of_what_is_filled_as_a_whole_nothing_goes_back_where_a_colleague_mended_a_part(
    alice: User, carol: Contact, column: str, cell: str, mended: dict[str, object], kept: dict[str, object]
) -> None:
    Contact.objects.filter(pk=carol.pk).update(city="", country="", zone_source="organisation")
    text = f"Name,E-mail,City,{column}\nCarol Novotná,carol@customer.example,Praha,{cell}\n"
    run = import_contacts(by=alice, data=text.encode(), filename="people.csv", winner=Winner.FILE, now=NOW)
    Contact.objects.filter(pk=carol.pk).update(**mended)

    undone(run)

    assert run.kept == 1
    assert {name: getattr(Contact.objects.get(pk=carol.pk), name) for name in kept} == kept

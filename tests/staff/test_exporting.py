"""A file of more than a thousand rows: counted first, agreed to by a second person, fetched once."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from contacts.models import ImportRowError, ImportRun
from staff import exporting
from staff.actions import approvals
from staff.actions.exporting import use_agreement
from staff.forms_audit import filter_in_words
from staff.models import Approval, AuditEntry, Notice, Organisation, Outcome, Role
from tests.factories.audit import make_entries
from tests.factories.staff import make_user

EXPORT = "/audit/export.csv"
THEN = datetime(2026, 3, 10, 9, tzinfo=UTC)
LARGE = f"{EXPORT}?action=large&person="


@pytest.fixture
def entries(organisation):
    make_entries(1001, at=THEN, action="large")
    make_entries(1000, at=THEN, action="small")


@pytest.fixture
def chief(admin):
    """The second person: a superuser beside the data-protection officer who asks."""
    return admin


@pytest.fixture
def asked(sign_in, dpo, chief, entries):
    sign_in(dpo).post(LARGE, {"do": "ask", "reason": "For the auditors"})
    return Approval.objects.get()


@pytest.fixture
def agreed(asked, chief):
    approvals.decide(by=chief, approval=asked, agrees=True, digest=asked.digest)
    return Approval.objects.get()


def rows_in(response) -> int:
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return len(list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))) - 1


def fetch(client, address=LARGE):
    return client.post(address, {"do": "fetch"})


def exports() -> list[dict]:
    return list(AuditEntry.objects.filter(action__endswith=".export").order_by("id").values_list("detail", flat=True))


# --- who waits -------------------------------------------------------------------------------------
def test_a_thousand_rows_leave_at_once_and_one_more_does_not(sign_in, dpo, chief, entries):
    client = sign_in(dpo)
    assert rows_in(client.get(f"{EXPORT}?action=small")) == 1000
    page = client.get(LARGE)
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert "You are about to export 1,001 rows: the audit trail as a table." in page.content.decode()
    assert (exports(), Approval.objects.count()) == ([{"rows": 1000}], 0)


def test_where_the_house_asks_nobody_it_leaves_at_once(sign_in, dpo, chief, entries):
    Organisation.objects.update(needs_second_person=False)
    assert rows_in(sign_in(dpo).get(LARGE)) == 1001


def test_where_nobody_could_agree_it_leaves_at_once(sign_in, dpo, alice, entries):
    assert rows_in(sign_in(dpo).get(LARGE)) == 1001
    entry = AuditEntry.objects.select_related("kept").get(action="staff.audit_export.export")
    assert (entry.actor, entry.detail, entry.kept.values) == (dpo, {"rows": 1001}, {"asked": {"action": "large"}})


# --- asking ----------------------------------------------------------------------------------------
def test_the_second_person_reads_who_what_how_much_and_why(sign_in, asked, chief, dpo):
    assert Notice.objects.get(user=chief).kind == "approval_asked"
    page = sign_in(chief).get(reverse("staff:approval_list")).content.decode()
    for words in (
        "Dpo wants to export 1,001 rows: the audit trail as a table.",
        "Filter: Action: large.",
        "For the auditors",
    ):
        assert words in page
    entry = AuditEntry.objects.select_related("kept").get(action="staff.approval.ask")
    assert (entry.actor, entry.detail["payload"]["rows"]) == (dpo, 1001)
    # What was searched for may be somebody's name.
    assert "filter" not in entry.detail["payload"]
    assert entry.kept.values == {"asked": {"action": "large"}}


def test_asking_twice_is_one_question_and_nothing_leaves_meanwhile(sign_in, asked, dpo):
    client = sign_in(dpo)
    make_entries(1, at=THEN, action="large")
    assert client.post(LARGE, {"do": "ask"})["Location"] == f"{EXPORT}?action=large"
    assert Approval.objects.count() == 1
    assert "nobody has answered yet" in client.get(LARGE).content.decode()
    assert fetch(client)["Location"] == f"{EXPORT}?action=large"
    assert exports() == []


def test_two_who_ask_for_the_same_ask_twice(sign_in, asked, dpo, organisation):
    other = make_user("Other", Role.DPO)
    sign_in(other).post(LARGE, {"do": "ask"})
    assert sorted(Approval.objects.values_list("asked_by__full_name", flat=True)) == ["Dpo", "Other"]


def test_who_may_not_read_the_trail_decides_nothing_and_sees_nothing(sign_in, asked, organisation):
    ada = make_user("Ada", Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        approvals.decide(by=ada, approval=asked, agrees=True, digest=asked.digest)
    approvals.withdraw(by=asked.asked_by, approval=asked)
    assert "wants to export" not in sign_in(ada).get(reverse("staff:approval_list")).content.decode()


def test_the_filter_is_told_in_words_of_the_form(dpo, alice):
    said = {
        "person": [str(alice.pk)],
        "deed": ["saw"],
        "since": ["2026-03-01T08:30"],
        "customer": ["x"],
        "other": ["1"],
    }
    assert filter_in_words(said) == [
        ("Who", "Alice"),
        ("What", "saw"),
        ("Customer number", "x"),
        ("From", "1 Mar 2026, 08:30"),
    ]


# --- fetching --------------------------------------------------------------------------------------
def test_what_was_agreed_to_is_fetched_once(sign_in, agreed, dpo):
    client = sign_in(dpo)
    [notice] = Notice.objects.filter(user=dpo, kind="approval_agreed")
    assert notice.url == f"{EXPORT}?action=large"
    page = client.get(notice.url).content.decode()
    assert ("Admin has agreed." in page, "Fetch the file" in page) == (True, True)
    assert exports() == []

    assert rows_in(fetch(client)) == 1001
    assert exports() == [{"rows": 1001, "approval": agreed.pk}]
    assert fetch(client)["Location"] == f"{EXPORT}?action=large"
    assert "Ask for agreement" in client.get(LARGE).content.decode()
    assert len(exports()) == 1


@pytest.mark.parametrize("other", ["", "?action=large&since=2026-01-01", "?action=larger"])
def test_an_agreement_opens_exactly_that_export(sign_in, agreed, dpo, other):
    make_entries(1001, at=THEN, action="larger")
    fetch(sign_in(dpo), EXPORT + other)
    assert exports() == []
    assert Approval.objects.get().used_at is None


def test_nor_one_that_has_grown_much(sign_in, agreed, dpo):
    client = sign_in(dpo)
    make_entries(101, at=THEN, action="large")
    fetch(client)
    assert exports() == []


def test_nobody_elses(sign_in, agreed, chief, organisation):
    fetch(sign_in(make_user("Other", Role.DPO)))
    fetch(sign_in(chief))
    assert (exports(), use_agreement(by=chief, agreement=agreed)) == ([], False)


def test_it_runs_out_after_a_day(sign_in, agreed, dpo):
    client = sign_in(dpo)
    Approval.objects.update(decided_at=timezone.now() - timedelta(hours=24))
    assert "Fetch the file" not in client.get(reverse("staff:approval_list")).content.decode()
    fetch(client)
    assert exports() == []
    Approval.objects.update(decided_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert "Fetch the file" in client.get(reverse("staff:approval_list")).content.decode()
    assert rows_in(fetch(client)) == 1001


def test_rights_are_asked_again_when_it_is_fetched(sign_in, agreed, dpo):
    client = sign_in(dpo)
    dpo.role_assignments.all().delete()
    assert fetch(client).status_code == 403
    assert exports() == []


def test_what_was_changed_in_the_database_opens_nothing(sign_in, agreed, dpo):
    payload = {**agreed.payload, "filter": {}}
    Approval.objects.update(payload=payload)
    fetch(sign_in(dpo), EXPORT)
    assert exports() == []


def test_a_declined_one_opens_nothing(sign_in, asked, chief, dpo):
    approvals.decide(by=chief, approval=asked, agrees=False, digest=asked.digest)
    fetch(sign_in(dpo))
    assert (exports(), Approval.objects.get().outcome) == ([], Outcome.DECLINED)
    assert Notice.objects.get(user=dpo).kind == "approval_declined"


def test_of_two_fetches_at_once_one_counts(agreed, dpo):
    assert [use_agreement(by=dpo, agreement=agreed) for _ in range(2)] == [True, False]


# --- the rows that an import left out --------------------------------------------------------------
def left_out(by, rows: int) -> str:
    run = ImportRun.objects.create(file_name="a.csv", by=by, owner=by)
    ImportRowError.objects.bulk_create(
        ImportRowError(run=run, row=number, reason="No name.", content=[["E-mail", f"x{number}@x.example"]])
        for number in range(rows)
    )
    return reverse("contacts:import_errors", args=[run.pk])


def test_a_lead_takes_a_long_list_of_rows_left_out_with_a_second_person(sign_in, lead, dpo):
    client, address = sign_in(lead), left_out(lead, 1001)
    assert (
        "You are about to export 1,001 rows: the rows that an import left out." in client.get(address).content.decode()
    )
    client.post(address, {"do": "ask"})
    asked = Approval.objects.get()
    approvals.decide(by=dpo, approval=asked, agrees=True, digest=asked.digest)
    assert rows_in(fetch(client, address)) == 1001
    assert rows_in(client.get(left_out(lead, 1000))) == 1000


def test_who_imported_their_own_takes_it_alone(sign_in, alice, dpo):
    assert rows_in(sign_in(alice).get(left_out(alice, 1001))) == 1001


# --- the registry ----------------------------------------------------------------------------------
def test_a_route_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="registered twice"):
        exporting.register("staff:audit_export", exporting.ExportKind("Other", lambda user: False))

"""A list of contacts as a file: whose rows, which filters, the brake."""

import csv
import io

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from staff import exporting
from staff.models import AuditEntry, Role, User
from tests.factories.contacts import make_contact
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db

PAGE = "/contacts/export/csv/"


def content(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a file is streamed


def names(response: HttpResponse) -> list[str]:
    rows = csv.DictReader(io.StringIO(content(response).decode("utf-8-sig")))
    return [row["Full name"] for row in rows]


def test_list_with_its_filters_and_in_its_order(alice: User, carol: Contact, sign_in) -> None:
    make_contact("Zdeněk Bílý", owner=alice, country="SK")
    make_contact("Adam Bílý", owner=alice, country="SK")
    client = sign_in(alice)

    assert names(client.get(PAGE)) == ["Adam Bílý", "Carol Novotná", "Zdeněk Bílý"]
    assert names(client.get(f"{PAGE}?country=SK")) == ["Adam Bílý", "Zdeněk Bílý"]


@pytest.mark.parametrize(
    ("kind", "content_type", "beginning"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfRapport ID,Full name"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("vcf", "text/vcard; charset=utf-8", b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Carol"),
    ],
)
def test_three_kinds_of_files(alice: User, carol: Contact, sign_in, kind: str, content_type: str, beginning: bytes):
    response = sign_in(alice).get(f"/contacts/export/{kind}/")

    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Content-Disposition"].startswith('attachment; filename="contacts-')
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    assert content(response).startswith(beginning)


def test_team_takes_the_teams_and_a_stranger_nobody(alice: User, bob: User, charlie: User, carol: Contact, sign_in):
    assert [names(sign_in(user).get(PAGE)) for user in (bob, charlie)] == [["Carol Novotná"], []]


def test_bin_stays_in_the_house(alice: User, carol: Contact, sign_in) -> None:
    Contact.objects.update(deleted_at=carol.created_at)

    assert names(sign_in(alice).get(PAGE)) == []


def test_more_than_a_list_waits_for_a_second_person(
    lead: User, dpo: User, organisation, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation.needs_second_person = True
    organisation.save()
    monkeypatch.setattr(exporting, "FREE_ROWS", 1)
    for name in ("Eva Malá", "Jan Malý"):
        make_contact(name, owner=lead)

    response = sign_in(lead).get(f"{PAGE}?country=CZ")

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = response.content.decode()
    assert "a list of contacts" in page
    assert "Eva Malá" not in page


def test_export_is_in_the_audit_trail(alice: User, carol: Contact, sign_in) -> None:
    sign_in(alice).get(PAGE)

    entry = AuditEntry.objects.get(action="contacts.contact_export.export")
    assert (entry.actor, entry.detail["rows"]) == (alice, 1)


def test_no_such_kind_and_no_such_method(alice: User, client, sign_in) -> None:
    assert client.get(PAGE).status_code == 302
    assert sign_in(alice).get("/contacts/export/exe/").status_code == 404
    assert sign_in(alice).put(PAGE).status_code == 405


def test_configuring_shows_no_customer(sign_in, organisation) -> None:
    assert sign_in(make_user("Adminka", Role.ADMINISTRATOR)).get(PAGE).status_code == 403


def test_same_number_of_queries_for_one_and_for_three(alice: User, carol: Contact, sign_in) -> None:
    client, counts = sign_in(alice), []
    for names_of_more in ((), ("Eva Malá", "Jan Malý")):
        for name in names_of_more:
            make_contact(name, owner=alice, email=f"{name[:3].lower()}@customer.example")
        content(client.get(PAGE))
        with CaptureQueriesContext(connection) as captured:
            content(client.get(PAGE))
        counts.append(len(captured))

    assert counts[0] == counts[1]

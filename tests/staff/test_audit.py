import json

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from contacts.actions.contacts import update_contact
from contacts.models import Contact
from crm import sight
from staff import audit
from staff.models import AuditEntry, AuditValues, Notice
from tests.factories.contacts import make_contact


def newest() -> AuditEntry:
    return AuditEntry.objects.select_related("kept").order_by("-id")[0]


def seen(client, address: str) -> list[AuditEntry]:
    """The entries that one page leaves."""
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    assert client.get(address).status_code == 200
    return list(AuditEntry.objects.filter(id__gt=last).select_related("kept"))


def test_an_entry_tells_who_what_whom_when_and_from_where(sign_in, alice, carol):
    client = sign_in(alice)
    client.get(f"/contacts/{carol.pk}/", headers={"X-Request-ID": "asked-by-alice-1"}, REMOTE_ADDR="192.0.2.9")
    entry = newest()
    assert (entry.action, entry.actor, entry.subject_type, entry.subject_id) == (
        *("contacts.view", alice, "contacts.Contact", carol.pk),
    )
    assert (entry.customer_id, entry.address, entry.request_id) == (carol.pk, "192.0.2.9", "asked-by-alice-1")


def test_the_card_and_its_parts_are_one_entry(sign_in, alice, carol):
    assert [entry.action for entry in seen(sign_in(alice), f"/contacts/{carol.pk}/")] == ["contacts.view"]


def test_a_search_keeps_what_was_asked_apart_and_counts_the_rows(sign_in, alice, carol):
    make_contact("Novotný Petr", owner=alice)
    (entry,) = seen(sign_in(alice), "/search/?q=novot")
    assert (entry.action, entry.detail) == ("contacts.search.view", {"rows": 2})
    assert entry.kept.values == {"asked": {"q": "novot"}}
    assert "novot" not in json.dumps([entry.detail, entry.digest])


def test_a_list_leaves_one_entry_however_many_rows(sign_in, alice, carol):
    for number in range(3):
        make_contact(f"Person {number}", owner=alice)
    (entry,) = seen(sign_in(alice), "/contacts/")
    assert (entry.action, entry.detail) == ("contacts.contact_list.view", {"rows": 4})


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/", "interactions.my_day.view"),
        ("/interactions/", "interactions.interaction_list.view"),
        ("/outbox/", "outreach.outbox.view"),
        ("/sales/", "sales.purchase_list.view"),
        ("/feedback/", "feedback.inbox.view"),
        ("/loyalty/", "loyalty.programme.view"),
        ("/metrics/", "metrics.dashboard.view"),
        ("/metrics/nps/customers/", "metrics.customers.view"),
        ("/companies/", "contacts.company_list.view"),
        ("/companies/options/?company=a", "contacts.company_options.view"),
        ("/bin/", "contacts.bin.view"),
        ("/contacts/import/", "contacts.import.view"),
        ("/interactions/log/?q=car", "interactions.log_start.view"),
    ],
)
def test_each_page_about_customers_leaves_an_entry(sign_in, lead, carol, address, action, make_a_day):
    assert [entry.action for entry in seen(sign_in(lead), address)] == [action]


@pytest.fixture
def make_a_day(lead, carol):
    """Something that my day names a customer for."""
    from datetime import timedelta

    from django.utils import timezone

    from interactions.actions import plan_follow_up

    today = timezone.now() + timedelta(minutes=5)
    plan_follow_up(
        by=lead, contact=carol, kind="task", title="Call", local_date=today.date(), local_time=today.time(), zone="UTC"
    )


@pytest.mark.parametrize("address", ["/profile/", "/settings/", "/notices/", "/team/"])
def test_pages_that_name_no_customer_leave_none(sign_in, alice, address):
    Notice.objects.create(user=alice, kind="x", key="x")
    assert seen(sign_in(alice), address) == []


def test_a_list_of_notices_that_names_a_customer_leaves_one(sign_in, alice, carol):
    params = {"title": "Call", "contact": carol.full_name}
    Notice.objects.create(user=alice, kind="follow_up_due", key="x", params=params)
    Notice.objects.create(user=alice, kind="colleague_changed", key="y", params={"by": "Admin"})
    [entry] = seen(sign_in(alice), "/notices/")
    assert (entry.action, entry.actor, entry.detail) == ("staff.notice_list.view", alice, {"rows": 2})


def test_what_is_refused_or_absent_is_not_seen(sign_in, charlie, carol):
    client = sign_in(charlie)
    last = AuditEntry.objects.count()
    assert client.get(f"/contacts/{carol.pk}/").status_code == 404
    assert AuditEntry.objects.count() == last


def test_what_cannot_be_recorded_is_not_shown(sign_in, alice, carol):
    client = sign_in(alice)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse_entries):
        page = client.get(f"/contacts/{carol.pk}/")
    assert page.status_code == 500
    assert "Novotná" not in page.content.decode()


def refuse_entries(execute, sql, params, many, context):
    if "INSERT INTO" in sql and "staff_auditentry" in sql:
        raise DatabaseError("no space left")
    return execute(sql, params, many, context)


def test_a_card_costs_one_insert(sign_in, alice, carol, django_assert_num_queries):
    client = sign_in(alice)
    address = f"/contacts/{carol.pk}/"
    client.get(address)
    with django_assert_num_queries(16) as asked:
        client.get(address)
    statements = [query["sql"].lstrip("(") for query in asked.captured_queries]
    written = [sql for sql in statements if not sql.startswith("SELECT")]
    assert [sql.split("(")[0].strip() for sql in written] == ['INSERT INTO "staff_auditentry"']


def test_old_and_new_values_are_kept_apart(alice, carol):
    carol.version = Contact.objects.get(pk=carol.pk).version
    update_contact(by=alice, contact=carol, fields={"full_name": "Carol Dvořáková"})
    entry = newest()
    assert (entry.action, entry.detail) == ("contacts.change", {"fields": ["full_name"]})
    assert entry.kept.values == {"changes": {"full_name": ["Carol Novotná", "Carol Dvořáková"]}}
    assert entry.digest == audit.digest_of(entry.kept.salt, entry.kept.values)


def test_equal_words_have_unequal_digests(alice):
    digests = {audit.record("x", by=alice, values={"name": "Carol"}).digest for _time in range(3)}
    assert len(digests) == 3


def test_an_entry_without_values_costs_one_statement(alice, carol, django_assert_num_queries):
    with django_assert_num_queries(1):
        audit.record("x", by=alice, subject=carol)
    assert not AuditValues.objects.exists()


def test_the_first_record_that_is_handed_out_is_what_the_page_is_about():
    with sight.opened() as around:
        sight.shown("contact")
        sight.shown("owner")
        sight.listed(2)
        with sight.opened():
            sight.shown("panel")
            sight.listed(40)
    assert (around.subject, around.rows, around.names_customers) == ("contact", 2, True)


def test_outside_a_page_nothing_is_noted():
    assert sight.shown("row") == "row"
    sight.listed(3)
    sight.exported(3)


def test_a_file_that_leaves_is_an_export(sign_in, alice, tmp_path):
    from contacts.actions.importing import import_contacts

    run = import_contacts(by=alice, owner=alice, data=b"name,email\n,nobody\n", filename="a.csv")
    (entry,) = seen(sign_in(alice), reverse("contacts:import_errors", args=[run.pk]))
    assert (entry.action, entry.subject_id, entry.detail) == ("contacts.import_errors.export", run.pk, {"rows": 1})

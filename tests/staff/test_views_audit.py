import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from staff import audit
from staff.audit_asking import DEEDS, Deed, deed_of
from staff.models import AuditEntry, Role, Team
from tests.factories.audit import make_entries
from tests.factories.contacts import make_contact
from tests.factories.staff import make_user

PAGE, SUMMARY, EXPORT = "/audit/", "/audit/summary/", "/audit/export.csv"
THEN = datetime(2026, 3, 10, 9, tzinfo=UTC)
EXTREMES = ("since=0001-01-01T00:00", "until=9999-12-31T23:59", "since=9999-12-31T23:59", "until=0001-01-01T00:00")
ACTIONS = (
    *("contacts.view", "contacts.contact_list.view", "admin.view", "contacts.import_errors.export", "outreach.mail"),
    *("staff.sign_in", "staff.sign_in.failed", "staff.password.change", "contacts.change", "staff.profile.update"),
    *("loyalty.redeem", "outreach.resolve", "audit.prune"),
)


@pytest.fixture
def ada(organisation):
    return make_user("Ada", Role.ADMINISTRATOR)


def actions_on(page) -> list[str]:
    return [row["entry"].action for row in page.context["rows"]]


@pytest.mark.parametrize("address", [PAGE, SUMMARY, EXPORT])
class TestWhoReads:
    @pytest.mark.parametrize("who", ["dpo", "admin"])
    def test_who_answers_for_the_data_reads_all(self, request, sign_in, who, carol, alice, address):
        audit.record("contacts.view", by=alice, subject=carol)
        assert b"contacts.view" in sign_in(request.getfixturevalue(who)).get(address).content

    @pytest.mark.parametrize("who", ["alice", "lead", "marketer"])
    def test_nobody_else_reads(self, request, sign_in, who, address):
        assert sign_in(request.getfixturevalue(who)).get(address).status_code == 403

    def test_an_administrator_reads_changes_of_the_configuration_alone(self, sign_in, ada, alice, carol, address):
        team = Team.objects.create(name="East")
        audit.record("staff.team.create", by=alice, subject=team, values={"changes": {"name": ["", "Oosten"]}})
        audit.record("contacts.change", by=alice, subject=carol)
        audit.record("outreach.skip", by=alice, customer=carol.pk)
        audit.record("contacts.contact_list.view", by=alice, detail={"rows": 1})
        words = sign_in(ada).get(address).content.decode()
        assert "staff.team.create" in words
        assert [word for word in ("contacts.", "outreach.skip", "Oosten") if f"<code>{word}" in words] == []
        assert "Oosten" not in words

    def test_a_stranger_signs_in_first(self, client, organisation, address):
        assert client.get(address).status_code == 302

    def test_it_is_only_read(self, sign_in, dpo, address):
        # A large file is fetched by POST, once somebody else has agreed to it.
        assert sign_in(dpo).post(address).status_code == (200 if address == EXPORT else 405)
        assert not AuditEntry.objects.exclude(action__startswith="staff.").exists()

    def test_reading_is_recorded(self, sign_in, dpo, address):
        sign_in(dpo).get(f"{address}?customer=7")
        entry = AuditEntry.objects.select_related("kept").latest("id")
        assert (entry.action.startswith("staff.audit"), entry.actor) == (True, dpo)
        assert entry.kept.values == {"asked": {"customer": "7"}}


class TestFilters:
    @pytest.fixture(autouse=True)
    def entries(self, alice, bob, carol):
        audit.record("contacts.view", by=alice, subject=carol, now=THEN)
        audit.record(
            "contacts.change", by=alice, subject=carol, values={"changes": {"city": ["Brno", "Praha"]}}, now=THEN
        )
        audit.record("sales.purchase", by=bob, customer=carol.pk, now=THEN + timedelta(days=1))
        make_entries(
            1, at=THEN, by=bob, action="other", customer_id=None, address="2001:db8::1", request_id="abc-12345"
        )

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["sales.purchase", "other", "contacts.change", "contacts.view"]),
            ("person={alice}", ["contacts.change", "contacts.view"]),
            ("deed=saw", ["contacts.view"]),
            ("deed=changed&person={alice}", ["contacts.change"]),
            ("action=other", ["other"]),
            ("customer={carol}", ["sales.purchase", "contacts.change", "contacts.view"]),
            ("record=contacts.contact", ["contacts.change", "contacts.view", "other"]),
            ("since=2026-03-11T00:00", ["sales.purchase"]),
            ("until=2026-03-10T09:01&action=contacts.view", ["contacts.view"]),
            ("until=2026-03-10T09:00", []),
            ("address=2001:db8::1", ["other"]),
            ("request=abc-12345", ["other"]),
        ],
    )
    def test_each_filter_narrows(self, sign_in, dpo, alice, carol, query, found):
        dpo.time_zone = "UTC"
        dpo.save()
        page = sign_in(dpo).get(f"{PAGE}?{query.format(alice=alice.pk, carol=carol.pk)}")
        shown = [action for action in actions_on(page) if action != "staff.audit.view"]
        assert sorted(shown) == sorted(found)

    @pytest.mark.parametrize(
        "query", ["person=x", "since=soon", "customer=-1", "customer=9e99", "address=here", *EXTREMES]
    )
    @pytest.mark.parametrize("address", [PAGE, SUMMARY, EXPORT])
    def test_what_cannot_be_read_hides_nothing_silently(self, sign_in, dpo, address, query):
        page = sign_in(dpo).get(f"{address}?{query}")
        assert page.status_code == 422
        assert b"contacts.view" not in page.content

    def test_old_and_new_values_stand_beside_each_other(self, sign_in, dpo):
        words = sign_in(dpo).get(PAGE).content.decode()
        assert "<bdi>Brno</bdi> → <bdi>Praha</bdi>" in words

    def test_hostile_words_are_shown_as_words(self, sign_in, dpo, alice):
        audit.record("x", by=alice, values={"asked": {"q": "<script>alert(1)</script>"}})
        assert "<script>alert(1)" not in sign_in(dpo).get(PAGE).content.decode()


def test_the_card_leads_to_everything_that_happened(sign_in, dpo, alice, carol):
    link = f'href="/audit/?customer={carol.pk}"'
    assert link in sign_in(dpo).get(f"/contacts/{carol.pk}/").content.decode()
    assert link not in sign_in(alice).get(f"/contacts/{carol.pk}/").content.decode()


def test_the_way_back_to_the_card_is_for_those_who_may_go_it(sign_in, dpo, ada, carol):
    link = f'href="/contacts/{carol.pk}/"'
    assert link in sign_in(dpo).get(f"{PAGE}?customer={carol.pk}").content.decode()
    assert link not in sign_in(ada).get(f"{PAGE}?customer={carol.pk}").content.decode()


def test_pages_ask_the_same_for_one_entry_and_for_three(sign_in, dpo, alice, django_assert_num_queries):
    client = sign_in(dpo)
    audit.record("x", by=alice, values={"asked": {"q": "a"}})
    client.get(PAGE)
    for address in (PAGE, SUMMARY, EXPORT):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        make_entries(3, at=THEN, by=alice)
        with django_assert_num_queries(len(asked)):
            client.get(address)


def test_a_page_holds_fifty_and_counts_nothing(sign_in, dpo, alice):
    make_entries(51, at=THEN, by=alice)
    first = sign_in(dpo).get(f"{PAGE}?person={alice.pk}")
    second = sign_in(dpo).get(f"{PAGE}?person={alice.pk}&page=2")
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)


class TestSummary:
    def test_what_one_person_did_in_a_span_of_time(self, sign_in, dpo, alice, bob, carol):
        dane = make_contact("Dane", owner=alice, country="DK")
        for contact, count in ((carol, 3), (dane, 2)):
            for _time in range(count):
                audit.record("contacts.view", by=alice, subject=contact, now=THEN)
        audit.record("contacts.change", by=alice, subject=dane, now=THEN)
        audit.record("contacts.view", by=bob, subject=carol, now=THEN)
        audit.record("contacts.view", by=alice, subject=carol, now=THEN + timedelta(days=2))
        page = sign_in(dpo).get(f"{SUMMARY}?person={alice.pk}&since=2026-03-10T00:00&until=2026-03-11T00:00")
        summary = page.context["summary"]
        assert [(line.action, line.deed, line.count, line.customers) for line in summary.lines] == [
            ("contacts.view", Deed.SAW, 5, 2),
            ("contacts.change", Deed.CHANGED, 1, 1),
        ]
        assert summary.countries == [("CZ", 1, 3), ("DK", 1, 3)]
        assert (summary.total, summary.customers) == (6, 2)

    def test_an_erased_customer_counts_without_a_country(self, sign_in, dpo, alice):
        audit.record("contacts.view", by=alice, customer=999_999, now=THEN)
        page = sign_in(dpo).get(f"{SUMMARY}?person={alice.pk}")
        assert page.context["summary"].countries == [("", 1, 1)]


class TestExport:
    def test_the_table_is_recorded_and_no_cell_is_a_formula(self, sign_in, dpo, alice, carol):
        audit.record("=cmd()", by=alice, subject=carol, detail={"a": 1}, now=THEN)
        answer = sign_in(dpo).get(f"{EXPORT}?person={alice.pk}")
        head, row = csv.reader(answer.content.decode("utf-8-sig").splitlines())
        assert head[0] == "At (UTC)"
        assert row == [
            *("2026-03-10 09:00:00", alice.email, "'=cmd()", "contacts.Contact", str(carol.pk), str(carol.pk)),
            *("", "", '{"a":1}'),
        ]
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.detail, deed_of(entry.action)) == (
            *("staff.audit_export.export", {"rows": 1}, Deed.EXPORTED),
        )

    def test_a_table_that_is_not_made_is_one_look(self, sign_in, dpo):
        client = sign_in(dpo)
        before = AuditEntry.objects.count()
        client.get(f"{EXPORT}?since=soon")
        assert AuditEntry.objects.count() == before + 1


@pytest.mark.django_db
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_one_kind_of_deed_in_python_and_in_the_database(action):
    AuditEntry.objects.create(action=action)
    found = [deed for deed, condition in DEEDS.items() if AuditEntry.objects.filter(condition).exists()]
    assert found == [deed_of(action)]


class TestAdmin:
    def test_forms_lists_and_histories_leave_entries(self, sign_in, admin, carol):
        client = sign_in(admin)
        last = AuditEntry.objects.count()
        for address in ("?q=carol", f"{carol.pk}/change/", f"{carol.pk}/history/"):
            assert client.get(f"/admin/contacts/contact/{address}").status_code == 200
        found = AuditEntry.objects.order_by("id")[last:]
        assert [(one.action, one.subject_type, one.subject_id, one.customer_id) for one in found] == [
            ("admin.view", "contacts.Contact", None, None),
            ("admin.view", "contacts.Contact", carol.pk, carol.pk),
            ("admin.view", "contacts.Contact", carol.pk, carol.pk),
        ]
        assert (found[0].detail, found[0].kept.values) == (
            {"page": "contacts_contact_changelist", "rows": 1},
            {"asked": {"q": "carol"}},
        )

    def test_a_record_of_a_customer_counts_as_theirs(self, sign_in, admin, alice, carol):
        from contacts.models import Channel, Consent, Purpose

        consent = Consent.objects.create(
            contact=carol, purpose=Purpose.MARKETING, channel=Channel.EMAIL, state="given", source="phone"
        )
        sign_in(admin).get(f"/admin/contacts/consent/{consent.pk}/change/")
        assert AuditEntry.objects.latest("id").customer_id == carol.pk

    def test_a_refusal_is_no_look(self, sign_in, alice, carol):
        client = sign_in(alice)
        last = AuditEntry.objects.count()
        client.get(f"/admin/contacts/contact/{carol.pk}/change/")
        assert AuditEntry.objects.count() == last


def test_moments_are_of_the_readers_zone(sign_in, dpo, alice):
    dpo.time_zone = "Asia/Tokyo"
    dpo.save()
    audit.record("x", by=alice, now=THEN)
    page = sign_in(dpo).get(f"{PAGE}?action=x&since=2026-03-10T18:00&until=2026-03-10T18:01")
    assert actions_on(page) == ["x"]
    assert timezone.localtime(THEN, page.context["said"]["since"].tzinfo).hour == 18

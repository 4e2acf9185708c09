"""Changing many: to how many, whom the policy lets, how far it is, and back again."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from contacts.actions.bulk import advance_all, advance_bulk, start_bulk
from contacts.actions.companies import update_company
from contacts.actions.contacts import update_contact
from contacts.models import BulkRow, BulkRun, Company, Contact, StageChange
from contacts.models.custom import Subject
from contacts.tagging import set_tags
from staff.models import AuditEntry, User
from tests.factories.contacts import make_company, make_contact, make_segment

SignIn = Callable[[User], Client]
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


def states(run: BulkRun) -> dict[str, str]:
    return {row.contact.full_name: row.state for row in run.rows.select_related("contact")}


@pytest.fixture
def people(alice: User, bob: User, charlie: User) -> dict[str, Contact]:
    return {
        "Alices": make_contact("Alices", owner=alice),
        "Second": make_contact("Second", owner=alice, stage="commitment"),
        "Bobs": make_contact("Bobs", owner=bob),
        "Hidden": make_contact("Hidden", owner=charlie),
    }


def test_the_count_is_of_those_that_i_may_change(sign_in: SignIn, alice: User, people: dict[str, Contact]) -> None:
    client = sign_in(alice)
    found = {}
    for name, data in {
        "all": {"which": "all"},
        "filtered": {"which": "all", "stage": "commitment"},
        "segment": {"segment": make_segment(alice, ("name", "contains", "alices")).pk},
        "ticked": {"which": "ticked", "row": [people[name].pk for name in ("Alices", "Bobs", "Hidden")]},
        "none": {"which": "ticked"},
        "odd": {"which": "ticked", "row": ["x", "²", "9" * 30, "-1"]},
    }.items():
        context = client.get(url("bulk_start"), data).context
        found[name] = (context["count"], context["others"])
    assert found == {
        "all": (2, 1), "filtered": (1, 0), "segment": (1, 0), "ticked": (1, 1), "none": (0, 0), "odd": (0, 0)
    }  # fmt: skip


@pytest.mark.parametrize("data", [{"tag": "999"}, {"stage": "x"}, {"custom_999": "1"}, {"segment": "999"}])
def test_a_filter_that_is_gone_does_not_mean_everybody(
    sign_in: SignIn, alice: User, people: dict[str, Contact], data: dict[str, str]
) -> None:
    assert sign_in(alice).get(url("bulk_start"), {"which": "all", **data}).status_code == 400


def test_setting_the_stage_and_putting_it_back(sign_in: SignIn, alice: User, people: dict[str, Contact]) -> None:
    client = sign_in(alice)
    page = client.post(f"{url('bulk_start')}?which=all", {"change": "stage", "stage": "commitment"})
    run = BulkRun.objects.get()
    assert (page.status_code, page.url) == (303, url("bulk_run", run.pk))
    assert states(run) == {"Alices": "waiting", "Second": "waiting"}
    progress = client.post(url("bulk_advance", run.pk))
    assert (progress.context["ready"], progress.context["total"], progress.context["may_undo"]) == (2, 2, True)
    assert states(run) == {"Alices": "done", "Second": "same"}
    assert Contact.objects.get(full_name="Alices").stage == "commitment"
    assert StageChange.objects.get(contact__full_name="Alices").after == "commitment"
    assert AuditEntry.objects.filter(action="contacts.change", customer_id=people["Alices"].pk).count() == 1
    assert client.post(url("bulk_undo", run.pk)).status_code == 303
    fragment = client.post(url("bulk_advance", run.pk), headers={"HX-Request": "true"})
    assert fragment.content.strip().startswith(b'<div class="card form-narrow" id="bulk-progress">')
    assert states(run) == {"Alices": "undone", "Second": "same"}
    assert Contact.objects.get(full_name="Alices").stage == "awareness"
    assert client.get(url("bulk_run", run.pk)).context["may_undo"] is False
    client.post(url("bulk_undo", run.pk))
    assert states(run) == {"Alices": "undone", "Second": "same"}


def test_what_somebody_changed_since_stays(alice: User, people: dict[str, Contact], sign_in: SignIn) -> None:
    run = start_bulk(by=alice, change="stage", value="expansion", ids=[people["Alices"].pk])
    advance_bulk(run=run)
    update_contact(by=alice, contact=Contact.objects.get(full_name="Alices"), fields={"stage": "commitment"})
    sign_in(alice).post(url("bulk_undo", run.pk))
    advance_bulk(run=run)
    assert states(run) == {"Alices": "kept"}
    assert Contact.objects.get(full_name="Alices").stage == "commitment"


def test_tags_are_added_taken_away_and_put_back(sign_in: SignIn, alice: User, people: dict[str, Contact]) -> None:
    set_tags(people["Second"], ["VIP", "Beer"], by=alice, now=NOW)
    ids = [people["Alices"].pk, people["Second"].pk]
    added, taken = (start_bulk(by=alice, change=change, value="vip", ids=ids) for change in ("tag", "untag"))
    advance_bulk(run=added)
    assert states(added) == {"Alices": "done", "Second": "same"}
    advance_bulk(run=taken)
    assert states(taken) == {"Alices": "done", "Second": "done"}
    assert [tag.name for tag in people["Second"].tags.all()] == ["Beer"]
    sign_in(alice).post(url("bulk_undo", taken.pk))
    advance_bulk(run=taken)
    assert sorted(tag.name for tag in people["Second"].tags.all()) == ["Beer", "VIP"]


def test_each_row_is_asked_of_the_policy_when_it_is_done(alice: User, people: dict[str, Contact]) -> None:
    """Whatever ids were written down, and whatever rights somebody had when they asked."""
    run = start_bulk(by=alice, change="stage", value="expansion", ids=[one.pk for one in people.values()])
    Contact.objects.filter(full_name="Second").update(deleted_at=NOW)
    advance_bulk(run=run)
    assert states(run) == {"Alices": "done", "Second": "refused", "Bobs": "refused", "Hidden": "refused"}
    later = start_bulk(by=alice, change="stage", value="commitment", ids=[people["Alices"].pk])
    User.objects.filter(pk=alice.pk).update(is_active=False)
    advance_bulk(run=later)
    assert states(later) == {"Alices": "refused"}


def test_a_lead_gives_customers_to_a_colleague_of_the_team(
    sign_in: SignIn, lead: User, bob: User, charlie: User, people: dict[str, Contact]
) -> None:
    client = sign_in(lead)
    wrong = client.post(f"{url('bulk_start')}?which=all", {"change": "owner", "owner": charlie.pk})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["owner"])
    client.post(f"{url('bulk_start')}?which=all", {"change": "owner", "owner": bob.pk})
    run = BulkRun.objects.get()
    assert advance_all(now=NOW) == {"rows": 3}
    assert states(run) == {"Alices": "done", "Second": "done", "Bobs": "same"}
    assert Contact.objects.filter(owner=bob).count() == 3
    client.post(url("bulk_undo", run.pk))
    advance_all(now=NOW)
    assert sorted(Contact.objects.filter(owner=bob).values_list("full_name", flat=True)) == ["Bobs"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"change": "stage"}, "stage"),
        ({"change": "stage", "stage": "x"}, "stage"),
        ({"change": "tag", "tag": "a,b"}, "tag"),
        ({"change": "tag", "tag": "NUL \x00"}, "tag"),
        ({"change": "team", "team": "999"}, "team"),
        ({"change": "delete"}, "change"),
        ({}, "change"),
    ],
)
def test_what_makes_no_change_is_asked_again(
    sign_in: SignIn, alice: User, people: dict[str, Contact], data: dict[str, str], wrong: str
) -> None:
    page = sign_in(alice).post(f"{url('bulk_start')}?which=all", {"once": "", **data})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [wrong])
    assert not BulkRun.objects.exists()


def test_a_double_tap_starts_one(sign_in: SignIn, alice: User, people: dict[str, Contact]) -> None:
    client = sign_in(alice)
    data = {"change": "stage", "stage": "expansion", "once": "one-tap"}
    pages = [client.post(f"{url('bulk_start')}?which=all", data) for _tap in range(2)]
    assert [page.url for page in pages] == [url("bulk_run", BulkRun.objects.get().pk)] * 2


def test_more_than_fits_is_asked_to_be_filtered(
    sign_in: SignIn, alice: User, people: dict[str, Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.views_bulk.MOST", 1)
    client = sign_in(alice)
    assert client.get(url("bulk_start")).context["is_too_much"] is True
    client.post(url("bulk_start"), {"change": "stage", "stage": "expansion"})
    assert not BulkRun.objects.exists()


def test_a_run_is_its_askers_alone(
    sign_in: SignIn, alice: User, bob: User, marketer: User, people: dict[str, Contact]
) -> None:
    run = start_bulk(by=alice, change="stage", value="expansion", ids=[people["Alices"].pk])
    client = sign_in(bob)
    assert client.get(url("bulk_run", run.pk)).status_code == 404
    assert [client.post(url(name, run.pk)).status_code for name in ("bulk_advance", "bulk_undo")] == [404, 404]
    assert client.get(url("bulk_advance", run.pk)).status_code == 405
    assert sign_in(marketer).get(url("bulk_start")).status_code == 403
    assert BulkRow.objects.get().state == "waiting"


def test_only_who_changes_customers_finds_boxes_to_tick(
    sign_in: SignIn, alice: User, marketer: User, people: dict[str, Contact]
) -> None:
    tick = f'name="row" value="{people["Alices"].pk}" aria-label="Alices"'
    assert tick in sign_in(alice).get(url("contact_list")).content.decode()
    assert 'name="row"' not in sign_in(marketer).get(url("contact_list")).content.decode()


# --- companies ------------------------------------------------------------------------------------
def start_companies(client: Client, query: str, **change: object):
    return client.post(f"{url('company_bulk')}?{query}", change)


def test_companies_get_another_owner_and_their_old_one_back(
    sign_in: SignIn, lead: User, alice: User, bob: User
) -> None:
    companies = [make_company(name, owner=alice, country="CZ") for name in ("One", "Two")]
    other = make_company("Elsewhere", owner=alice, country="LT")
    client = sign_in(lead)
    assert client.get(f"{url('company_bulk')}?which=all&country=CZ").context["count"] == 2
    start_companies(client, "which=all&country=CZ", change="owner", owner=bob.pk)
    run = BulkRun.objects.get()
    advance_bulk(run=run)
    assert [Company.objects.get(pk=company.pk).owner for company in (*companies, other)] == [bob, bob, alice]
    update_company(by=lead, company=Company.objects.get(name="Two"), fields={"owner": lead})
    client.post(url("bulk_undo", run.pk))
    advance_bulk(run=run)
    assert [Company.objects.get(pk=company.pk).owner for company in companies] == [alice, lead]
    assert dict(run.rows.values_list("company__name", "state")) == {"One": "undone", "Two": "kept"}


def test_ticked_companies_are_tagged(sign_in: SignIn, alice: User) -> None:
    one, two = (make_company(name, owner=alice) for name in ("One", "Two"))
    start_companies(sign_in(alice), f"which=ticked&row={one.pk}", change="tag", tag="Beer")
    advance_bulk(run=BulkRun.objects.get())
    assert [list(company.tags.values_list("name", flat=True)) for company in (one, two)] == [["Beer"], []]


def test_companies_go_into_the_bin_and_come_back(sign_in: SignIn, lead: User, alice: User, charlie: User) -> None:
    mine, foreign = make_company("One", owner=alice), make_company("Two", owner=charlie)
    client = sign_in(lead)
    start_companies(client, f"which=ticked&row={mine.pk}&row={foreign.pk}", change="bin")
    run = BulkRun.objects.get()
    advance_bulk(run=run)
    assert list(Company.objects.in_bin()) == [mine]
    client.post(url("bulk_undo", run.pk))
    advance_bulk(run=run)
    assert list(Company.objects.in_bin()) == []


def test_who_may_not_throw_away_is_not_offered_to(sign_in: SignIn, alice: User, lead: User) -> None:
    company = make_company("One", owner=alice)
    address = f"which=ticked&row={company.pk}"
    assert start_companies(sign_in(alice), address, change="bin").status_code == 422
    form = sign_in(lead).get(f"{url('company_bulk')}?{address}").context["form"]
    assert [code for code, _words in form.fields["change"].choices] == ["owner", "team", "tag", "untag", "bin"]
    run = start_bulk(by=alice, change="bin", value="", ids=[company.pk], subject=Subject.COMPANY)
    advance_bulk(run=run)
    assert (run.rows.get().state, Company.objects.in_bin().count()) == ("refused", 0)


@pytest.mark.parametrize("query", ["which=all&nonsense=1", "which=all&country=XX"])
def test_a_filter_of_companies_that_is_gone_does_not_mean_all(sign_in: SignIn, alice: User, query: str) -> None:
    make_company("One", owner=alice)
    assert sign_in(alice).get(f"{url('company_bulk')}?{query}").status_code == 400


def test_the_lists_of_companies_have_boxes_for_who_changes_them(sign_in: SignIn, alice: User, marketer: User) -> None:
    make_company("One", owner=alice)
    for user, boxes in ((alice, 1), (marketer, 0)):
        page = sign_in(user).get(reverse("contacts:company_list")).content.decode()
        assert page.count('form="bulk" name="row"') == boxes
    assert sign_in(marketer).get(url("company_bulk")).status_code == 403


def test_a_row_is_of_a_person_or_of_a_company(alice: User, carol: Contact) -> None:
    run = BulkRun.objects.create(by=alice, change="tag", value="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkRow.objects.create(run=run)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkRow.objects.create(run=run, contact=carol, company=make_company("One", owner=alice))

"""Who may do what, to which rows: the table, the rules of the rooms, and what both say together."""

from itertools import product

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.contrib.sessions.models import Session
from django.utils import timezone

from contacts.models import Company, Contact, ContactPoint
from staff.admin_base import OpenedByPolicy
from staff.models import Notice, Organisation, Role, Share, ShareLevel, Team, User
from staff.policy import (
    TABLE,
    WIDTH,
    Action,
    NotInPolicy,
    Scope,
    can,
    hidden_fields,
    may_administer,
    reach,
    reaches_as_far,
    register,
    registered,
    rule_of,
    scope,
)
from staff.rows import House
from tests.factories.contacts import make_company, make_contact
from tests.factories.staff import lend, make_user

ROOMS = (
    "staff",
    "contacts",
    "translating",
    "outreach",
    "interactions",
    "mailbox",
    "sales",
    "feedback",
    "loyalty",
    "metrics",
)


def reread(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- the registry ---------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [model for room in ROOMS for model in apps.get_app_config(room).get_models()])
def test_each_model_stands_in_the_policy(model):
    assert rule_of(model).view in Action


def test_a_model_that_nobody_registered_is_reached_by_nobody(admin):
    with pytest.raises(NotInPolicy):
        scope(admin, Action.USE, Session.objects.all())


def test_an_action_that_is_not_asked_of_a_model_is_a_mistake(admin, carol):
    with pytest.raises(NotInPolicy):
        can(admin, Action.VIEW_SALES, ContactPoint.objects.filter(contact=carol).first())


def test_a_second_rule_for_a_model_is_refused():
    with pytest.raises(ValueError, match="twice"):
        register(Contact, House(), view=Action.USE)


def test_no_role_does_more_with_a_customer_than_it_sees():
    within = set(rule_of(Contact).actions) - {Action.IMPORT_CONTACTS, Action.VIEW_METRICS}
    wider = [
        (role, action)
        for (role, table), action in product(TABLE.items(), within)
        if WIDTH.index(table.get(action, Scope.NONE)) > WIDTH.index(table.get(Action.VIEW_CONTACTS, Scope.NONE))
    ]
    assert wider == []


def test_who_edits_a_contact_sees_how_to_reach_it():
    for table in TABLE.values():
        edits, sees = (WIDTH.index(table.get(a, Scope.NONE)) for a in (Action.EDIT_CONTACTS, Action.VIEW_DETAILS))
        assert edits <= sees


# --- owned rows -----------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*Role, "superuser", "nobody"])
def test_one_row_and_a_set_of_rows_are_judged_alike(organisation, team, other_team, role):
    roles = [role] if role in Role.values else []
    reader = make_user("Reader", *roles, team=team, is_superuser=role == "superuser")
    mate, stranger = make_user("Mate", team=team), make_user("Stranger", team=other_team)
    rows = [
        make_contact("Own", owner=reader),
        make_contact("Own in another team", owner=reader, team=other_team),
        make_contact("A colleague's", owner=mate),
        make_contact("Left behind", team=team),
        make_contact("A stranger's", owner=stranger),
        make_contact("Left behind elsewhere", team=other_team),
        make_contact("Nobody's"),
        make_contact("Own in the bin", owner=reader, deleted_at=timezone.now()),
        make_contact("A stranger's in the bin", owner=stranger, deleted_at=timezone.now()),
        make_contact("Lent", owner=stranger),
        make_contact("Lent to work on", owner=stranger),
        make_contact("Lent in the bin", owner=stranger, deleted_at=timezone.now()),
    ]
    lend(rows[9], reader)
    lend(rows[10], reader, level=ShareLevel.OWN)
    lend(rows[11], reader, level=ShareLevel.OWN)

    for action in sorted(rule_of(Contact).actions):
        one_by_one = {row.pk for row in rows if can(reader, action, row)}
        assert set(scope(reader, action, Contact.objects.all()).values_list("pk", flat=True)) == one_by_one
        assert bool(one_by_one) == (reach(reader, action) != Scope.NONE)


def test_without_a_team_there_are_only_own_rows(organisation, charlie):
    loner = make_user("Loner", Role.LEAD)
    foreign, nobodys = make_contact("A stranger's", owner=charlie), make_contact("Nobody's")
    own = make_contact("Own", owner=loner)

    assert list(scope(loner, Action.VIEW_CONTACTS, Contact.objects.all())) == [own]
    assert [can(loner, Action.VIEW_CONTACTS, row) for row in (foreign, nobodys, own)] == [False, False, True]


def test_rows_of_a_contact_are_reached_as_far_as_the_contact(alice, bob, charlie, carol):
    make_contact("Dora", owner=charlie, email="dora@customer.example")
    points = ContactPoint.objects.order_by("pk")
    own = list(points.filter(contact=carol))

    for reader in (alice, bob):
        assert list(scope(reader, Action.VIEW_DETAILS, points)) == own
    assert [can(bob, Action.VIEW_DETAILS, point) for point in points] == [True, True, False]
    assert [can(bob, Action.EDIT_CONTACTS, point) for point in points] == [False, False, False]


def test_what_is_mine_is_nobodys_else_but_the_superusers(alice, bob, admin):
    notice = Notice.objects.create(user=alice, kind="x", key="1")
    readers = (alice, bob, admin, make_user("Marked", Role.MANAGER, is_staff=True))

    assert [can(reader, Action.USE, notice) for reader in readers] == [True, False, True, False]
    assert [scope(reader, Action.USE, Notice.objects.all()).count() for reader in readers] == [1, 0, 1, 0]


# --- shares ---------------------------------------------------------------------------------------
def test_a_share_lets_a_stranger_see_as_the_team_does(charlie, carol):
    lend(carol, charlie)
    charlie = reread(charlie)

    seen = [can(charlie, action, carol) for action in (Action.VIEW_CONTACTS, Action.VIEW_DETAILS, Action.VIEW_TIMELINE)]
    more = [
        can(charlie, action, carol) for action in (Action.EDIT_CONTACTS, Action.VIEW_SENSITIVE, Action.MAIL_CONTACT)
    ]
    assert (seen, more) == ([True] * 3, [False] * 3)


def test_a_share_to_work_on_lets_them_do_what_the_owner_does(charlie, carol):
    lend(carol, charlie, level=ShareLevel.OWN)
    charlie = reread(charlie)

    assert can(charlie, Action.EDIT_CONTACTS, carol)
    assert can(charlie, Action.MAIL_CONTACT, carol)


@pytest.mark.parametrize(
    "action", [Action.SHARE_CONTACTS, Action.DELETE_CONTACTS, Action.IMPORT_CONTACTS, Action.VIEW_METRICS]
)
def test_a_borrower_neither_lends_on_nor_throws_away_nor_counts_it(other_team, carol, action):
    borrower = make_user("Borrower", Role.LEAD, team=other_team)
    lend(carol, borrower, level=ShareLevel.OWN)

    assert not can(reread(borrower), action, carol)


def test_a_share_never_gives_what_the_role_does_not(organisation, carol):
    cashier = make_user("Cashier", Role.CASHIER)
    lend(carol, cashier, level=ShareLevel.OWN)

    assert not can(reread(cashier), Action.VIEW_CONTACTS, carol)


def test_a_share_ends_with_its_time_or_when_it_is_ended(charlie, carol, alice):
    lend(carol, charlie, days=-1)
    ended = lend(make_contact("Other", owner=alice), charlie)
    Share.objects.filter(pk=ended.pk).update(ended_at=timezone.now())

    assert list(Contact.objects.visible_to(reread(charlie))) == []


def test_a_share_is_of_one_kind_of_record(charlie, alice, carol):
    company = make_company("Brewery", owner=alice, pk=carol.pk)
    lend(company, charlie)
    charlie = reread(charlie)

    assert can(charlie, Action.VIEW_CONTACTS, company)
    assert not can(charlie, Action.VIEW_CONTACTS, carol)


def test_roles_and_shares_are_read_by_one_statement(charlie, carol, django_assert_num_queries):
    lend(carol, charlie)
    charlie = reread(charlie)

    with django_assert_num_queries(1):
        assert charlie.roles == {Role.MANAGER}
        assert charlie.lent["contacts.Contact", ShareLevel.TEAM] == {carol.pk}


# --- groups of fields -----------------------------------------------------------------------------
def test_fields_are_hidden_by_group(alice, bob, lead, marketer, dpo, admin, carol):
    readers = (alice, bob, lead, marketer, dpo, admin)
    sensitive = {"dates", "notes", "fasting_told_on"}
    reachable = {"points", "street", "postcode", "latin_address"}

    hidden = [hidden_fields(reader, carol) for reader in readers]

    assert hidden == [set(), sensitive, set(), sensitive | reachable, set(), set()]


def test_reaching_as_far_compares_the_widest_roles(organisation, alice, marketer):
    both = make_user("Both", Role.MARKETER, Role.MANAGER)

    assert reaches_as_far(alice, Action.VIEW_DETAILS, Action.VIEW_CONTACTS)
    for reader in (marketer, both):
        assert not reaches_as_far(reader, Action.VIEW_DETAILS, Action.VIEW_CONTACTS)


# --- the administration ---------------------------------------------------------------------------
def test_each_page_of_the_administration_is_opened_by_the_policy():
    pages = django_admin.site._registry.values()
    inlines = [inline for page in pages for inline in page.inlines]
    assert [page for page in pages if not isinstance(page, OpenedByPolicy)] == []
    assert [inline for inline in inlines if not issubclass(inline, OpenedByPolicy)] == []


def test_the_administrator_sets_up_the_house_without_seeing_customers(organisation, admin, alice):
    administrator = make_user("Administrator", Role.ADMINISTRATOR, Role.LEAD, Role.DPO)
    opened = {model for model in registered() if may_administer(administrator, model)}

    assert {Organisation, Team, User} <= opened
    assert not opened & {Contact, ContactPoint, Company, Notice}
    assert all(may_administer(admin, model) for model in registered())
    assert not any(may_administer(alice, model) for model in registered())

"""Who sees whom, and what a search finds."""

from collections.abc import Callable
from hashlib import md5
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.contacts import put_in_bin
from contacts.indexes import INDEXES
from contacts.models import Company, Contact, ContactPoint, DateKind, Fact, ImportantDate
from crm.postgres_indexes import install
from staff.models import Role, User
from staff.policy import Action, scope
from tests.factories.contacts import make_company, make_contact
from tests.factories.staff import make_user


def seen_by(user: User) -> set[str]:
    return {contact.full_name for contact in Contact.objects.visible_to(user)}


def test_each_sees_what_their_widest_role_reaches(
    alice: User, bob: User, charlie: User, marketer: User, admin: User, carol: Contact
) -> None:
    make_contact("Dora", owner=charlie)
    both = {"Carol Novotná", "Dora"}
    assert [seen_by(user) for user in (alice, bob, charlie, marketer, admin)] == [
        {"Carol Novotná"},
        {"Carol Novotná"},
        {"Dora"},
        both,
        both,
    ]


def test_roles_add_up_and_none_of_them_means_nothing(team: object, alice: User, carol: Contact) -> None:
    assert seen_by(make_user("Nobody")) == set()
    assert seen_by(make_user("Cashier", Role.CASHIER)) == set()
    assert seen_by(make_user("Both", Role.CASHIER, Role.DPO)) == {"Carol Novotná"}


def test_an_unassigned_contact_belongs_to_its_team(alice: User, charlie: User) -> None:
    make_contact("Left behind", team=alice.team)
    assert (seen_by(alice), seen_by(charlie)) == ({"Left behind"}, set())


def test_a_deactivated_colleague_sees_nothing(alice: User, carol: Contact) -> None:
    alice.is_active = False
    assert seen_by(alice) == set()


def test_who_may_see_may_not_always_change(
    alice: User, bob: User, lead: User, marketer: User, charlie: User, carol: Contact
) -> None:
    make_contact("Left behind", team=alice.team)
    people = (alice, bob, lead, marketer, charlie)
    contacts = Contact.objects.all()
    editable = [{row.full_name for row in scope(user, Action.EDIT_CONTACTS, contacts)} for user in people]
    both = {"Carol Novotná", "Left behind"}
    assert editable == [both, {"Left behind"}, both, set(), set()]


@pytest.mark.parametrize(
    "text",
    [
        "novot",
        "NOVOTNÁ",
        "novotna carol",
        "carol@cust",
        "601 000 001",
        "+420601000001",
        "Příklad",
        "ovotn",
    ],
)
def test_the_search_finds_by_any_part(alice: User, carol: Contact, text: str) -> None:
    carol.company = make_company("Příklad s.r.o.", owner=alice)
    carol.save()
    make_contact("Somebody Else", owner=alice, email="else@other.example", phone="+420 777 123 456")
    assert list(Contact.objects.visible_to(alice).search(text, by=alice)) == [carol]


@pytest.mark.parametrize(
    ("name", "text"),
    [("Müller", "Mueller"), ("Иванов", "иванов"), ("Иванов", "ivanov"), ("山田太郎", "山田"), ("Žák", "zak")],
)
def test_the_search_crosses_scripts_and_accents(alice: User, name: str, text: str) -> None:
    contact = make_contact(name, owner=alice)
    make_contact("Nobody", owner=alice)
    assert list(Contact.objects.visible_to(alice).search(text, by=alice)) == [contact]


def test_a_number_is_found_as_it_is_dialled_at_home(alice: User, carol: Contact) -> None:
    john = make_contact("John", owner=alice, phone="+44 20 7946 0958")
    assert list(Contact.objects.visible_to(alice).search("020 7946 0958", by=alice)) == [john]


def test_zeros_alone_find_nobody(alice: User, carol: Contact) -> None:
    assert list(Contact.objects.visible_to(alice).search("00000000", by=alice)) == []


def test_a_search_tells_no_address_or_number_that_is_hidden(bob: User, marketer: User, carol: Contact) -> None:
    for text in ("601 000 001", "carol@cust", "novotna customer"):
        found = [list(Contact.objects.visible_to(user).search(text, by=user)) for user in (bob, marketer)]
        assert found == [[carol], []]


def test_the_bin_is_not_searched(alice: User, carol: Contact) -> None:
    put_in_bin(by=alice, row=carol)
    assert list(Contact.objects.visible_to(alice).search("novot", by=alice)) == []


@pytest.fixture(params=[(1000, 0), (0, 0), (0, 10**9)], ids=["named", "collected", "walked"])
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hits of a word are named while few, else collected or looked for down the list; all ways find the same."""
    many, most_of = request.param
    monkeypatch.setattr("contacts.querysets.MANY", many)
    monkeypatch.setattr("contacts.querysets.MOST_OF", most_of)


SEARCHES = {
    "Мария Кузнецова": ["кузнец", "kuznetsova mar", "MARIYA", "ку ма"],
    "Łukasz Wójcik": ["lukasz", "wojcik łu", "ójci"],
    "Zoë Quispe": ["zoe", "Q Z"],
    "Jürgen Müller-Lüdenscheidt": ["mueller", "muller ludenscheidt", "MÜLLER"],
    "Søren Åkjær": ["soren", "aakjaer", "akjær"],
    "Ελένη Παπαδοπούλου": ["παπαδ", "papadop eleni"],
    "محمد الأحمد": ["محمد"],
    "נועה כהן": ["כהן"],
    "प्रकाश चौधरी": ["चौधरी"],
    "김민준": ["김민", "gimmin"],
    "山田太郎": ["山田"],
    "ガルシア": ["ガル", "garu"],
    "D'Arcy O’Brien": ["obrien", "o'brien", "darcy"],
    "100% Sure_Thing": ["100", "sure thing", "100%"],
}


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SEARCHES.items() for text in texts])
def test_a_search_finds_one_in_a_crowd_of_many_scripts(alice: User, name: str, text: str) -> None:
    for each in SEARCHES:
        make_contact(each, owner=alice)
        make_company(each, owner=alice)
    assert [contact.full_name for contact in Contact.objects.search(text, by=alice)] == [name]
    assert [company.name for company in Company.objects.search(text)] == [name]


@pytest.mark.parametrize("text", ["jan li", "li jan", "lin j", "J Lin Praha"])
def test_every_word_counts_in_any_order_wherever_it_is_found(alice: User, text: str) -> None:
    praha = make_company("Praha Print", owner=alice)
    both = make_contact("Jan Lindqvist", owner=alice, company=praha)
    make_contact("Jan Malik", owner=alice, company=praha)
    make_contact("Petra Lindqvist", owner=alice, company=praha)
    assert list(Contact.objects.search(text, by=alice)) == [both]


@pytest.mark.usefixtures("each_way")
def test_two_letters_are_looked_for_where_words_begin(alice: User, carol: Contact) -> None:
    make_contact("Zdeněk Arca", owner=alice, email="zdenek.ca@other.example")
    assert list(Contact.objects.search("ca", by=alice)) == [carol]
    assert Contact.objects.search("arc", by=alice).count() == 1


def test_few_hits_are_read_and_named(alice: User, carol: Contact, django_assert_num_queries: Callable) -> None:
    """Without asking once more how many they are."""
    assert alice.roles  # read with the page
    with django_assert_num_queries(2):
        assert list(Contact.objects.search("novot", by=alice)) == [carol]


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize(
    ("text", "found"), [("praha", True), ("novotna", True), ("+420601000001", True), ("xyz", False)]
)
def test_both_ways_find_by_company_name_and_number(alice: User, carol: Contact, text: str, found: bool) -> None:
    carol.company = make_company("Praha Print", owner=alice)
    carol.save()
    make_contact("Petra Other", owner=alice, company=make_company("Brno Books", owner=alice))
    assert list(Contact.objects.visible_to(alice).search(text, by=alice)) == [carol] * found


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", "%%%", "--"])
def test_a_sign_alone_finds_nobody(alice: User, carol: Contact, sign: str) -> None:
    assert list(Contact.objects.search(sign, by=alice)) == []


if connection.vendor == "postgresql":
    SEARCHED = {
        "contacts_contact_search_key_trgm",
        "contacts_contact_search_key2_trgm",
        "contacts_company_search_key_trgm",
        "contacts_contactpoint_normalised_trgm",
        "contacts_fact_search_key_trgm",
    }

    @pytest.fixture
    def crowd(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
        """Enough rows that an index is worth its while, nothing among them that is searched for, and none too few."""
        monkeypatch.setattr("contacts.querysets.MANY", -1)
        words = [md5(str(number).encode()).hexdigest() for number in range(600)]
        names = [f"{word[:9]} {word[9:20]}".translate(str.maketrans("0123456789", "ghmnrstuvy")) for word in words]
        companies = Company.objects.bulk_create(Company(name=name, owner=alice) for name in names)
        people = Contact.objects.bulk_create(
            Contact(full_name=name, owner=alice, company=company)
            for name, company in zip(names, companies, strict=True)
        )
        for row in (*companies, *people):
            row.set_search_keys()
        Company.objects.bulk_update(companies, ["search_key", "search_key2"])
        Contact.objects.bulk_update(people, ["search_key", "search_key2", "sort_name"])
        ContactPoint.objects.bulk_create(
            ContactPoint(contact=contact, kind="email", normalised=f"{contact.search_key[:8]}@shop.example")
            for contact in people
        )
        needs = [
            Fact(contact=one, text=f"A lamp for {word}", known_since="2026-11-18")
            for one, word in zip(people, words, strict=True)
        ]
        for need in needs:
            need.set_search_keys()
        Fact.objects.bulk_create(needs)
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE contacts_contact, contacts_company, contacts_contactpoint, contacts_customvalue, contacts_fact"
            )

    def plan_of(rows: Any) -> str:
        """How PostgreSQL goes about it, were the tables too large to be read as a whole, row by row."""
        with connection.cursor() as cursor:
            for way in ("seqscan", "indexscan", "indexonlyscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        return rows.explain()

    @pytest.mark.parametrize("text", ["kowal", "kowal pipistrelle"])
    def test_a_search_goes_by_the_indexes(alice: User, crowd: None, text: str) -> None:
        plan = plan_of(Contact.objects.visible_to(alice).search(text, by=alice)[:20])
        assert ({index for index in SEARCHED if index in plan}, "Seq Scan" in plan) == (SEARCHED, False)

    def test_what_few_have_is_collected_though_it_is_found_more_than_once(alice: User, crowd: None) -> None:
        """Who walks for it would walk to the end of the list."""
        a_few = Contact.objects.filter(pk__in=Contact.objects.values("pk")[:20])
        a_few.update(search_key="zhurav", search_key2="zhurav")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE contacts_contact")
        plan = plan_of(
            Contact.objects.visible_to(alice).search("zhurav", by=alice).in_order_for("en").values("pk")[:20]
        )
        assert ("hashed SubPlan" in plan, "Append" in plan) == (False, True)

    def test_a_frequent_word_is_found_walking_down_the_list(alice: User, crowd: None) -> None:
        found = Contact.objects.visible_to(alice).search("shop", by=alice)
        plan = plan_of(found.in_order_for("en").values("pk")[:20])
        assert ("hashed SubPlan" in plan, "Append" in plan, found.count()) == (True, False, 600)

    def test_a_frequent_name_is_known_to_be_frequent_before_anybody_is_collected(alice: User, crowd: None) -> None:
        Contact.objects.filter(pk__in=Contact.objects.values("pk")[:100]).update(search_key="zhurav")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE contacts_contact")
        with CaptureQueriesContext(connection) as asked:
            assert len(Contact.objects.visible_to(alice).search("zhurav", by=alice)) == 100
        statements = [query["sql"] for query in asked if "contacts_contact" in query["sql"]]
        assert [statement.split()[0] for statement in statements] == ["EXPLAIN", "SELECT"]

    @pytest.mark.parametrize("language", ["en", "ru", "cs", "da", "lt"])
    def test_the_order_of_each_language_is_read_off_an_index(alice: User, crowd: None, language: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = Contact.objects.visible_to(alice).in_order_for(language).values("pk")[:50].explain()
        assert (f"using contacts_contact_listed_{language}" in plan, "Sort" in plan) == (True, False)

    def test_the_people_of_one_country_are_read_off_an_index(alice: User, crowd: None) -> None:
        Contact.objects.filter(pk__in=Contact.objects.values("pk")[:200]).update(country="CZ")
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE contacts_contact; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"
            )
        czech = Contact.objects.visible_to(alice).filter(country="CZ")
        plan = czech.in_order_for("cs").values("pk")[:50].explain()
        assert ("using contacts_contact_within_cs" in plan, "Sort" in plan) == (True, False)

    def test_an_index_left_unfinished_is_made_again(db: None) -> None:
        from_the_list = INDEXES[0]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [from_the_list.name]
            )
        install(connection, INDEXES)
        assert validity_of(from_the_list.name) == [(True,)]

    def test_an_index_waits_for_its_column(db: None) -> None:
        sooner, later = INDEXES[0], INDEXES[0]._replace(name="of_a_column_to_come", column="to_come")
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {sooner.name}")
        install(connection, [sooner, later])
        assert validity_of(sooner.name) == [(True,)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [later.name])
            assert cursor.fetchone() == (None,)

    def validity_of(name: str) -> list[tuple[bool]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [name])
            return cursor.fetchall()


if connection.vendor == "sqlite":  # PostgreSQL chooses by what it has counted.

    def test_birthdays_of_some_are_not_looked_for_among_those_of_all(carol: Contact) -> None:
        birthdays = ImportantDate.objects.filter(contact__in=[carol.pk], kind=DateKind.BIRTHDAY).order_by()
        assert "contacts_date_contact (contact_id=? AND kind=?)" in birthdays.explain()

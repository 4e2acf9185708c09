"""Custom fields: what is stored and refused, who sees it, and where it shows."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from contacts.actions.contacts import update_contact
from contacts.custom import facts_of, shown_facts, write_facts
from contacts.models import Contact, CustomField, CustomOption, CustomValue, Segment
from contacts.rules import clean_rules
from crm.money import Money
from staff.models import AuditEntry, AuditValues, Role, User
from staff.policy import Action, can, scope
from tests.factories.contacts import make_company, make_contact, make_custom_field, make_segment
from tests.factories.staff import make_user

SignIn = Callable[[User], Client]
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
KINDS = ("text", "number", "money", "date", "choice", "choices", "flag", "link")


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


@pytest.fixture
def own_fields(organisation: object) -> dict[str, CustomField]:
    return {kind: make_custom_field("contact", kind, f"Own {kind}", options=("Red", "Blue", "Grün")) for kind in KINDS}


def typed(own_fields: dict[str, CustomField], **values: object) -> dict[str, object]:
    return {own_fields[kind].input_name: value for kind, value in values.items()}


def form_data(contact: Contact, **changes: object) -> dict[str, object]:
    data = {"full_name": contact.full_name, "version": contact.version, "stage": contact.stage, "country": "CZ"}
    return {**data, **changes}


def option(field: CustomField, label: str) -> int:
    return CustomOption.objects.get(field=field, label_en=label).pk


def test_each_kind_goes_from_the_form_onto_the_card(
    sign_in: SignIn, alice: User, carol: Contact, own_fields: dict[str, CustomField]
) -> None:
    red, blue = option(own_fields["choice"], "Red"), option(own_fields["choices"], "Blue")
    green = option(own_fields["choices"], "Grün")
    data = typed(
        own_fields, text="Žluťoučký kůň", number="12.50", money="1 250,50 CZK", date="2026-05-01",
        choice=red, choices=[blue, green], flag="no", link="https://example.org/x",
    )  # fmt: skip
    client = sign_in(alice)
    assert client.post(url("contact_edit", carol.pk), form_data(carol, **data)).status_code == 303
    assert {field.kind: facts_of(carol)[field.pk] for field in own_fields.values()} == {
        "text": "Žluťoučký kůň", "number": Decimal("12.50"), "money": Money(Decimal("1250.5000"), "CZK"),
        "date": date(2026, 5, 1), "choice": red, "choices": [blue, green], "flag": False,
        "link": "https://example.org/x",
    }  # fmt: skip
    page = client.get(url("contact_detail", carol.pk))
    assert [fact["words"] for fact in page.context["facts"]] == [
        *("Žluťoučký kůň", "12.5", "1,250.50\xa0CZK", "1 May 2026", "Red", "Blue, Grün", "no", "https://example.org/x")
    ]
    form = client.get(url("contact_edit", carol.pk)).context["form"]
    shown = {field.kind: form[field.input_name].value() for field in own_fields.values()}
    assert (shown["number"], shown["money"], shown["flag"]) == ("12.5", "1250.5 CZK", "no")


def test_saving_the_form_as_it_stands_changes_nothing_and_emptying_it_takes_all_away(
    sign_in: SignIn, alice: User, carol: Contact, own_fields: dict[str, CustomField]
) -> None:
    first = typed(own_fields, text="a", number="1", money="2 EUR", date="2026-05-01", flag="yes")
    client = sign_in(alice)
    client.post(url("contact_edit", carol.pk), form_data(carol, **first))
    rows = list(CustomValue.objects.order_by("pk").values())
    carol.refresh_from_db()
    client.post(url("contact_edit", carol.pk), form_data(carol, **first))
    assert list(CustomValue.objects.order_by("pk").values()) == rows
    carol.refresh_from_db()
    client.post(url("contact_edit", carol.pk), form_data(carol))
    assert not CustomValue.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "NUL \x00"),
        ("text", "x" * 2001),
        ("text", "\u200b"),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1" * 30),
        ("money", "much"),
        ("money", "12 XYZ"),
        ("money", "1e9 EUR"),
        ("date", "yesterday"),
        ("date", "2026-02-30"),
        ("choice", "999999"),
        ("choices", ["x"]),
        ("flag", "perhaps"),
        ("link", "javascript:alert(1)"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    sign_in: SignIn, alice: User, carol: Contact, own_fields: dict[str, CustomField], kind: str, value: object
) -> None:
    page = sign_in(alice).post(url("contact_edit", carol.pk), form_data(carol, **typed(own_fields, **{kind: value})))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [own_fields[kind].input_name])
    assert not CustomValue.objects.exists()


def test_a_new_contact_and_a_company_have_them_too(sign_in: SignIn, alice: User) -> None:
    of_person = make_custom_field("contact", "text", "Shoe size")
    of_company = make_custom_field("company", "number", "Employees")
    client = sign_in(alice)
    client.post(url("contact_create"), {"full_name": "Jan", "stage": "awareness", of_person.input_name: "42"})
    assert facts_of(Contact.objects.get()) == {of_person.pk: "42"}
    client.post(url("company_create"), {"name": "Brewery", of_company.input_name: "120"})
    company = CustomValue.objects.get(field=of_company).company
    page = client.get(url("company_detail", company.pk))
    assert [(fact["label"], fact["words"]) for fact in page.context["facts"]] == [("Employees", "120")]
    entry = AuditEntry.objects.get(action="contacts.create", subject_type="contacts.Company")
    assert entry.detail == {"fields": [of_company.code]}


def test_old_and_new_stand_in_the_audit_trail(alice: User, carol: Contact, own_fields: dict[str, CustomField]) -> None:
    text, money = own_fields["text"], own_fields["money"]
    write_facts(carol, {text.pk: "before"}, [text])
    facts = {text.pk: "after", money.pk: Money(Decimal(5), "EUR")}
    update_contact(by=alice, contact=carol, fields={"called": "Kája"}, custom=facts)
    entry = AuditEntry.objects.get(action="contacts.change")
    assert entry.detail == {"fields": ["called", text.code, money.code]}
    assert AuditValues.objects.get(entry=entry).values == {
        "changes": {"called": ["", "Kája"], text.code: ["before", "after"], money.code: [None, "5.00 EUR"]}
    }


def test_the_group_says_who_sees_it_and_who_may_look_for_it(
    sign_in: SignIn, alice: User, bob: User, marketer: User, dpo: User, carol: Contact
) -> None:
    fields = {
        group: make_custom_field("contact", "text", group, group=group) for group in ("basic", "contact", "sensitive")
    }
    write_facts(carol, {field.pk: f"word{group}" for group, field in fields.items()}, fields.values())
    seen = {}
    for user in (alice, bob, marketer, dpo):
        client = sign_in(user)
        facts = [fact["label"] for fact in client.get(url("contact_detail", carol.pk)).context["facts"]]
        found = [group for group in fields if list(client.get(url("search"), {"q": f"word{group}"}).context["people"])]
        rows = sorted(
            scope(user, Action.VIEW_CONTACTS, CustomValue.objects.all()).values_list("field__group", flat=True)
        )
        judged = sorted(row.field.group for row in CustomValue.objects.all() if can(user, Action.VIEW_CONTACTS, row))
        assert facts == found == rows == judged
        seen[user.full_name] = facts
    every = ["basic", "contact", "sensitive"]
    assert seen == {"Alice": every, "Bob": every[:2], "Marketer": every[:1], "Dpo": every}


def test_what_is_hidden_is_neither_in_the_form_nor_lost_by_it(sign_in: SignIn, alice: User, lead: User) -> None:
    field = make_custom_field("contact", "text", "Illness", group="sensitive")
    lent = make_contact("Nobody's", owner=None, team=alice.team)
    write_facts(lent, {field.pk: "asthma"}, [field])
    stranger = make_user("Other", Role.MARKETER, Role.MANAGER)
    form_page = sign_in(alice).get(url("contact_edit", lent.pk))
    assert form_page.context["form"][field.input_name].value() == "asthma"
    assert sign_in(stranger).get(url("contact_edit", lent.pk)).status_code == 403
    assert facts_of(lent) == {field.pk: "asthma"}


@pytest.mark.parametrize(
    ("kind", "value", "comparison", "compared"),
    [
        ("text", "Žluťoučký kůň", "contains", "zlutoucky"),
        ("number", Decimal(12), "gte", "12"),
        ("money", Money(Decimal(12), "EUR"), "lte", "12"),
        ("date", date(2026, 3, 1), "in_last", 30),
        ("choice", "Red", "any_of", ["Red"]),
        ("choices", ["Blue", "Grün"], "any_of", ["Grün", "Red"]),
        ("flag", True, "yes", None),
    ],
)
def test_segments_ask_for_them(
    alice: User,
    carol: Contact,
    own_fields: dict[str, CustomField],
    kind: str,
    value: Any,
    comparison: str,
    compared: Any,
) -> None:
    make_contact("Without", owner=alice)
    field = own_fields[kind]
    words = {one.label_en: one.pk for one in field.options.all()}
    if kind in ("choice", "choices"):
        value = [words[one] for one in value] if isinstance(value, list) else words[value]
        compared = [str(words[one]) for one in compared]
    write_facts(carol, {field.pk: value}, [field])
    rule = {"field": field.code, "is": comparison} | ({} if compared is None else {"value": compared})
    found = [list(Segment(rules=clean_rules(rules)).contacts(NOW)) for rules in (rule, {"none": [rule]})]
    assert ([carol] in found, [one.full_name for one in found[1]]) == (True, ["Without"])


def test_a_fact_of_a_company_finds_people_of_companies_that_i_may_see(alice: User, charlie: User) -> None:
    field = make_custom_field("company", "number", "Employees")
    mine, theirs = make_company("Mine", owner=alice), make_company("Theirs", owner=charlie)
    for company in (mine, theirs):
        write_facts(company, {field.pk: Decimal(100)}, [field])
        make_contact(f"Person of {company}", owner=alice, company=company)
    segment = make_segment(alice, (field.code, "gte", "50"))
    assert [one.full_name for one in segment.shown_to(alice, NOW)] == ["Person of Mine"]
    assert segment.contacts(NOW).count() == 2


def test_many_segments_with_own_fields_ask_once_which_there_are(
    sign_in: SignIn, alice: User, own_fields: dict[str, CustomField], django_assert_num_queries: Callable
) -> None:
    client = sign_in(alice)
    make_segment(alice, (own_fields["number"].code, "gte", "1"))
    client.get(url("segment_list"))
    with django_assert_num_queries(8):
        client.get(url("segment_list"))
    make_segment(alice, (own_fields["text"].code, "filled"), (own_fields["date"].code, "empty"))
    with django_assert_num_queries(8):
        client.get(url("segment_list"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"number": Decimal(1)},
        {"currency": "EUR"},
        {"kind": "date"},
        {"flag": True},
        {"contact": None},
        {"company": "a company"},
    ],
)
def test_the_database_refuses_a_value_that_does_not_fit(alice: User, carol: Contact, wrong: dict[str, Any]) -> None:
    field = make_custom_field("contact", "text")
    company = make_company("Brewery", owner=alice)
    values = {"field": field, "kind": "text", "contact": carol, "text": "x", **wrong}
    if wrong.get("company"):
        values["company"] = company
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomValue.objects.create(**values)


def test_there_is_one_value_of_a_field(alice: User, carol: Contact) -> None:
    field = make_custom_field("contact", "text")
    CustomValue.objects.create(field=field, kind="text", contact=carol, text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomValue.objects.create(field=field, kind="text", contact=carol, text="y")


# --- the page under Settings --------------------------------------------------------------------------------------
NEW = {
    "subject": "contact",
    "kind": "choice",
    "group": "basic",
    "position": 1,
    "label_en": "Colour",
    "label_cs": "Barva",
}


def test_an_administrator_makes_changes_and_puts_a_field_away(sign_in: SignIn, admin: User, carol: Contact) -> None:
    client = sign_in(admin)
    assert client.post(url("custom_field_create"), {**NEW, "options": "Red\nBlue\nRed"}).status_code == 303
    field = CustomField.objects.get()
    red = option(field, "Red")
    write_facts(carol, {field.pk: red}, [field])
    changed = {**NEW, "kind": "text", "subject": "company", "label_en": "Paint", "options": "Blue\nGreen"}
    assert client.post(url("custom_field_edit", field.pk), changed).status_code == 303
    field.refresh_from_db()
    assert (field.label_en, field.label_cs, field.kind, field.subject) == ("Paint", "Barva", "choice", "contact")
    offered = field.options.filter(archived_at__isnull=True).values_list("label_en", flat=True)
    assert list(offered) == ["Blue", "Green"]
    assert [fact["words"] for fact in shown_facts(carol, ())] == ["Red"]
    client.post(url("custom_field_edit", field.pk), {**changed, "options": "Red\nBlue"})
    assert option(field, "Red") == red
    client.post(url("custom_field_archive", field.pk))
    assert [fact["words"] for fact in shown_facts(carol, ())] == ["Red"]
    assert field.input_name not in client.get(url("contact_edit", carol.pk)).context["form"].fields
    client.post(url("custom_field_restore", field.pk))
    assert field.input_name in client.get(url("contact_edit", carol.pk)).context["form"].fields


def test_a_field_that_was_nowhere_filled_in_is_deleted(sign_in: SignIn, admin: User) -> None:
    field = make_custom_field("contact", "choice", options=("Red",))
    sign_in(admin).post(url("custom_field_archive", field.pk))
    assert not CustomField.objects.exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"label_en": ""}, "label_en"), ({"options": ""}, "options"), ({"kind": "x", "options": "a"}, "kind"),
     ({"options": "\n".join(map(str, range(101)))}, "options"), ({"options": "x" * 81}, "options")],
)  # fmt: skip
def test_a_field_that_is_wrong_is_not_made(sign_in: SignIn, admin: User, changes: dict[str, str], wrong: str) -> None:
    page = sign_in(admin).post(url("custom_field_create"), {**NEW, "options": "Red", **changes})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [wrong])
    assert not CustomField.objects.exists()


def test_only_who_configures_opens_the_page(sign_in: SignIn, alice: User, lead: User) -> None:
    field = make_custom_field("contact", "text")
    administrator = make_user("Administrator", Role.ADMINISTRATOR)
    names = (("custom_field_list",), ("custom_field_create",), ("custom_field_edit", field.pk))
    found = {
        user.full_name: [sign_in(user).get(url(*name)).status_code for name in names]
        for user in (alice, lead, administrator)
    }
    assert found == {"Alice": [403] * 3, "Lead": [403] * 3, "Administrator": [200] * 3}
    assert sign_in(administrator).get(url("custom_field_edit", 999_999)).status_code == 404
    assert sign_in(administrator).get(url("custom_field_archive", field.pk)).status_code == 405

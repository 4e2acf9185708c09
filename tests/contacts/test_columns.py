"""The columns that a colleague chooses, own fields among them, and the filters by own fields."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.urls import reverse

from contacts.columns import USUAL
from contacts.custom import write_facts
from contacts.models import Contact
from contacts.tagging import set_tags
from staff.models import User
from tests.factories.contacts import make_contact, make_custom_field, make_segment

SignIn = Callable[[User], Client]
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LIST = "contacts:contact_list"


def test_chosen_columns_stand_in_the_order_of_the_list(sign_in: SignIn, alice: User, carol: Contact) -> None:
    Contact.objects.update(city="Brno", job_title="<b>Brewer</b>")
    set_tags(carol, ["VIP"], by=alice, now=NOW)
    color = make_custom_field("contact", "choices", "Colour", options=("Red", "Blue"))
    write_facts(carol, {color.pk: list(color.options.values_list("pk", flat=True))}, [color])
    data = {"col": [color.code, "city", "job_title", "tags", "created", "nonsense"]}
    page = sign_in(alice).get(reverse(LIST), data)
    assert [str(column.label) for column in page.context["columns"]] == [
        "Job title",
        "City",
        "Here since",
        "Tags",
        "Colour",
    ]
    row = page.context["rows"][0]["html"]
    for shown in ("Brno", "&lt;b&gt;Brewer", "VIP", "Red, Blue", 'data-label="Colour"'):
        assert shown in row
    assert "carol@customer" not in row
    usual = sign_in(alice).get(reverse(LIST), {"col": "nonsense"}).context["columns"]
    assert [column.code for column in usual] == [
        "points",
        "language",
        "clock",
        "light",
        "stage",
        "last_contact",
        "owner",
    ]


def test_a_column_shows_a_fact_only_where_it_is_seen(
    sign_in: SignIn, alice: User, bob: User, marketer: User, carol: Contact
) -> None:
    field = make_custom_field("contact", "text", "Illness", group="sensitive", is_filter=True)
    bobs = make_contact("Bobs", owner=bob)
    for contact in (carol, bobs):
        write_facts(contact, {field.pk: f"asthma of {contact}"}, [field])
    pages = {user.full_name: sign_in(user).get(reverse(LIST), {"col": field.code}) for user in (alice, bob, marketer)}
    shown = {
        name: [contact.full_name for contact in (carol, bobs) if f"asthma of {contact}" in page.content.decode()]
        for name, page in pages.items()
    }
    assert shown == {"Alice": ["Carol Novotná"], "Bob": ["Bobs"], "Marketer": []}
    assert field.input_name in pages["Bob"].context["form"].fields
    assert field.input_name not in pages["Marketer"].context["form"].fields
    found = sign_in(bob).get(reverse(LIST), {field.input_name: "asthma"})
    assert [row["pk"] for row in found.context["rows"]] == [bobs.pk]


def test_own_fields_filter_the_list(sign_in: SignIn, alice: User, carol: Contact) -> None:
    make_contact("Without", owner=alice)
    color = make_custom_field("contact", "choice", "Colour", options=("Red", "Blue"), is_filter=True)
    member = make_custom_field("contact", "flag", "Member", is_filter=True)
    red = color.options.get(label_en="Red").pk
    write_facts(carol, {color.pk: red, member.pk: True}, [color, member])
    client = sign_in(alice)
    for data in ({color.input_name: red}, {member.input_name: "yes"}):
        page = client.get(reverse(LIST), data)
        assert [row["pk"] for row in page.context["rows"]] == [carol.pk]
    chips = client.get(reverse(LIST), {color.input_name: red, "country": "CZ"}).context["chips"]
    assert [(str(chip["label"]), chip["words"], chip["rest"]) for chip in chips] == [
        ("Country", "Czechia", f"{color.input_name}={red}"),
        ("Colour", "Red", "country=CZ"),
    ]


def test_the_order_is_chosen(sign_in: SignIn, alice: User, carol: Contact) -> None:
    now = datetime.now(UTC)
    Contact.objects.filter(pk=carol.pk).update(last_contact_at=now, created_at=now - timedelta(days=9))
    adam = make_contact("Adam", owner=alice, created_at=now)
    client = sign_in(alice)
    orders = {
        sort: [row["name"] for row in client.get(reverse(LIST), {"sort": sort}).context["rows"]]
        for sort in ("", "quiet", "new", "nonsense")
    }
    assert orders == {sort: [adam.full_name, carol.full_name] for sort in orders}
    Contact.objects.filter(pk=adam.pk).update(
        last_contact_at=now - timedelta(days=1), created_at=now - timedelta(days=20)
    )
    for sort, expected in (("quiet", [adam, carol]), ("new", [carol, adam])):
        page = client.get(reverse(LIST), {"sort": sort})
        assert [row["pk"] for row in page.context["rows"]] == [contact.pk for contact in expected]


def test_own_columns_ask_as_much_for_three_rows_as_for_one(
    sign_in: SignIn, alice: User, carol: Contact, django_assert_num_queries: Callable
) -> None:
    fields = [make_custom_field("contact", kind, kind, options=("Red",)) for kind in ("text", "choice")]
    data = {"col": ["tags", *(field.code for field in fields)]}
    client = sign_in(alice)
    client.get(reverse(LIST), data)
    with django_assert_num_queries(15) as captured:
        client.get(reverse(LIST), data)
    for number in range(2):
        contact = make_contact(f"Person {number}", owner=alice)
        write_facts(contact, {fields[0].pk: "x"}, fields)
        set_tags(contact, ["VIP"], by=alice, now=NOW)
    with django_assert_num_queries(len(captured)):
        client.get(reverse(LIST), data)


def test_what_is_not_shown_is_not_read_until_it_is_opened(sign_in: SignIn, alice: User, carol: Contact) -> None:
    set_tags(carol, ["VIP"], by=alice, now=NOW)
    make_custom_field("contact", "choice", "Colour", options=("Red", "Blue"), is_filter=True)
    client, folded = sign_in(alice), reverse("contacts:contact_filters")
    page = client.get(reverse(LIST))
    assert f'hx-get="{folded}"' in page.content.decode()
    assert b"VIP" not in page.content
    opened = client.get(folded, headers={"HX-Request": "true"}).content.decode()
    for shown in (">VIP</option>", ">Red</option>", 'name="missing"', 'value="city"'):
        assert shown in opened
    assert opened.count(" checked>") == len(USUAL)
    assert "<tr" not in opened
    without_script = client.get(folded, follow=True)
    assert without_script.redirect_chain == [(f"{reverse(LIST)}?filters=all", 303)]
    assert ">Red</option>" in without_script.content.decode()


def test_what_is_chosen_in_the_fold_stays_chosen_folded_and_opened(
    sign_in: SignIn, alice: User, carol: Contact
) -> None:
    client = sign_in(alice)
    page = client.get(reverse(LIST), {"quiet": "90", "col": "city", "stage": "awareness", "tag": ""})
    fold = f"{reverse('contacts:contact_filters')}?quiet=90&amp;col=city&amp;stage=awareness"
    assert page.context["folded"] == [("quiet", "90"), ("col", "city")]
    assert f'hx-get="{fold}"' in page.text
    opened = client.get(fold.replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert '<option value="90" selected>' in opened
    assert 'value="city" checked>' in opened
    without_script = client.get(fold.replace("&amp;", "&"), follow=True)
    assert without_script.redirect_chain == [(f"{reverse(LIST)}?quiet=90&col=city&stage=awareness&filters=all", 303)]
    assert '<option value="90" selected>' in without_script.text
    assert fold not in without_script.text


def test_a_segment_is_chosen_without_reading_the_others(sign_in: SignIn, alice: User, carol: Contact) -> None:
    segments = [make_segment(alice, ("city", "empty"), name=f"Segment {number}") for number in range(3)]
    client, asked = sign_in(alice), {"segment": segments[0].pk}
    page = client.get(reverse(LIST), asked)
    assert [chip["words"] for chip in page.context["chips"]] == ["Segment 0"]
    assert list(page.context["form"].segments) == [str(segments[0].pk)]
    assert [client.get(reverse(LIST), {"segment": wrong}).status_code for wrong in ("9" * 30, "x", "²")] == [400] * 3

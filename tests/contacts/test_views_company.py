"""Companies and their people."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from contacts.actions.companies import update_company
from contacts.models import Company, Contact
from staff.models import Role, Team, User
from tests.factories.contacts import make_company, make_contact, make_custom_field
from tests.factories.staff import make_user

SignIn = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"contacts:{name}", args=args)


def test_a_company_shows_those_of_its_people_whom_i_may_see(
    sign_in: SignIn, alice: User, bob: User, charlie: User, carol: Contact
) -> None:
    company = make_company(owner=alice)
    Contact.objects.filter(pk=carol.pk).update(company=company)
    make_contact("Hidden Person", owner=charlie, company=company)
    for user in (alice, bob):
        page = sign_in(user).get(url("company_detail", company.pk)).content.decode()
        assert (carol.full_name in page, "Hidden Person" in page) == (True, False)


@pytest.mark.parametrize("name", ["company_detail", "company_edit"])
def test_a_strangers_company_is_as_absent_as_none(sign_in: SignIn, alice: User, charlie: User, name: str) -> None:
    company = make_company(owner=alice)
    client = sign_in(charlie)
    assert [client.get(url(name, pk)).status_code for pk in (company.pk, 999_999)] == [404, 404]


def test_who_may_only_read_may_not_change(sign_in: SignIn, marketer: User, alice: User) -> None:
    company = make_company(owner=alice)
    client = sign_in(marketer)
    assert client.get(url("company_detail", company.pk)).status_code == 200
    assert client.post(url("company_edit", company.pk), {"name": "Mine now"}).status_code == 403


def test_creating_and_changing(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    created = client.post(url("company_create"), {"name": "Příklad s.r.o.", "website": "priklad.example"})
    company = Company.objects.get()
    assert (created.status_code, created.url) == (303, url("company_detail", company.pk))
    assert (company.website, company.owner, company.search_key) == ("https://priklad.example", alice, "priklad s.r.o.")
    assert client.post(url("company_edit", company.pk), {"name": "Nový příklad", "version": 1}).status_code == 303
    company.refresh_from_db()
    assert (company.name, company.search_key) == ("Nový příklad", "novy priklad")


def test_the_language_of_its_people_is_chosen_and_named(sign_in: SignIn, alice: User) -> None:
    client = sign_in(alice)
    client.post(url("company_create"), {"name": "Aušra", "language": "lt"})
    company = Company.objects.get()
    assert company.language == "lt"
    assert "Lithuanian" in client.get(url("company_detail", company.pk)).content.decode()
    assert client.post(url("company_create"), {"name": "Rytas", "language": "xx"}).status_code == 422


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "\u200b"}, {"name": "X", "website": "javascript:alert(1)"}])
def test_bad_input_is_refused(sign_in: SignIn, alice: User, data: dict[str, str]) -> None:
    page = sign_in(alice).post(url("company_create"), data)
    assert (page.status_code, len(page.context["form"].errors)) == (422, 1)
    assert not Company.objects.exists()


def test_a_company_asks_as_much_for_three_people_as_for_one(
    sign_in: SignIn, alice: User, django_assert_num_queries: Callable
) -> None:
    company = make_company(owner=alice)
    make_contact("One", owner=alice, company=company)
    client = sign_in(alice)
    client.get(url("company_detail", company.pk))
    with django_assert_num_queries(21) as captured:
        client.get(url("company_detail", company.pk))
    for name in ("Two", "Three"):
        make_contact(name, owner=alice, company=company)
    with django_assert_num_queries(len(captured)):
        client.get(url("company_detail", company.pk))


def test_the_list_shows_and_finds_the_companies_i_may_see(sign_in: SignIn, alice: User, charlie: User) -> None:
    mine = make_company("Příklad s.r.o.", owner=alice)
    make_company("Hidden Příklad", owner=charlie)
    client = sign_in(alice)
    for query in ("", "?q=priklad", "?page=nonsense", "?q=%00"):
        assert list(client.get(url("company_list") + query).context["page"]) == [mine]
    assert list(client.get(url("company_list") + "?q=nobody").context["page"]) == []


def test_the_list_asks_as_much_for_three_rows_as_for_one(
    sign_in: SignIn, alice: User, django_assert_num_queries: Callable
) -> None:
    make_company("One", owner=alice)
    client = sign_in(alice)
    client.get(url("company_list"))
    with django_assert_num_queries(10) as captured:
        client.get(url("company_list"))
    for name in ("Two", "Three"):
        make_company(name, owner=alice)
    with django_assert_num_queries(len(captured)):
        client.get(url("company_list"))


def test_into_the_bin_and_back(sign_in: SignIn, alice: User, lead: User, carol: Contact) -> None:
    company = make_company(owner=alice)
    Contact.objects.filter(pk=carol.pk).update(company=company)
    client = sign_in(lead)
    assert client.post(url("company_bin", company.pk)).status_code == 303
    assert client.get(url("company_detail", company.pk)).status_code == 404
    assert list(client.get(url("bin")).context["companies"]) == [company]
    card = client.get(url("contact_detail", carol.pk)).content.decode()
    assert (company.name in card, url("company_detail", company.pk) in card) == (True, False)
    assert client.post(url("company_restore", company.pk)).status_code == 303
    assert client.get(url("company_detail", company.pk)).status_code == 200


def test_only_the_lead_bins_and_restores_a_company(
    sign_in: SignIn, alice: User, lead: User, charlie: User, marketer: User, other_team: Team
) -> None:
    company, their_lead = make_company(owner=alice), make_user("Their lead", Role.LEAD, team=other_team)
    readers = (alice, charlie, marketer, their_lead)
    answers = [sign_in(user).post(url("company_bin", company.pk)).status_code for user in readers]
    assert answers == [403, 404, 403, 404]
    sign_in(lead).post(url("company_bin", company.pk))
    assert sign_in(their_lead).post(url("company_restore", company.pk)).status_code == 404
    assert list(sign_in(their_lead).get(url("bin")).context["companies"]) == []
    assert sign_in(lead).get(url("company_bin", company.pk)).status_code == 405


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example"])
def test_a_website_that_is_no_web_page_is_shown_and_not_opened(sign_in, alice, website):
    company = make_company(owner=alice, website=website)
    page = sign_in(alice).get(reverse("contacts:company_detail", args=[company.pk])).content.decode()
    assert (f"<bdi>{website}</bdi>" in page, f'href="{website}"' in page) == (True, False)


def test_a_website_is_opened(sign_in, alice):
    company = make_company(owner=alice, website="https://brewery.example/")
    page = sign_in(alice).get(reverse("contacts:company_detail", args=[company.pk])).content.decode()
    assert 'href="https://brewery.example/"' in page


def test_two_at_once_change_a_company(sign_in: SignIn, alice: User, lead: User) -> None:
    company = make_company("Pivovar", owner=alice, city="Brno")
    client = sign_in(alice)
    form = client.get(url("company_edit", company.pk)).context["form"]
    data = {"name": "Pivovar U Lípy", "city": "Plzeň", "version": 1, "seen": form["seen"].value()}
    update_company(by=lead, company=Company.objects.get(), fields={"city": "Praha", "country": "CZ"})
    page = client.post(url("company_edit", company.pk), data)
    [dispute] = page.context["disputes"]
    told = dispute.difference
    assert (told.began, told.theirs, told.mine, dispute.entry.actor) == ("Brno", "Praha", "Plzeň", lead)
    chosen = {**page.context["form"].data.dict(), "take-city": "theirs"}
    assert client.post(url("company_edit", company.pk), chosen).status_code == 303
    company.refresh_from_db()
    assert (company.name, company.city, company.country, company.version) == ("Pivovar U Lípy", "Praha", "CZ", 3)


LIST = reverse("contacts:company_list")


def listed(client: Client, **asked: str) -> list[Company]:
    return list(client.get(LIST, {"all": 1, **asked}).context["page"])


def test_companies_are_filtered_and_sorted(sign_in: SignIn, alice: User, bob: User) -> None:
    mine = make_company("Zámek", owner=alice, country="CZ", city="Dvůr")
    theirs = make_company("Aktiv", owner=bob, country="LT", city="Žatec")
    update_company(by=alice, company=mine, fields={}, tags=["Castle"])
    tag, client = mine.tags.get(), sign_in(alice)
    for asked in ({"owner": "me"}, {"country": "CZ"}, {"tag": str(tag.pk)}, {"q": "zam"}):
        assert listed(client, **asked) == [mine]
    assert listed(client) == listed(client, sort="-country") == listed(client, sort="nonsense") == [theirs, mine]
    assert (
        listed(client, sort="-name") == listed(client, sort="country") == listed(client, sort="city") == [mine, theirs]
    )


def test_the_list_says_what_is_asked_and_how_it_is_sorted(sign_in: SignIn, alice: User) -> None:
    make_company("Zámek", owner=alice, country="CZ")
    page = sign_in(alice).get(LIST, {"country": "CZ", "sort": "-city"})
    assert [(chip["name"], chip["words"], chip["rest"]) for chip in page.context["chips"]] == [
        ("country", "Czechia", "sort=-city")
    ]
    assert [(head.leads_to, head.direction) for head in page.context["heads"]] == [
        ("", ""),
        ("country", ""),
        ("city", "descending"),
        (None, ""),
    ]


def test_a_view_of_companies_is_kept_and_opens_first(sign_in: SignIn, alice: User) -> None:
    mine = make_company("Zámek", owner=alice, country="CZ")
    make_company("Aktiv", owner=alice, country="LT")
    client = sign_in(alice)
    address = f"{reverse('staff:view_create')}?for=contacts:company_list&country=CZ"
    assert client.post(address, {"name": "Czech", "is_default": "on"}).status_code == 303
    assert list(client.get(LIST, follow=True).context["page"]) == [mine]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_companies_leave_as_a_file(sign_in: SignIn, alice: User, charlie: User, kind: str) -> None:
    company, field = make_company("=Zámek", owner=alice, country="CZ"), make_custom_field("company", "text", "Beds")
    make_company("Foreign", owner=charlie, country="CZ")
    make_company("Elsewhere", owner=alice, country="LT")
    update_company(by=alice, company=company, fields={}, tags=["Castle", "Old"], custom={field.pk: "40"})
    answer = sign_in(alice).get(reverse("contacts:company_export", args=[kind]), {"country": "CZ"})
    data = io.BytesIO(b"".join(answer.streaming_content))
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(data.read().decode("utf-8-sig"))))
    else:
        rows = [[cell or "" for cell in row] for row in load_workbook(data).active.iter_rows(values_only=True)]
    name = "'=Zámek" if kind == "csv" else "=Zámek"
    assert rows == [
        ["Name", "Website", "Country", "Region", "City", "Postcode", "Street", "Owner", "Tags", "External ID", "Beds"],
        [name, "", "CZ", "", "", "", "", "Alice", "Castle, Old", "", "40"],
    ]


def test_a_field_that_one_does_not_see_stays(sign_in: SignIn, alice: User, bob: User) -> None:
    company = make_company("Zámek", owner=alice)
    field = make_custom_field("company", "text", "Debts", group="sensitive")
    update_company(by=alice, company=company, fields={}, custom={field.pk: "Many"})
    for user, is_told in ((alice, True), (bob, False)):
        answer = sign_in(user).get(reverse("contacts:company_export", args=["csv"]))
        assert (b"Many" in b"".join(answer.streaming_content)) == is_told


@pytest.mark.parametrize("kind", ["vcf", "exe"])
def test_there_is_no_other_kind_of_file(sign_in: SignIn, alice: User, kind: str) -> None:
    assert sign_in(alice).get(reverse("contacts:company_export", args=[kind])).status_code == 404


def test_own_fields_are_columns_for_who_reads_them(sign_in: SignIn, alice: User, bob: User) -> None:
    company = make_company("Zámek", owner=alice, industry="hospitality", size_band="10-49")
    debts = make_custom_field("company", "text", "Debts", group="sensitive")
    beds = make_custom_field("company", "number", "Beds")
    update_company(by=alice, company=company, fields={}, custom={debts.pk: "<Many>", beds.pk: Decimal(40)})
    asked = {"col": [debts.code, beds.code, "industry", "size"]}
    rows = [sign_in(user).get(LIST, asked).context["rows"][0]["cells"] for user in (alice, bob)]
    told = [{str(cell.label): cell.words for cell in cells} for cells in rows]
    known = {
        "Industry": "<bdi>Hotels and restaurants</bdi>",
        "Size": "<bdi>10 to 49 people</bdi>",
        "Beds": "<bdi>40</bdi>",
    }
    assert told == [known | {"Debts": "<bdi>&lt;Many&gt;</bdi>"}, known | {"Debts": ""}]


def test_a_colleague_chooses_the_columns(sign_in: SignIn, alice: User, django_assert_max_num_queries: Callable) -> None:
    company = make_company("Zámek", owner=alice, website="https://zamek.example/")
    update_company(by=alice, company=company, fields={}, tags=["Castle", "Old"])
    client, counts = sign_in(alice), set()
    client.get(LIST, {"col": "tags"})
    for name in ("One", "Two"):
        with django_assert_max_num_queries(12) as asked:
            page = client.get(LIST, {"col": ["tags", "website", "nonsense"], "sort": "-name"})
        counts.add(len(asked.captured_queries))
        make_company(name, owner=alice)
    assert len(counts) == 1
    cells = {str(cell.label): cell.words for cell in page.context["rows"][0]["cells"]}
    assert cells == {
        "Website": "<bdi>https://zamek.example/</bdi>",
        "Tags": '<span class="badge-word"><bdi>Castle</bdi></span> <span class="badge-word"><bdi>Old</bdi></span>',
    }
    assert [str(head.label) for head in page.context["heads"]] == ["Name", "Website", "Tags"]
    assert [str(column["column"].code) for column in page.context["offered"] if column["is_chosen"]] == [
        "website",
        "tags",
    ]

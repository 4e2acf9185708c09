from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from contacts.models import Contact
from sales.actions import enter_budget_rate
from sales.models import Contract, Purchase
from staff.models import Organisation
from tests.factories.contacts import make_contact
from tests.factories.sales import make_contract, make_product, make_purchase, make_rate

ORDER = {
    "amount": "1 250,50",
    "currency": "CZK",
    "product": "",
    "quantity": "1",
    "ordered_at": "2026-03-09T15:00",
    "number": "A-1",
    "status": "settled",
}
CONTRACT = {
    "number": "C-1",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "recurring_value": "80",
    "currency": "EUR",
}


@pytest.fixture
def purchase(carol):
    return make_purchase(carol, date(2026, 3, 9), "77.10", number="A-1")


def numbers(response):
    return [purchase.number for purchase in response.context["page"]]


class TestPurchaseCreate:
    @pytest.fixture
    def url(self, carol):
        return reverse("sales:purchase_create", args=[carol.pk])

    def test_works(self, sign_in, alice, carol, url):
        make_rate("EUR", "CZK", date(2026, 3, 9), "25")
        response = sign_in(alice).post(url, ORDER, follow=True)
        assert response.redirect_chain == [(reverse("contacts:contact_detail", args=[carol.pk]), 303)]
        assert [str(message) for message in response.context["messages"]] == ["Purchase A-1 is recorded."]
        purchase = Purchase.objects.get()
        assert (purchase.contact, purchase.amount, purchase.currency) == (carol, Decimal("1250.5"), "CZK")
        assert purchase.ordered_at == datetime(2026, 3, 9, 14, tzinfo=UTC)
        assert (purchase.base_amount, purchase.recorded_by) == (Decimal("50.02"), alice)

    def test_says_when_no_rate_is_known(self, sign_in, alice, url):
        response = sign_in(alice).post(url, ORDER, follow=True)
        assert [str(message) for message in response.context["messages"]] == [
            "Purchase A-1 is recorded. No exchange rate is known for its day, so reports leave it out."
        ]
        assert Purchase.objects.get().base_amount is None

    def test_the_empty_form_proposes(self, sign_in, alice, carol, url):
        make_purchase(carol, date(2026, 3, 9), currency="DKK", base="10")
        form = sign_in(alice).get(url).context["form"]
        assert form.initial["currency"] == "DKK"
        assert form.fields["ordered_at"].help_text == "Your time zone: Europe/Prague."
        assert form.initial["number"].endswith(f"-{carol.pk}-1")

    def test_a_proposed_number_is_free(self, sign_in, alice, url):
        client = sign_in(alice)
        taken = client.get(url).context["form"].initial["number"]
        client.post(url, ORDER | {"number": taken})
        assert client.get(url).context["form"].initial["number"] == f"{taken[:-1]}2"

    def test_team_works(self, sign_in, bob, url):
        assert sign_in(bob).post(url, ORDER).status_code == 303
        assert Purchase.objects.get().recorded_by == bob

    def test_stranger(self, sign_in, charlie, url):
        assert sign_in(charlie).post(url, ORDER).status_code == 404
        assert Purchase.objects.count() == 0

    @pytest.mark.parametrize("who", ["marketer", "dpo"])
    def test_read_only(self, request, sign_in, who, url):
        assert sign_in(request.getfixturevalue(who)).post(url, ORDER).status_code == 403
        assert Purchase.objects.count() == 0

    def test_bad_id(self, sign_in, alice):
        assert sign_in(alice).get(reverse("sales:purchase_create", args=[999])).status_code == 404

    def test_anonymous(self, client, url):
        response = client.post(url, ORDER)
        assert response.url == f"{reverse('account_login')}?next={url}"

    def test_wrong_method(self, sign_in, alice, url):
        assert sign_in(alice).delete(url).status_code == 405

    @pytest.mark.parametrize(
        ("field", "text", "sentence"),
        [
            ("amount", "-1", "The amount is below zero."),
            ("amount", "many", "Enter the amount in digits, for example 1250.50."),
            ("amount", "1e5", "Enter the amount in digits, for example 1250.50."),
            ("amount", "", "This field is required."),
            ("quantity", "0", "The quantity is not above zero."),
            ("currency", "XXQ", "Select a valid choice. XXQ is not one of the available choices."),
            ("product", "nothing", "There is no product “nothing” on sale."),
            ("number", "", "This field is required."),
            ("number", "T", "A purchase with this order number exists already."),
            ("ordered_at", "2026-02-30T10:00", "Enter a valid date/time."),
            ("ordered_at", "0001-01-01T10:00", "The date of the order is too far away."),
            ("ordered_at", "9999-12-31T23:59", "The date of the order is too far away."),
            ("status", "refunded", "Select a valid choice. refunded is not one of the available choices."),
        ],
    )
    def test_bad_input_is_one_sentence_at_its_field(self, sign_in, alice, carol, url, field, text, sentence):
        make_purchase(carol, date(2026, 3, 1), number="T")
        response = sign_in(alice).post(url, ORDER | {field: text})
        assert response.status_code == 422
        assert response.context["form"].errors == {field: [sentence]}
        assert Purchase.objects.count() == 1

    def test_a_product_by_code_or_name(self, sign_in, alice, url):
        product = make_product("crate", "Crate of pilsner")
        client = sign_in(alice)
        client.post(url, ORDER | {"product": "CRATE"})
        client.post(url, ORDER | {"product": "Crate of pilsner", "number": "A-2"})
        assert [purchase.product for purchase in Purchase.objects.all()] == [product, product]


@pytest.mark.parametrize(
    ("name", "data", "model"), [("purchase", ORDER, Purchase), ("contract", CONTRACT, Contract)], ids=str
)
def test_two_taps_record_once(sign_in, alice, carol, name, data, model):
    client, url = sign_in(alice), reverse(f"sales:{name}_create", args=[carol.pk])
    tap = data | {"once": str(client.get(url).context["form"]["once"].value())}
    for _tap in range(2):
        response = client.post(url, tap)
        assert (response.status_code, response["Location"]) == (
            303,
            reverse("contacts:contact_detail", args=[carol.pk]),
        )
    assert model.objects.count() == 1
    assert 'name="once"' in client.get(url).content.decode()


class TestContractCreate:
    @pytest.fixture
    def url(self, carol):
        return reverse("sales:contract_create", args=[carol.pk])

    def test_works(self, sign_in, alice, carol, url):
        response = sign_in(alice).post(url, CONTRACT)
        assert (response.status_code, response.url) == (303, reverse("contacts:contact_detail", args=[carol.pk]))
        contract = Contract.objects.get()
        assert (contract.contact, contract.starts_on, contract.ends_on, contract.recurring_value) == (
            carol,
            date(2026, 1, 1),
            date(2026, 12, 31),
            80,
        )

    def test_team_works(self, sign_in, bob, url):
        assert sign_in(bob).post(url, CONTRACT | {"ends_on": ""}).status_code == 303
        assert Contract.objects.get().ends_on is None

    def test_stranger(self, sign_in, charlie, url):
        assert sign_in(charlie).post(url, CONTRACT).status_code == 404

    def test_read_only(self, sign_in, dpo, url):
        assert sign_in(dpo).post(url, CONTRACT).status_code == 403
        assert Contract.objects.count() == 0

    def test_wrong_method(self, sign_in, alice, url):
        assert sign_in(alice).put(url).status_code == 405

    @pytest.mark.parametrize(
        ("field", "text", "sentence"),
        [
            ("ends_on", "2025-12-31", "The contract ends before it starts."),
            ("recurring_value", "-1", "The value is below zero."),
            ("starts_on", "2026-02-30", "Enter a valid date."),
            ("starts_on", "0001-01-01", "The dates of the period are too far away."),
            ("ends_on", "9999-12-31", "The dates of the period are too far away."),
        ],
    )
    def test_bad_input(self, sign_in, alice, url, field, text, sentence):
        response = sign_in(alice).post(url, CONTRACT | {field: text})
        assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})
        assert Contract.objects.count() == 0


class TestContractEnd:
    @pytest.fixture
    def contract(self, carol):
        return make_contract(carol, date(2026, 1, 1), date(2026, 6, 30))

    @pytest.fixture
    def url(self, contract):
        return reverse("sales:contract_end", args=[contract.pk])

    def test_works(self, sign_in, alice, contract, url):
        assert sign_in(alice).post(url, {"ends_on": "2026-09-30"}).status_code == 303
        contract.refresh_from_db()
        assert contract.ends_on == date(2026, 9, 30)

    def test_shows_the_end_that_stands(self, sign_in, bob, url):
        assert sign_in(bob).get(url).context["form"].initial == {"ends_on": date(2026, 6, 30)}

    def test_stranger(self, sign_in, charlie, url):
        assert sign_in(charlie).post(url, {"ends_on": ""}).status_code == 404

    def test_read_only(self, sign_in, dpo, contract, url):
        assert sign_in(dpo).post(url, {"ends_on": ""}).status_code == 403
        contract.refresh_from_db()
        assert contract.ends_on == date(2026, 6, 30)

    def test_bad_input(self, sign_in, alice, url):
        response = sign_in(alice).post(url, {"ends_on": "2025-01-01"})
        assert response.context["form"].errors == {"ends_on": ["The contract ends before it starts."]}


class TestPurchaseList:
    url = "/sales/"

    def test_shows_the_team_s_purchases_newest_first(self, sign_in, bob, carol, purchase):
        make_purchase(carol, date(2026, 3, 10), number="A-2")
        make_purchase(make_contact("Stranger"), date(2026, 3, 11), number="X-1")
        assert numbers(sign_in(bob).get(self.url)) == ["A-2", "A-1"]

    def test_stranger_sees_none(self, sign_in, charlie, purchase):
        assert numbers(sign_in(charlie).get(self.url)) == []

    def test_without_sales(self, sign_in, marketer, purchase):
        assert sign_in(marketer).get(self.url).status_code == 403

    def test_purchases_of_binned_contacts_are_out_of_sight(self, sign_in, alice, purchase):
        Contact.objects.update(deleted_at=datetime(2026, 3, 10, tzinfo=UTC))
        assert numbers(sign_in(alice).get(self.url)) == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("status=refunded", ["A-2"]),
            ("rate=missing", ["A-3"]),
            ("status=settled", ["A-3", "A-1"]),
            ("status=settled&rate=missing", ["A-3"]),
            ("status=nonsense", ["A-3", "A-2", "A-1"]),
            ("page=2", []),
        ],
    )
    def test_filters(self, sign_in, alice, carol, purchase, query, expected):
        make_purchase(carol, date(2026, 3, 10), number="A-2", status="refunded")
        make_purchase(carol, date(2026, 3, 11), number="A-3", currency="USD")
        assert numbers(sign_in(alice).get(f"{self.url}?{query}")) == expected

    def test_of_one_contact(self, sign_in, alice, carol, purchase):
        make_purchase(make_contact("Dora", owner=alice), date(2026, 3, 10), number="D-1")
        assert numbers(sign_in(alice).get(f"{self.url}?contact={carol.pk}")) == ["A-1"]

    @pytest.mark.parametrize("contact", ["999", "x", "²", "9" * 30])
    def test_of_a_contact_that_is_not_there(self, sign_in, alice, contact):
        assert sign_in(alice).get(self.url, {"contact": contact}).status_code == 404

    def test_of_a_strangers_contact(self, sign_in, charlie, carol, purchase):
        assert sign_in(charlie).get(f"{self.url}?contact={carol.pk}").status_code == 404

    def test_wrong_method(self, sign_in, alice):
        assert sign_in(alice).post(self.url).status_code == 405

    def test_as_many_queries_for_three_as_for_one(self, sign_in, alice, carol, purchase, django_assert_num_queries):
        client = sign_in(alice)
        client.get(self.url)
        with django_assert_num_queries(6) as one:
            client.get(self.url)
        for number in (2, 3):
            other = make_contact(f"Other {number}", owner=alice)
            make_purchase(other, date(2026, 3, number), number=f"A-{number}", product=make_product(f"p{number}"))
        with django_assert_num_queries(len(one)):
            client.get(self.url)


class TestPurchaseDetail:
    def test_works(self, sign_in, bob, purchase):
        response = sign_in(bob).get(f"/sales/{purchase.pk}/")
        assert [value for value, _verb in response.context["next_statuses"]] == ["refunded", "cancelled"]
        assert "77.10" in response.content.decode()

    def test_read_only(self, sign_in, dpo, purchase):
        assert sign_in(dpo).get(f"/sales/{purchase.pk}/").context["next_statuses"] == []

    def test_stranger(self, sign_in, charlie, purchase):
        assert sign_in(charlie).get(f"/sales/{purchase.pk}/").status_code == 404

    def test_bad_id(self, sign_in, alice):
        assert sign_in(alice).get("/sales/999/").status_code == 404


class TestPurchaseStatus:
    def test_works(self, sign_in, alice, purchase):
        response = sign_in(alice).post(f"/sales/{purchase.pk}/status/", {"status": "refunded"})
        assert (response.status_code, response.url) == (303, f"/sales/{purchase.pk}/")
        purchase.refresh_from_db()
        assert purchase.status == "refunded"

    @pytest.mark.parametrize(("who", "status_code"), [("charlie", 404), ("dpo", 403), ("marketer", 403)])
    def test_others(self, request, sign_in, purchase, who, status_code):
        client = sign_in(request.getfixturevalue(who))
        assert client.post(f"/sales/{purchase.pk}/status/", {"status": "refunded"}).status_code == status_code
        purchase.refresh_from_db()
        assert purchase.status == "settled"

    def test_a_status_that_there_is_not(self, sign_in, alice, purchase):
        assert sign_in(alice).post(f"/sales/{purchase.pk}/status/", {"status": "lost"}).status_code == 400

    def test_wrong_method(self, sign_in, alice, purchase):
        assert sign_in(alice).get(f"/sales/{purchase.pk}/status/").status_code == 405


class TestContactPanel:
    @pytest.fixture
    def url(self, carol):
        return reverse("sales:contact_panel", args=[carol.pk])

    def test_works(self, sign_in, alice, carol, purchase, url):
        make_purchase(carol, date(2026, 3, 8), "2500", currency="CZK", base="100")
        make_purchase(carol, date(2026, 3, 7), "9", currency="USD")
        make_purchase(carol, date(2026, 3, 6), "1000", status="refunded")
        running = make_contract(carol, date(2020, 1, 1))
        make_contract(carol, date(2020, 1, 1), date(2020, 12, 31))
        context = sign_in(alice).get(url).context
        assert [str(total) for total in context["totals"]["sums"]] == ["177.10 EUR"]
        assert (context["totals"]["gaps"], context["totals"]["count"]) == (1, 3)
        assert (context["contracts"], context["may_record"], context["has_more"]) == ([running], True, False)

    def test_a_fragment_for_htmx_and_a_page_otherwise(self, sign_in, bob, purchase, url):
        client = sign_in(bob)
        page = client.get(url).content.decode()
        fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
        assert ("<html" in page, "<html" in fragment) == (True, False)
        assert ("77.10" in page, "77.10" in fragment) == (True, True)

    def test_its_sum_and_its_basis_agree_after_a_change_of_the_base_currency(self, sign_in, alice, carol, url):
        make_purchase(carol, date(2026, 3, 7), "9", currency="USD", base="8")
        Organisation.objects.update(base_currency="CZK")
        make_purchase(carol, date(2026, 3, 8), "100", currency="CZK", base="100", base_currency="CZK")
        context = sign_in(alice).get(url).context
        told = (context["totals"]["sums"][0], context["totals"]["missing"][0].total, context["basis"].left_out[0].total)
        assert [str(total) for total in told] == ["100.00 CZK", "9.00 USD", "9.00 USD"]

    def test_its_sum_by_the_rates_that_one_chooses(self, sign_in, alice, admin, carol, purchase, url):
        make_purchase(carol, date(2026, 3, 8), "2500", currency="CZK", base="100", rate_source="ecb")
        days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
        enter_budget_rate(by=admin, base="EUR", quote="CZK", rate=Decimal(20), **days)
        client, shown = sign_in(alice), {}
        for rates in ("at_date", "today", "budget"):
            context = client.get(url, {"rates": rates}).context
            shown[rates] = (str(*context["totals"]["sums"]), context["totals"]["gaps"], len(context["basis"].used))
        assert shown == {
            "at_date": ("177.10 EUR", 0, 1),
            "today": ("77.10 EUR", 1, 0),
            "budget": ("202.10 EUR", 0, 1),
        }

    def test_stranger(self, sign_in, charlie, purchase, url):
        assert sign_in(charlie).get(url).status_code == 404

    def test_without_sales(self, sign_in, marketer, purchase, url):
        assert sign_in(marketer).get(url).status_code == 403

    def test_read_only(self, sign_in, dpo, purchase, url):
        assert sign_in(dpo).get(url).context["may_record"] is False

    def test_as_many_queries_for_seven_as_for_one(
        self, sign_in, alice, carol, purchase, url, django_assert_num_queries
    ):
        client = sign_in(alice)
        client.get(url)
        with django_assert_num_queries(12) as one:
            client.get(url)
        for number in range(6):
            make_purchase(carol, date(2026, 3, 1), product=make_product(f"p{number}"))
            make_contract(carol, date(2020, 1, 1))
        with django_assert_num_queries(len(one)):
            assert client.get(url).context["has_more"] is True


class TestProductOptions:
    url = "/sales/products/"

    def test_finds_by_code_and_name(self, sign_in, alice):
        make_product("crate", "Crate of pilsner")
        make_product("keg", "Keg")
        make_product("crate-old", "Crate", is_active=False)
        found = sign_in(alice).get(self.url, {"product": "crat"}).context["products"]
        assert [product.code for product in found] == ["crate"]

    def test_read_only(self, sign_in, marketer):
        assert sign_in(marketer).get(self.url).status_code == 403

# long: each page is opened by each kind of colleague
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact
from contacts.naming import shown
from metrics import actions
from metrics.access import EVERYONE
from metrics.dashboard import small_cells
from metrics.models import Report
from metrics.periods import add_months
from staff.models import Role
from tests.factories.contacts import make_contact
from tests.factories.sales import make_contract, make_product, make_purchase
from tests.factories.staff import make_user
from tests.metrics.worlds import answer

URL = "/metrics/"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = NOW.date()
MONTH_AGO = TODAY - timedelta(days=31)


@pytest.fixture(autouse=True)
def the_day(stop_clock):
    stop_clock(NOW)


def cards(response):
    return {card.metric.code: card for card in response.context["cards"]}


def figures_in(response):
    """The cards as they are written, without what stands around them."""
    _before, mark, cards = response.content.decode().partition('<div class="metric-grid">')
    return mark and cards


def listed(response):
    return [row.contact.full_name for row in response.context["page"]]


@pytest.fixture
def strangers(charlie):
    """Six customers of another team, each with one purchase and one low score."""
    contacts = [make_contact(f"Stranger {number}", owner=charlie) for number in range(6)]
    for contact in contacts:
        make_purchase(contact, MONTH_AGO, "1000")
        answer(contact, "nps", 0, MONTH_AGO)
    return contacts


class TestDashboard:
    def test_shows_the_figures_of_the_team(self, sign_in, bob, carol, strangers):
        make_purchase(carol, MONTH_AGO, "100")
        answer(carol, "csat", 5, MONTH_AGO)
        response = sign_in(bob).get(URL)
        assert list(cards(response)) == [
            "retention",
            "churn",
            "cltv",
            "nps",
            "csat",
            "referral_rate",
            "first_answers",
            "updates",
            "promises",
        ]
        assert cards(response)["cltv"].value == "100.00\N{NO-BREAK SPACE}EUR"
        assert (cards(response)["referral_rate"].value, cards(response)["referral_rate"].envelope.n) == ("0.0%", 1)
        assert response.context["scope"] == "Your team's customers"

    def test_a_recorded_purchase_shows_at_once(self, sign_in, alice, carol):
        client = sign_in(alice)
        now = timezone.localtime(timezone.now()).strftime("%Y-%m-%dT%H:%M")
        values = {"amount": "250", "currency": "EUR", "quantity": "1", "number": "A-1", "status": "settled"}
        client.post(f"/contacts/{carol.pk}/purchases/new/", values | {"ordered_at": now})
        assert cards(client.get(URL))["cltv"].value == "250.00\N{NO-BREAK SPACE}EUR"

    def test_everyone_s_customers(self, sign_in, admin, carol, strangers):
        make_purchase(carol, MONTH_AGO, "300")
        response = sign_in(admin).get(URL)
        assert cards(response)["cltv"].value == "900.00\N{NO-BREAK SPACE}EUR"
        assert cards(response)["nps"].value == "\N{MINUS SIGN}100"
        assert response.context["scope"] == "All customers"

    def test_stranger_sees_nothing_of_it(self, sign_in, charlie, carol):
        make_purchase(carol, MONTH_AGO, "100")
        answer(carol, "nps", 10, MONTH_AGO)
        found = cards(sign_in(charlie).get(URL))
        assert {card.value for card in found.values()} == {"–"}

    def test_without_metrics(self, sign_in, dpo):
        assert sign_in(dpo).get(URL).status_code == 403

    def test_anonymous(self, client, organisation):
        assert client.get(URL).url == "/accounts/login/?next=/metrics/"

    def test_wrong_method(self, sign_in, alice):
        assert sign_in(alice).post(URL).status_code == 405

    def test_without_any_data(self, sign_in, alice):
        found = cards(sign_in(alice).get(URL))
        assert {card.value for card in found.values()} == {"–"}
        assert {card.comparison.tone for card in found.values()} == {"unknown"}

    @pytest.mark.parametrize(
        ("query", "start", "end"),
        [
            ("", add_months(TODAY + timedelta(days=1), -12), TODAY + timedelta(days=1)),
            ("period=year", date(TODAY.year, 1, 1), date(TODAY.year + 1, 1, 1)),
            ("period=nonsense", add_months(TODAY + timedelta(days=1), -12), TODAY + timedelta(days=1)),
            ("from=2025-01-01&last=2025-03-31", date(2025, 1, 1), date(2025, 4, 1)),
            ("from=2025-01-01&to=2025-03-31", date(2025, 1, 1), date(2025, 3, 31)),
            ("from=1971-01-01&last=2190-12-31", date(1971, 1, 1), date(2191, 1, 1)),
            ("from=2025-01-01", date(2025, 1, 1), TODAY + timedelta(days=1)),
        ],
    )
    def test_the_period(self, sign_in, alice, query, start, end):
        period = sign_in(alice).get(f"{URL}?{query}").context["period"]
        assert (period.start, period.end) == (start, end)

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("from=2025-02-30&last=2025-03-31", "“2025-02-30” is not a date like 2026-12-31."),
            ("from=2025-03-31&last=2025-03-01", "The period ends before it starts."),
            ("from=9999-01-01&last=9999-12-31", "The dates of the period are too far away."),
            ("from=0001-01-01&to=2025-01-01", "The dates of the period are too far away."),
            ("from=2180-01-01&last=2180-02-01", "The period starts after the day that it is seen from."),
            ("from=2180-01-01", "The period ends before it starts."),
        ],
    )
    def test_a_period_that_cannot_be(self, sign_in, alice, query, sentence):
        response = sign_in(alice).get(f"{URL}?{query}")
        assert (response.status_code, response.context["refusal"]) == (422, sentence)
        assert response.context["period"].end == TODAY + timedelta(days=1)

    def test_the_bridge_adds_up(self, sign_in, alice, carol):
        make_contract(carol, date(2020, 1, 1))
        make_contract(make_contact("New", owner=alice), MONTH_AGO)
        bridge = sign_in(alice).get(URL).context["bridge"]
        numbers = {code: part.number for code, part in bridge.items()}
        assert numbers == {
            "start": 1,
            "retained": 1,
            "lost": 0,
            "new": 1,
            "reactivated": 0,
            "end": 2,
            "bounced_in": 0,
        }

    def test_as_many_queries_for_three_customers_as_for_one(self, sign_in, alice, django_assert_num_queries):
        client = sign_in(alice)
        self._customer(alice, 1)
        client.get(URL)
        with django_assert_num_queries(19) as one:
            client.get(URL)
        self._customer(alice, 2)
        self._customer(alice, 3)
        with django_assert_num_queries(len(one)):
            client.get(URL)

    def _customer(self, owner, number):
        contact = make_contact(f"Customer {number}", owner=owner)
        make_purchase(contact, MONTH_AGO, product=make_product(f"p{number}"))
        make_purchase(contact, MONTH_AGO - timedelta(days=number * 40))
        make_contract(contact, date(2025, 1, 1))
        answer(contact, "nps", number, MONTH_AGO)
        answer(contact, "csat", number, MONTH_AGO, survey="after", trigger="after_conversation")


class TestWithheldAnswers:
    """Alice sees the answers of her own customers by name, and counts her team's."""

    @pytest.fixture
    def few(self, alice, bob, carol):
        answer(carol, "nps", 10, MONTH_AGO)
        answer(make_contact("Bohumil", owner=bob), "nps", 2, MONTH_AGO)

    def test_two_answers_of_a_team_are_withheld(self, sign_in, alice, few):
        card = cards(sign_in(alice).get(URL))["nps"]
        assert (card.value, card.envelope.suppressed, card.interval, card.whisker) == ("–", True, "", None)
        assert {part.code: part.number for part in card.parts} == dict.fromkeys(
            ("answers", "promoters", "passives", "detractors")
        )

    def test_who_may_see_them_all_sees_the_figure(self, sign_in, lead, few):
        card = cards(sign_in(lead).get(URL))["nps"]
        assert (card.value, card.envelope.suppressed) == ("0", False)
        assert [part.number for part in card.parts] == [2, 1, 0, 1]

    def test_the_list_names_one_s_own_only(self, sign_in, alice, few):
        response = sign_in(alice).get(f"{URL}nps/customers/")
        assert (listed(response), response.context["listing"].unnamed) == (["Carol Novotná"], None)

    def test_an_analyst_reads_figures_of_all_and_no_name(self, sign_in, organisation, strangers):
        make_purchase(strangers[0], TODAY - timedelta(days=3), "70")
        client = sign_in(make_user("Analyst", Role.ANALYST))
        shown = cards(client.get(URL))
        response = client.get(f"{URL}cltv/customers/")

        assert (shown["cltv"].value, shown["nps"].value) == ("1,011.67\N{NO-BREAK SPACE}EUR", "\N{MINUS SIGN}100")
        assert (listed(response), response.context["listing"].unnamed) == ([], 6)
        assert "Stranger" not in response.content.decode()

    def test_an_analyst_reads_nothing_of_fewer_than_five(self, sign_in, alice, carol):
        make_purchase(carol, MONTH_AGO, "100")
        card = cards(sign_in(make_user("Analyst", Role.ANALYST)).get(URL))["cltv"]

        assert (card.value, card.envelope.suppressed, {part.number for part in card.parts}) == ("–", True, {None})

    def test_many_are_counted(self, sign_in, marketer, strangers):
        response = sign_in(marketer).get(f"{URL}nps/customers/?part=detractors")
        assert (listed(response), response.context["listing"].unnamed) == ([], 6)
        assert "Stranger" not in response.content.decode()
        assert cards(sign_in(marketer).get(URL))["nps"].value == "\N{MINUS SIGN}100"

    @pytest.mark.parametrize(
        ("sizes", "hidden"),
        [
            ([30, 10, 10, 10], ""),
            ([30, 20, 8, 2], "bc"),
            ([30, 26, 2, 2], "bc"),
            ([4, 2, 1, 1], "tabc"),
            ([10, 10, 0, 0], "bc"),
            ([10, 5, 5, 0], "ac"),
        ],
    )
    def test_a_single_small_cell_is_not_given_away_by_the_total(self, sizes, hidden):
        assert small_cells(list(zip("tabc", sizes, strict=True))) == set(hidden)


class TestKeptFigures:
    """A large house shows what was computed before, and says when."""

    POLL = {"HX-Request": "true"}

    @pytest.fixture
    def reader(self, monkeypatch, sign_in, alice, carol):
        monkeypatch.setattr(actions, "ROWS_COMPUTED_AT_ONCE", 0)
        make_purchase(carol, MONTH_AGO, "100")
        return sign_in(alice)

    def test_the_first_look_waits_on_a_page_that_asks_again(self, reader):
        response = reader.get(URL)
        assert "cards" not in response.context
        assert "The figures are being computed" in response.content.decode()
        assert 'hx-get="/metrics/?"' in response.content.decode()
        assert reader.get(URL, headers=self.POLL).status_code == 204

    def test_what_was_computed_is_shown_with_its_moment(self, reader):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        page, fragment = reader.get(URL), reader.get(URL, headers=self.POLL)
        assert cards(page)["cltv"].value == "100.00\N{NO-BREAK SPACE}EUR"
        assert "Figures of <time" in page.content.decode()
        assert "hx-trigger" not in fragment.content.decode()
        assert fragment.content.decode().strip().startswith('<div id="figures"')

    def test_computed_again_when_asked(self, reader, carol):
        reader.get(f"{URL}?period=year")
        actions.refresh_reports(now=timezone.now())
        make_purchase(carol, TODAY, "20")
        assert cards(reader.get(f"{URL}?period=year"))["cltv"].envelope.numerator == 100
        response = reader.post(f"{URL}compute/?period=year")
        assert (response.status_code, response.url) == (303, "/metrics/?period=year")
        assert "They are being computed again." in reader.get(response.url).content.decode()
        actions.refresh_reports(now=timezone.now())
        assert cards(reader.get(response.url))["cltv"].envelope.numerator == 120

    def test_nobody_computes_another_s_again(self, reader, sign_in, charlie):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        sign_in(charlie).post(f"{URL}compute/")
        assert Report.objects.get().wanted_at is None

    def test_computing_again_without_metrics(self, sign_in, dpo):
        assert sign_in(dpo).post(f"{URL}compute/").status_code == 403

    def test_computing_again_is_no_link(self, reader):
        assert reader.get(f"{URL}compute/").status_code == 405

    def test_few_answers_are_withheld_when_they_are_read(self, reader, bob, carol):
        answer(carol, "nps", 10, MONTH_AGO)
        answer(make_contact("Bohumil", owner=bob), "nps", 2, MONTH_AGO)
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        card = cards(reader.get(URL))["nps"]
        assert (card.value, card.envelope.suppressed, [part.number for part in card.parts]) == ("–", True, [None] * 4)

    def test_words_are_made_once(self, reader):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        first, second = reader.get(URL), reader.get(URL)
        assert ("cards" in first.context, "cards" in second.context) == (True, False)
        assert figures_in(second) == figures_in(first) != ""

    def test_many_are_written_in_groups_of_digits(self, reader, alice):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        report = Report.objects.get()
        sizes = report.figures["measured"]["retention"]["sizes"]
        sizes["start"], sizes["bounced_in"] = 18760, 1889
        report.save()
        found = figures_in(reader.get(URL))
        assert 'Active at the start <strong class="tabular">18,760</strong>' in found
        assert '<span class="bridge-number">18,760</span>' in found
        assert "1,889 more customers came and went within the period and are in neither set." in found

    def test_words_are_each_reader_s_own(self, reader, sign_in, marketer, admin, bob, carol):
        """Both read one report; of few answers only who may see them by name sees the score."""
        answer(carol, "nps", 10, MONTH_AGO)
        answer(make_contact("Bohumil", owner=bob), "nps", 0, MONTH_AGO)
        sign_in(marketer).get(URL)
        actions.refresh_reports(now=timezone.now())
        for _time in range(2):
            assert "withheld" in figures_in(sign_in(marketer).get(URL))
            assert "withheld" not in figures_in(sign_in(admin).get(URL))
        assert Report.objects.filter(audience=EVERYONE).count() == 1

    def test_words_follow_the_reader_s_language(self, reader, alice):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        english = figures_in(reader.get(URL))
        alice.language = "cs"
        alice.save()
        czech = figures_in(reader.get(URL))
        assert ("100.00" in english, "100,00" in english) == (True, False)
        assert ("100.00" in czech, "100,00" in czech) == (False, True)

    def test_who_lost_the_right_to_see_answers_no_longer_sees_the_score(self, reader, sign_in, admin, bob, carol):
        answer(carol, "nps", 10, MONTH_AGO)
        client = sign_in(admin)
        client.get(URL)
        actions.refresh_reports(now=timezone.now())
        assert "+100" in figures_in(client.get(URL))
        admin.is_superuser = False
        admin.save()
        admin.role_assignments.create(role=Role.MARKETER)
        assert "+100" not in figures_in(client.get(URL))

    def test_the_list_is_of_now_and_counts_as_the_figure_did(self, reader, carol):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        address = f"{URL}retention/customers/?part=end"
        assert listed(reader.get(address)) == ["Carol Novotná"]
        report = Report.objects.get()
        report.figures["window"] = 30
        report.save()
        response = reader.get(address)
        assert listed(response) == []
        assert "The list shows the customers as they are now" in response.content.decode()

    def test_reading_takes_the_same_few_queries_for_one_customer_and_for_three(
        self, reader, alice, django_assert_num_queries
    ):
        reader.get(URL)
        actions.refresh_reports(now=timezone.now())
        reader.get(URL)
        with django_assert_num_queries(7) as one:
            reader.get(URL)
        for name in ("Second", "Third"):
            make_purchase(make_contact(name, owner=alice), MONTH_AGO)
        Report.objects.update(wanted_at=timezone.now())
        actions.refresh_reports(now=timezone.now())
        with django_assert_num_queries(len(one)):
            assert cards(reader.get(URL))["cltv"].envelope.n == 3


class TestCustomers:
    def test_opens_those_behind_the_number(self, sign_in, bob, carol, strangers):
        make_contract(carol, date(2020, 1, 1), MONTH_AGO)
        client = sign_in(bob)
        (lost,) = [part for part in cards(client.get(URL))["churn"].parts if part.code == "lost"]
        response = client.get(lost.url)
        assert (lost.number, listed(response)) == (1, ["Carol Novotná"])

    def test_those_who_brought_most_stand_first(self, sign_in, alice, carol):
        make_purchase(carol, MONTH_AGO, "100")
        make_purchase(make_contact("Zdeněk", owner=alice), MONTH_AGO, "300")
        response = sign_in(alice).get(f"{URL}cltv/customers/")
        assert [(row.contact.full_name, row.revenue) for row in response.context["page"]] == [
            ("Zdeněk", "300.00\N{NO-BREAK SPACE}EUR"),
            ("Carol Novotná", "100.00\N{NO-BREAK SPACE}EUR"),
        ]

    def test_without_sales_nobody_s_revenue_is_told(self, sign_in, marketer, carol):
        make_purchase(carol, MONTH_AGO, "1234.56")
        make_purchase(make_contact("Adam"), MONTH_AGO, "1")
        response = sign_in(marketer).get(f"{URL}cltv/customers/")
        assert listed(response) == ["Adam", "Carol Novotná"]
        assert "1,234.56" not in response.content.decode()

    def test_lowest_scores_first(self, sign_in, alice, carol):
        answer(carol, "csat", 4, MONTH_AGO)
        answer(make_contact("Zdeněk", owner=alice), "csat", 1, MONTH_AGO)
        response = sign_in(alice).get(f"{URL}csat/customers/")
        assert [(row.contact.full_name, row.detail) for row in response.context["page"]] == [
            ("Zdeněk", "1"),
            ("Carol Novotná", "4"),
        ]

    def test_stranger(self, sign_in, charlie, carol):
        make_purchase(carol, MONTH_AGO)
        assert listed(sign_in(charlie).get(f"{URL}cltv/customers/")) == []

    def test_customers_in_the_bin_are_left_out(self, sign_in, alice, carol):
        make_purchase(carol, MONTH_AGO)
        Contact.objects.update(deleted_at=datetime(2026, 1, 1, tzinfo=UTC))
        assert listed(sign_in(alice).get(f"{URL}cltv/customers/")) == []

    def test_without_metrics(self, sign_in, dpo):
        assert sign_in(dpo).get(f"{URL}cltv/customers/").status_code == 403

    @pytest.mark.parametrize("address", ["nothing/customers/", "nps/customers/?part=lost"])
    def test_a_figure_or_group_that_there_is_not(self, sign_in, alice, address):
        assert sign_in(alice).get(f"{URL}{address}").status_code == 404

    def test_a_bad_period(self, sign_in, alice):
        response = sign_in(alice).get(f"{URL}nps/customers/?from=x&to=y")
        assert (response.status_code, response.context["refusal"]) == (422, "“x” is not a date like 2026-12-31.")

    def test_wrong_method(self, sign_in, alice):
        assert sign_in(alice).post(f"{URL}cltv/customers/").status_code == 405

    def test_pages(self, sign_in, alice):
        for number in range(51):
            make_purchase(make_contact(f"Customer {number:02}", owner=alice), MONTH_AGO)
        client = sign_in(alice)
        assert len(listed(client.get(f"{URL}cltv/customers/"))) == 50
        assert listed(client.get(f"{URL}cltv/customers/?page=2")) == ["Customer 50"]

    @pytest.mark.parametrize(
        "address", ["retention/customers/?part=end", "nps/customers/", "cltv/customers/", "referral_rate/customers/"]
    )
    def test_as_many_queries_for_three_as_for_one(
        self, sign_in, lead, carol, address, django_assert_num_queries, django_assert_max_num_queries
    ):
        client = sign_in(lead)
        self._fill(carol)
        client.get(URL + address)
        with django_assert_max_num_queries(17) as one:
            assert len(listed(client.get(URL + address))) == 1
        for name in ("Second", "Third"):
            self._fill(make_contact(name, owner=carol.owner))
        with django_assert_num_queries(len(one)):
            assert len(listed(client.get(URL + address))) == 3

    def _fill(self, contact):
        make_purchase(contact, MONTH_AGO)
        answer(contact, "nps", 9, MONTH_AGO)


@pytest.mark.parametrize(
    ("language", "found"), [("cs", ["Jan Hora", "Jan Chalupa"]), ("en", ["Jan Chalupa", "Jan Hora"])]
)
def test_equals_stand_in_the_order_and_form_of_names_that_the_reader_uses(sign_in, alice, language, found):
    """Czech has Ch after H; a Hungarian name begins with the family name, and an English list turns it."""
    alice.language = language
    alice.save()
    for name in ("Jan Chalupa", "Jan Hora"):
        make_purchase(make_contact(name, owner=alice), MONTH_AGO, "100")
    nagy = make_contact("Nagy Anna", owner=alice, given="Anna", surname_core="Nagy", name_locale="hu")
    make_purchase(nagy, MONTH_AGO, "50")
    page = sign_in(alice).get(f"{URL}cltv/customers/")
    assert listed(page) == [*found, "Nagy Anna"]
    assert f"<bdi>{shown(nagy, language).name}</bdi></a>" in page.content.decode()

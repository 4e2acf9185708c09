"""What speaks for two companies being one, the queue of pairs, and the warning while one is typed in."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.duplicates import find_duplicates, tell_apart
from contacts.duplicates_company import companies_like, evidence, facts
from contacts.models import Company, CompanyPair, DuplicatePair
from tests.factories.contacts import make_company

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SITE = "https://www.globex.example"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (facts("Globex Ltd"), facts("GLOBEX, s.r.o."), ["name"]),
        (facts("Ромашка ООО"), facts("Romashka"), ["script"]),
        (facts("Глобекс ООО"), facts("Globex Ltd"), ["script"]),
        (facts("Globex", website=SITE), facts("Initech", website="globex.example/x"), ["site"]),
        (facts("Globex", website=SITE), facts("Globex", website=SITE), ["site", "name"]),
        (facts("Globex", country="CZ"), facts("Globex a.s.", country="CZ"), ["name", "country"]),
        (facts("Globex", city="Plzeň"), facts("Globex a.s.", city="PLZEN"), ["name", "city"]),
        (facts("Čapek"), facts("Capek"), ["name"]),
        (facts("Čapek"), facts("Šapek"), []),
        (facts("Čapek", country="CZ"), facts("Šapek", country="CZ"), ["alike", "country"]),
        (facts("Globex", country="CZ", city="Praha"), facts("Initech", country="CZ", city="Praha"), []),
        (facts("Globex", website="https://facebook.com/a"), facts("Initech", website="https://facebook.com/b"), []),
        (facts("…"), facts("—"), []),
        (facts("Globex"), facts("Globex Energy"), []),
    ],
)  # fmt: skip
def test_what_counts(one, other, told):
    assert evidence(one, other) == evidence(other, one) == told


@pytest.fixture
def globex(alice):
    return make_company("Globex", owner=alice, website=SITE, country="CZ")


@pytest.fixture
def twin(alice):
    return make_company("Глобекс ООО", owner=alice, website="https://globex.example/about", city="Praha")


@pytest.fixture
def pair(globex, twin):
    find_duplicates(now=NOW)
    return CompanyPair.objects.get()


class TestJob:
    def test_pairs_are_found_once_and_kept(self, globex, twin):
        assert find_duplicates(now=NOW) == find_duplicates(now=NOW) == {"pairs": 1}
        pair = CompanyPair.objects.get()
        assert (pair.one, pair.other, pair.evidence, pair.score) == (globex, twin, ["site", "script"], 65)
        assert not DuplicatePair.objects.exists()

    def test_what_holds_no_longer_goes(self, pair, twin):
        twin.name, twin.website = "Initech", ""
        twin.set_search_keys()
        twin.save()
        find_duplicates(now=NOW)
        assert not CompanyPair.objects.exists()

    def test_which_were_told_apart_stay_apart(self, alice, bob, pair):
        with pytest.raises(PermissionDenied):
            tell_apart(by=bob, pair=pair, now=NOW)
        tell_apart(by=alice, pair=pair, now=NOW)
        find_duplicates(now=NOW)
        pair.refresh_from_db()
        assert (pair.dismissed_by, CompanyPair.objects.count()) == (alice, 1)

    def test_a_site_of_many_is_nobodys(self, alice):
        for number in range(11):
            make_company(f"Tenant {number}", owner=alice, website=SITE)
        assert find_duplicates(now=NOW) == {"pairs": 0}

    def test_in_the_bin_nothing_is_twice(self, globex, twin):
        Company.objects.filter(pk=twin.pk).update(deleted_at=NOW)
        assert find_duplicates(now=NOW) == {"pairs": 0}

    def test_a_company_without_a_key_is_nobodys_double(self, alice):
        for name in ("…", "—"):
            make_company(name, owner=alice)
        assert find_duplicates(now=NOW) == {"pairs": 0}


class TestWhileTyping:
    def test_only_which_the_colleague_sees(self, alice, bob, charlie, globex, twin):
        typed = facts("Globex GmbH")
        told = {user: [known.company for known in companies_like(typed, by=user)] for user in (alice, bob, charlie)}
        assert told == {alice: [globex, twin], bob: [globex, twin], charlie: []}
        assert [known.company for known in companies_like(typed, by=alice, but=globex.pk)] == [twin]

    def test_nothing_typed_is_like_nothing(self, alice):
        make_company("…", owner=alice)
        assert companies_like(facts("", country="CZ"), by=alice) == []

    def test_the_fragment_says_why(self, sign_in, alice, charlie, marketer, globex):
        page, asked = reverse("contacts:company_alike"), {"name": "Other", "website": "www.globex.example"}
        told = {user: sign_in(user).get(page, asked) for user in (alice, charlie, marketer)}
        assert "same website" in told[alice].content.decode()
        assert globex.name not in told[charlie].content.decode()
        assert [answer.status_code for answer in told.values()] == [200, 200, 403]
        assert sign_in(alice).get(page, asked | {"but": str(globex.pk)}).content.strip() == b""
        assert sign_in(alice).post(page).status_code == 405

    def test_a_plain_form_saves_and_says_it(self, sign_in, alice, globex):
        made = sign_in(alice).post(reverse("contacts:company_create"), {"name": "Globex Ltd"}, follow=True)
        assert Company.objects.count() == 2
        page = made.content.decode()
        assert "Is it the same company as this one?" in page
        assert reverse("contacts:company_detail", args=[globex.pk]) in page


class TestQueue:
    def test_a_pair_is_told_apart(self, client, sign_in, alice, pair):
        page = reverse("contacts:company_duplicates")
        shown = sign_in(alice).get(page).content.decode()
        compare = f"{reverse('contacts:company_merge', args=[pair.one_id])}?other={pair.other_id}"
        words = ("same website", "the name in another script", "Czechia", "Praha", compare)
        assert [word in shown for word in words] == [True] * 5
        done = client.post(reverse("contacts:company_pair_apart", args=[pair.pk]))
        assert (done.status_code, done["Location"]) == (303, page)
        assert "No company seems to stand here twice" in client.get(page).content.decode()

    def test_people_and_companies_stand_side_by_side(self, sign_in, alice, pair):
        people, companies = (reverse(f"contacts:{name}") for name in ("duplicate_list", "company_duplicates"))
        pages = [sign_in(alice).get(page) for page in (people, companies)]
        assert [len(page.context["rows"]) for page in pages] == [0, 1]
        assert [url in page.content.decode() for page in pages for url in (people, companies)] == [True] * 4

    def test_the_lead_sees_the_teams_and_others_nothing(self, sign_in, lead, bob, charlie, marketer, pair):
        page, apart = reverse("contacts:company_duplicates"), reverse("contacts:company_pair_apart", args=[pair.pk])
        rows = [len(sign_in(user).get(page).context["rows"]) for user in (lead, bob, charlie)]
        assert rows == [1, 0, 0]
        assert [sign_in(user).post(apart).status_code for user in (bob, charlie, marketer)] == [403, 404, 403]
        assert sign_in(marketer).get(page).status_code == 403
        assert sign_in(lead).post(reverse("contacts:company_pair_apart", args=[999_999])).status_code == 404
        assert sign_in(lead).get(apart).status_code == 405
        pair.refresh_from_db()
        assert pair.dismissed_at is None

    def test_the_card_asks_too(self, sign_in, alice, globex, pair):
        card = sign_in(alice).get(reverse("contacts:company_detail", args=[globex.pk])).content.decode()
        assert [words in card for words in (pair.other.name, "same website")] == [True, True]

    def test_a_half_foreign_pair_is_not_shown(self, sign_in, alice, charlie, globex):
        foreign = make_company("Globex Foreign", owner=charlie, website=SITE)
        find_duplicates(now=NOW)
        pair = CompanyPair.objects.get()
        assert pair.other == foreign
        client = sign_in(alice)
        assert client.get(reverse("contacts:company_duplicates")).context["rows"] == []
        assert client.post(reverse("contacts:company_pair_apart", args=[pair.pk])).status_code == 404
        card = client.get(reverse("contacts:company_detail", args=[globex.pk])).content.decode()
        assert "Foreign" not in card

    def test_three_pairs_take_as_many_queries_as_one(self, client, sign_in, alice, pair):
        page, counts = reverse("contacts:company_duplicates"), []
        sign_in(alice).get(page)
        for number in range(3):
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
            for form in ("Ltd", "GmbH"):
                make_company(f"Company {number} {form}", owner=alice)
            find_duplicates(now=NOW)
        assert counts[0] == counts[2]

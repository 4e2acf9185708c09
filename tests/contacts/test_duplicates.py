"""What speaks for two contacts being one: the pairs of specs/global.md section 7, by search and by evidence."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.actions.duplicates import find_duplicates, tell_apart
from contacts.duplicates import Typed, evidence, facts, known_like, sound_alike
from contacts.models import Contact, DuplicatePair
from contacts.tasks import find_duplicates as task
from crm.text import skel
from tests.factories.contacts import add_birthday, make_company, make_contact

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)

# Stored name, what is looked for.
FOUND = [
    ("Müller", "Mueller"),
    ("Mueller", "Müller"),
    ("Åse Holm", "Aase"),
    ("Aase Holm", "Åse"),
    ("Семёнов", "Семенов"),
    ("Семенов", "Семёнов"),
    ("Андрей", "Andrei"),
    ("Хасан", "Khasan"),
    ("Щербаков", "Shcherbakov"),
    ("Shcherbakov", "Щербаков"),
    ("Weiß", "Weiss"),
    ("WEISS", "weiß"),
    ("Bækgaard", "Baekgaard"),
    ("Sørensen", "Sorensen"),
    ("Đorđević", "dordevic"),
    ("Łukasz", "lukasz"),
    ("Þór", "Thor"),
    ("O’Brien", "obrien"),
    ("OBrien", "o'brien"),
    ("Ｎｏｖａｋ", "Novak"),
    ("Žák", "žák"),
    ("ŽÁK", "zak"),
    ("иванов", "ИВАНОВ"),
    ("Kovács János", "janos kov"),
    ("Kovács János", "kovács já"),
    ("山田太郎", "山田"),
    ("山田太郎", "shan tian"),
    ("がぎ", "がぎ"),
]
NOT_FOUND = [("山田太郎", "Yamada"), ("Müller", "Miller"), ("がぎ", "はひ"), ("Novák", "Dvořák")]


@pytest.mark.parametrize(("stored", "asked"), FOUND)
def test_a_search_finds_it_in_the_other_writing(alice, stored, asked):
    contact = make_contact(stored, owner=alice)
    assert list(Contact.objects.visible_to(alice).search(asked, by=alice)) == [contact]


@pytest.mark.parametrize(("stored", "asked"), NOT_FOUND)
def test_a_search_does_not_take_one_for_another(alice, stored, asked):
    make_contact(stored, owner=alice)
    assert list(Contact.objects.visible_to(alice).search(asked, by=alice)) == []


def test_by_its_reading_or_latin_name_a_name_is_found(alice):
    contact = make_contact("山田太郎", owner=alice, reading="Yamada Tarō", latin_name="Taro Yamada")
    assert list(Contact.objects.visible_to(alice).search("yamada", by=alice)) == [contact]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Чапек", "Čapek"),
        ("Иванов", "Ivanoff"),
        ("Кузнецов", "Kuznetsov"),
        ("Кузнецов", "Kuznecov"),
        ("Щербаков", "Scherbakow"),
        ("Чайковский", "Tchaikovsky"),
        ("Юлия", "Julia"),
        ("Дмитрий", "Dmitry"),
        ("Жукаускас", "Žukauskas"),
        ("Лукаш", "Łukasz"),
        ("Wójcik", "Vojcik"),
        ("Müller", "Mueller"),
        ("Åse", "Aase"),
        ("Карола Новотна", "Novotná Carola"),
        # These are different names: a reason to suggest no one by the name alone.
        ("Šimek", "Zimek"),
        ("Čapek", "Šapek"),
        ("Chan", "Shan"),
    ],
)
def test_the_loose_key_is_the_same(one, other):
    assert skel(one) == skel(other)


def test_an_empty_name_sounds_like_none():
    assert (skel(""), skel("…"), sound_alike("", "")) == ("", "", False)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Александр Петров", "Alexander Petrov", True),
        ("Иван Иванов", "Ivana Ivanova", False),
        ("Ivanov", "Ivanova", False),
        ("Jan Novák", "Jana Nováková", False),
        ("Чайковский", "Чайковская", False),
        ("Jonas Petrauskas", "Jonas Petraitis", False),
    ],
)
def test_names_that_sound_alike(one, other, alike):
    assert sound_alike(skel(one), skel(other)) == alike


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"names": ["Eva"], "points": {("email", "a@x")}}, {"names": ["Jan"], "points": {("email", "a@x")}}, ["email"]),
        ({"names": ["Eva Novák"]}, {"names": ["Eva Novak"]}, []),
        ({"names": ["Eva"], "company": 1}, {"names": ["Jan"], "company": 1}, []),
        ({"names": ["Eva"], "company": 1}, {"names": ["EVA"], "company": 1}, ["name", "company"]),
        ({"names": ["Ева"], "company": 1}, {"names": ["Eva"], "company": 1}, ["script", "company"]),
        (
            {"names": ["Чапек"], "points": {("phone", "+1")}},
            {"names": ["Čapek"], "points": {("phone", "+1")}},
            ["phone", "script"],
        ),
        (
            {"names": ["Chan"], "birthday": date(1980, 1, 2)},
            {"names": ["Shan"], "birthday": date(1980, 1, 2)},
            ["birthday", "alike"],
        ),
    ],
)
def test_a_name_counts_beside_other_evidence_alone(one, other, told):
    pair = [facts(**{**side, "points": frozenset(side.get("points", ()))}) for side in (one, other)]
    assert evidence(*pair) == evidence(*pair[::-1]) == told


@pytest.fixture
def twin(alice, carol):
    return make_contact("Карол Новотна", owner=alice, email="CAROL@customer.example")


class TestJob:
    def test_pairs_are_found_once_and_kept(self, carol, twin):
        assert find_duplicates(now=NOW) == find_duplicates(now=NOW) == {"pairs": 1}
        pair = DuplicatePair.objects.get()
        assert (pair.one, pair.other, pair.evidence) == (carol, twin, ["email", "script"])

    def test_what_holds_no_longer_goes(self, carol, twin):
        find_duplicates(now=NOW)
        twin.points.all().delete()
        find_duplicates(now=NOW)
        assert DuplicatePair.objects.count() == 0

    def test_who_was_told_apart_stays_apart(self, alice, bob, twin):
        find_duplicates(now=NOW)
        pair = DuplicatePair.objects.get()
        with pytest.raises(PermissionDenied):
            tell_apart(by=bob, pair=pair, now=NOW)
        tell_apart(by=alice, pair=pair, now=NOW)
        find_duplicates(now=NOW)
        pair.refresh_from_db()
        assert (pair.dismissed_by, DuplicatePair.objects.count()) == (alice, 1)

    def test_a_number_of_many_is_nobodys(self, alice):
        for number in range(11):
            make_contact(f"Person {number}", owner=alice, email="info@customer.example")
        assert find_duplicates(now=NOW) == {"pairs": 0}

    def test_companies_and_birthdays_are_looked_through(self, alice, charlie):
        brewery = make_company(owner=alice)
        for name in ("Jan Dvořák", "Ян Дворжак", "Other One"):
            make_contact(name, owner=alice, company=brewery)
        for name in ("Petr Malý", "Petr Maly"):
            add_birthday(make_contact(name, owner=charlie), 3, 4, 1980)
        found = find_duplicates(now=NOW)
        told = sorted(pair.evidence for pair in DuplicatePair.objects.all())
        assert (told, found) == ([["name", "birthday"], ["script", "company"]], {"pairs": 2})

    def test_in_a_large_company_equal_keys_are_compared(self, alice, monkeypatch):
        monkeypatch.setattr("contacts.actions.duplicates.LARGEST_COMPANY", 1)
        brewery = make_company(owner=alice)
        for name in ("Jan Čapek", "Ян Чапек", "Jan Malý"):
            make_contact(name, owner=alice, company=brewery)
        assert find_duplicates(now=NOW) == {"pairs": 1}

    def test_in_the_bin_nobody_is_twice(self, carol, twin):
        Contact.objects.filter(pk=twin.pk).update(deleted_at=NOW)
        assert find_duplicates(now=NOW) == {"pairs": 0}

    def test_the_task_takes_the_moment(self, twin):
        assert task(NOW.isoformat()) == {"pairs": 1}
        assert DuplicatePair.objects.get().found_at == NOW


class TestWhileTyping:
    def test_only_whom_the_colleague_sees(self, alice, bob, charlie, carol, twin):
        typed = Typed("Carol Novotna", emails=("carol@customer.example",))
        told = {user: [known.contact for known in known_like(typed, by=user)] for user in (alice, bob, charlie)}
        assert told == {alice: [carol, twin], bob: [carol, twin], charlie: []}
        assert [known.contact for known in known_like(typed, by=alice, but=carol.pk)] == [twin]

    def test_addresses_one_does_not_see_are_no_evidence(self, marketer, carol):
        assert known_like(Typed("Carol Novotná", emails=("carol@customer.example",)), by=marketer) == []

    def test_a_phone_is_read_by_country_and_a_mate_by_company(self, alice, carol):
        brewery = make_company(owner=alice)
        mate = make_contact("Ева Мала", owner=alice, company=brewery)
        by_phone = known_like(Typed("X", phones=("601 000 001",), country="CZ"), by=alice)
        by_company = known_like(Typed("Eva Mala", company="example brewery"), by=alice)
        assert [(one.contact, one.evidence) for one in by_phone] == [(carol, ["phone"])]
        assert [(one.contact, one.evidence) for one in by_company] == [(mate, ["script", "company"])]

    def test_the_fragment_says_why(self, sign_in, alice, charlie, marketer, carol):
        page, asked = reverse("contacts:contact_alike"), {"full_name": "C", "emails": "carol@customer.example"}
        told = {user: sign_in(user).get(page, asked) for user in (alice, charlie, marketer)}
        assert "same e-mail" in told[alice].content.decode()
        assert carol.full_name not in told[charlie].content.decode()
        assert [answer.status_code for answer in told.values()] == [200, 200, 403]
        assert sign_in(alice).get(page, asked | {"but": str(carol.pk)}).content.strip() == b""
        assert sign_in(alice).post(page).status_code == 405

    def test_a_plain_form_warns_once(self, client, sign_in, alice, carol):
        page = reverse("contacts:contact_create")
        typed = {"full_name": "Karola", "emails": "carol@customer.example", "stage": "awareness"}
        warned = sign_in(alice).post(page, typed)
        assert (warned.status_code, Contact.objects.count()) == (422, 1)
        assert 'name="save_anyway"' in warned.content.decode()
        saved = client.post(page, typed | {"save_anyway": "1"})
        assert (saved.status_code, Contact.objects.count()) == (303, 2)


class TestQueue:
    @pytest.fixture
    def pair(self, twin):
        find_duplicates(now=NOW)
        return DuplicatePair.objects.get()

    def test_a_pair_is_told_apart(self, client, sign_in, alice, pair):
        page = reverse("contacts:duplicate_list")
        shown = sign_in(alice).get(page).content.decode()
        assert [words in shown for words in ("same e-mail", "the name in another script")] == [True, True]
        done = client.post(reverse("contacts:duplicate_apart", args=[pair.pk]))
        assert (done.status_code, done["Location"]) == (303, page)
        assert "Nobody seems to stand here twice" in client.get(page).content.decode()

    def test_the_lead_sees_the_teams_and_others_nothing(self, sign_in, lead, bob, charlie, marketer, pair):
        page, apart = reverse("contacts:duplicate_list"), reverse("contacts:duplicate_apart", args=[pair.pk])
        rows = [len(sign_in(user).get(page).context["rows"]) for user in (lead, bob, charlie)]
        assert rows == [1, 0, 0]
        assert [sign_in(user).post(apart).status_code for user in (bob, charlie, marketer)] == [403, 404, 403]
        assert sign_in(lead).post(reverse("contacts:duplicate_apart", args=[999_999])).status_code == 404
        assert sign_in(lead).get(apart).status_code == 405

    def test_the_card_asks_too(self, sign_in, alice, carol, pair):
        panel = sign_in(alice).get(reverse("contacts:contact_merges", args=[carol.pk])).content.decode()
        assert [words in panel for words in (pair.other.full_name, "same e-mail")] == [True, True]

    def test_a_half_foreign_pair_is_not_shown(self, sign_in, alice, charlie, carol):
        foreign = make_contact("Foreign", owner=charlie, email="carol@customer.example")
        find_duplicates(now=NOW)
        assert DuplicatePair.objects.get().other == foreign
        assert sign_in(alice).get(reverse("contacts:duplicate_list")).context["rows"] == []

    def test_three_pairs_take_as_many_queries_as_one(self, client, sign_in, alice, pair):
        page, counts = reverse("contacts:duplicate_list"), []
        sign_in(alice).get(page)
        for number in range(3):
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
            for name in ("A", "B"):
                make_contact(f"{name} {number}", owner=alice, email=f"both{number}@customer.example")
            find_duplicates(now=NOW)
        assert counts[0] == counts[2]

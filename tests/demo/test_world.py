"""The invented world as a whole: who is in it, that it is the same each time, and that its books are right."""

import unicodedata
from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Count

from contacts.consent import may_contact
from contacts.models import Channel, Company, Consent, Contact, ContactPoint, DateKind, ImportantDate, Purpose
from crm.clock import local, zone
from demo.house import build_house
from demo.sign_ins import PASSWORD, SIGN_INS
from demo.world import build_world, settle
from feedback.models import Answer, QuestionKind
from interactions.models import FollowUp, HandOver, Interaction
from loyalty.models import Account, Entry, Referral
from outreach.models import Message
from sales.models import Contract, ExchangeRate, Purchase
from sales.rates import rate_on
from staff.drafts import is_reached
from staff.models import Draft, Organisation, Role, User
from translating.guessing import language_of
from translating.models import Translation
from translating.texts import kind_of

SCRIPTS = {
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "GEORGIAN",
    "ARMENIAN",
    "HEBREW",
    "ARABIC",
    "DEVANAGARI",
    "THAI",
    "HANGUL",
    "CJK",
}
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.fixture(scope="class")
def world(django_db_setup, django_db_blocker):
    """One world for the whole class; its tests only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(contacts=200, seed=1, now=NOON)
        transaction.set_rollback(True)


@pytest.fixture
def reading(world, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def scripts(text: str) -> set[str]:
    return {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}


@pytest.mark.usefixtures("reading")
class TestWorld:
    def test_people_companies_and_countries(self, world):
        assert (world.contacts, world.companies) == (200, 40)
        assert Contact.objects.count() == 200
        assert Company.objects.count() == 40
        assert Contact.objects.exclude(country="").values("country").distinct().count() == 25

    def test_names_in_many_scripts(self):
        found = set().union(*(scripts(contact.full_name) for contact in Contact.objects.all()))
        assert found - {"KATAKANA", "HIRAGANA"} == SCRIPTS

    def test_a_name_in_another_script_is_found_in_latin_letters(self):
        foreign = Contact.objects.exclude(latin_name="").first()
        reader = User.objects.get(is_superuser=True)
        assert foreign in Contact.objects.search(foreign.latin_name, by=reader)

    def test_pan_novak_belongs_to_alice(self):
        novak = Contact.objects.get(full_name="Jan Novák")
        assert novak.owner.email == "alice@rapport.example"
        assert (novak.languages[0], novak.time_zone, novak.titles) == ("cs", "Europe/Prague", ["ing"])

    def test_everyone_is_reached_at_reserved_domains_only(self):
        values = ContactPoint.objects.filter(kind="email").values_list("value", flat=True)
        assert {value.rsplit(".", 1)[1] for value in values} == {"example"}
        assert len(set(values)) == len(values)

    def test_each_sign_in_works(self):
        assert set(User.objects.values_list("email", flat=True)) == set(SIGN_INS)
        assert all(user.check_password(PASSWORD) for user in User.objects.all())

    def test_the_password_passes_the_validators(self):
        for user in User.objects.all():
            validate_password(PASSWORD, user)

    def test_roles_and_teams(self):
        by_name = {user.email.split("@")[0]: user for user in User.objects.all()}
        assert by_name["alice"].team == by_name["bob"].team == by_name["lead"].team
        assert by_name["charlie"].team not in (None, by_name["alice"].team)
        assert by_name["lead"].has_role(Role.LEAD)
        assert by_name["admin"].is_superuser

    def test_four_of_five_agreed_and_the_reason_is_known_for_the_others(self):
        verdicts = Counter(
            may_contact(contact, Purpose.GREETINGS, Channel.EMAIL, NOON).code
            for contact in Contact.objects.alive().filter(do_not_contact=False)
        )
        agreed = verdicts.pop("consent_given")
        assert 0.78 <= agreed / (agreed + verdicts.total()) <= 0.82
        assert set(verdicts) == {"consent_refused", "consent_withdrawn", "consent_unknown"}
        assert set(Consent.objects.values_list("source", flat=True)) == {"demo"}

    def test_birthdays_today_and_tomorrow_in_several_zones(self):
        rows = ImportantDate.objects.filter(kind=DateKind.BIRTHDAY).select_related("contact")
        away = Counter()
        zones = set()
        for row in rows:
            today = local(NOON, row.contact.zone).date()
            days = (today.replace(month=row.month, day=row.day) - today).days
            if days in (0, 1):
                away[days] += 1
                zones.add(row.contact.time_zone)
        assert away[0] >= 10
        assert away[1] >= 5
        assert len(zones) >= 10

    def test_eight_currencies_and_a_purchase_without_a_rate(self):
        assert Purchase.objects.values("currency").distinct().count() == 8
        assert 1 <= Purchase.objects.without_rate().count() <= 3
        assert set(ExchangeRate.objects.values_list("source", flat=True)) == {"demo"}

    def test_one_entry_and_one_comment_are_translated_for_alice(self):
        rows = Translation.objects.order_by("subject_type")
        assert [row.subject_type for row in rows] == ["feedback.Response", "interactions.Interaction"]
        entry = Interaction.objects.get(pk=rows[1].subject_id)
        (part,) = kind_of(Interaction).parts(entry)
        assert (part.digest, rows[1].contact.owner.full_name) == (rows[1].digest, "Alice Světlá")
        assert language_of(entry.summary) == rows[1].original_language

    def test_rates_are_frozen_as_the_sales_room_freezes_them(self):
        place = zone(Organisation.current().time_zone)
        for purchase in Purchase.objects.exclude(rate=None).order_by("pk")[::40]:
            known = rate_on(purchase.currency, "EUR", local(purchase.ordered_at, place).date())
            frozen = (purchase.rate, purchase.rate_date, purchase.rate_source, purchase.base_amount)
            assert frozen == (known.stored, known.date, known.source, known.convert(purchase.amount))

    def test_a_purchase_in_the_gap_has_no_rate(self):
        for purchase in Purchase.objects.without_rate():
            assert rate_on(purchase.currency, "EUR", purchase.ordered_at.date()) is None

    def test_three_years_and_nothing_in_the_future(self):
        ages = [(NOON - at).days for at in Interaction.objects.values_list("at", flat=True)]
        assert min(ages) >= 0
        assert max(ages) > 900
        assert Purchase.objects.filter(ordered_at__gt=NOON).count() == 0

    def test_each_purchase_contract_and_answer_stands_in_the_timeline_once(self):
        kinds = dict(Interaction.objects.values_list("kind").annotate(count=Count("pk")).order_by())
        returned = Purchase.objects.filter(status__in=["cancelled", "refunded"]).count()
        assert kinds["purchase"] == Purchase.objects.count() + returned
        assert kinds["contract"] == Contract.objects.count()

    def test_contracts_run_have_ended_and_end_soon(self):
        today = NOON.date()
        assert Contract.objects.covering(today).count() >= 20
        assert Contract.objects.filter(ends_on__lt=today).count() >= 5
        soon = Contract.objects.filter(ends_on__range=(today, today.replace(year=2027, month=1)))
        assert soon.filter(contact__owner__email="alice@rapport.example").count() >= 2

    def test_scores_of_both_surveys(self):
        for kind, least in ((QuestionKind.CSAT, 60), (QuestionKind.NPS, 60)):
            assert Answer.objects.filter(question__kind=kind).count() >= least

    def test_points_and_referrals(self):
        assert Account.objects.members().count() >= 80
        assert Entry.objects.filter(account__kind="redeemed").count() >= 5
        assert set(Referral.objects.values_list("state", flat=True)) == {"registered", "qualified"}

    def test_the_ledger_is_clean(self):
        call_command("ledger_verify", stdout=StringIO(), stderr=StringIO())

    def test_alice_has_something_to_do(self):
        hers = FollowUp.objects.open().filter(owner__email="alice@rapport.example")
        assert hers.filter(due_at__lt=NOON).count() == 4
        assert HandOver.objects.get().taker.email == "alice@rapport.example"
        assert list(hers.filter(snoozes=1).values_list("title", flat=True)) == [
            "Prepare the offer for forty desk lamps"
        ]
        assert hers.filter(repeat_unit="month").count() == hers.filter(local_time=None).count() == 1
        assert hers.filter(due_at__gte=NOON, source="").count() == 8
        assert hers.filter(due_at__gte=NOON).exclude(source="").count() >= 2
        assert Message.objects.filter(follow_up__kind="mail", state="pending").count() == 1

    def test_alice_was_called_away_from_a_mail(self):
        draft = Draft.objects.get()
        assert (draft.user.full_name, draft.page) == ("Alice Světlá", "interactions:plan?kind=mail")
        assert is_reached(draft)

    def test_last_contact_is_the_newest_entry(self):
        contact = Contact.objects.exclude(last_contact_at=None).order_by("-last_contact_at").first()
        assert contact.last_contact_at == contact.interactions.filter(is_automatic=False).order_by("-at").first().at


@pytest.mark.django_db
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_whatever_the_hour_greetings_are_due_now_and_others_wait(hour):
    now = NOON.replace(hour=hour)
    settle(build_house(now), [], 200, 1, now)
    due, waiting = 0, 0
    for row in ImportantDate.objects.select_related("contact"):
        there = local(now, row.contact.zone)
        is_today = (row.month, row.day) == (there.month, there.day)
        if is_today and may_contact(row.contact, Purpose.GREETINGS, Channel.EMAIL, now):
            due += 9 <= there.hour < 20
            waiting += there.hour < 9
    assert due >= 3
    assert due + waiting >= 5


def _facts() -> list[object]:
    return [
        list(Contact.objects.order_by("pk").values_list("full_name", "owner__email", "time_zone", "last_contact_at")),
        list(ContactPoint.objects.order_by("pk").values_list("contact__external_id", "normalised")),
        list(ImportantDate.objects.order_by("pk").values_list("contact__external_id", "month_day", "year")),
        list(Purchase.objects.order_by("number").values_list("number", "amount", "base_amount", "status")),
        list(Answer.objects.order_by("at", "value").values_list("at", "value")),
        list(Entry.objects.order_by("pk").values_list("points", flat=True)),
    ]


@pytest.mark.django_db
def test_the_same_seed_and_moment_make_the_same_world():
    seen = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            build_world(contacts=40, seed=seed, now=NOON)
            seen.append(_facts())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


@pytest.mark.django_db
def test_a_single_contact_is_a_world_too():
    assert build_world(contacts=1, seed=1, now=NOON).contacts == 1


@pytest.mark.django_db
class TestCommand:
    def test_refuses_outside_debug(self, settings):
        settings.DEBUG = False
        with pytest.raises(CommandError, match=r"^The demo world is only loaded where DEBUG=1 is set\.$"):
            call_command("load_demo")
        assert Organisation.objects.count() == 0

    def test_refuses_a_database_that_is_not_empty(self, settings, carol):
        settings.DEBUG = True
        with pytest.raises(CommandError, match=r"^The database is not empty, and the demo world needs an empty one"):
            call_command("load_demo")
        assert Contact.objects.get() == carol

    @pytest.mark.parametrize(
        "arguments",
        [["--contacts", "0"], ["--now", "yesterday"], ["--now", "2026-02-30T00:00Z"], ["--now", "0001-01-01T00:00Z"]],
    )
    def test_bad_arguments_are_refused_in_one_sentence(self, settings, arguments):
        settings.DEBUG = True
        with pytest.raises(CommandError, match=r"^--\w+ takes [^\n]*$"):
            call_command("load_demo", *arguments)
        assert Organisation.objects.count() == 0

    def test_prints_the_sign_ins(self, settings):
        settings.DEBUG = True
        out = StringIO()
        call_command("load_demo", "--contacts", "30", "--now", NOON.isoformat(), stdout=out)
        assert out.getvalue().startswith("30 people, 40 companies, ")
        assert PASSWORD in out.getvalue()
        assert all(email in out.getvalue() for email in SIGN_INS)

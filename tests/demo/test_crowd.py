"""The crowd: as many as asked, right in every column that others rely on, the same for the same seed."""

from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import Count, Max

from contacts.models import Company, Consent, Contact, ContactPoint, StageChange
from contacts.models.contact_point import normalise
from crm.clock import local, zone
from demo.crowd.talks import Diary
from demo.world import TOLD, build_world
from feedback.models import Response
from interactions.models import FollowUp, Interaction
from loyalty.models import Account, Allocation, Referral, Transaction
from loyalty.verifying import flaws
from sales.models import Purchase
from sales.rates import rate_on
from staff.models import Organisation, Team, User
from tests.factories.contacts import make_contact
from tests.factories.sales import make_purchase

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
PEOPLE, ENTRIES, ORDERS = TOLD + 400, 12_000, 2_000


@pytest.fixture(scope="class")
def world(django_db_setup, django_db_blocker):
    """One world for the whole class; its tests only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(contacts=PEOPLE, interactions=ENTRIES, purchases=ORDERS, seed=1, now=NOON)
        transaction.set_rollback(True)


@pytest.fixture
def reading(world, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def crowd():
    return Contact.objects.order_by("pk")[TOLD:]


@pytest.mark.usefixtures("reading")
class TestCrowd:
    def test_there_are_as_many_as_asked(self, world):
        assert (world.contacts, world.purchases) == (PEOPLE, ORDERS)
        assert ENTRIES * 0.99 <= world.interactions <= ENTRIES
        assert world.companies == 40 + 40
        assert world.answers == Response.objects.count() > 200

    def test_keys_are_those_of_the_application(self):
        for row in [*crowd(), *Company.objects.all()]:
            kept = [value for name, value in vars(row).items() if name.endswith(("_key", "_key2"))]
            row.set_search_keys()
            assert [value for name, value in vars(row).items() if name.endswith(("_key", "_key2"))] == kept

    def test_points_are_looked_up_as_the_application_looks(self):
        for point in ContactPoint.objects.filter(contact__in=crowd().values("pk")).select_related("contact"):
            assert point.normalised == normalise(point.kind, point.value, point.contact.country)

    def test_nobody_shares_an_address(self):
        values = ContactPoint.objects.filter(kind="email").values_list("value", flat=True)
        assert len(set(values)) == len(values)

    def test_last_contact_is_the_newest_entry(self):
        newest = Interaction.objects.filter(is_automatic=False).order_by().values("contact").annotate(at=Max("at"))
        kept = Contact.objects.exclude(last_contact_at=None).values_list("pk", "last_contact_at")
        assert dict(kept) == {row["contact"]: row["at"] for row in newest}

    def test_the_last_stage_is_the_contact_s(self):
        for contact in crowd().prefetch_related("stage_changes"):
            changes = sorted(contact.stage_changes.all(), key=lambda change: change.at)
            assert changes[-1].after == contact.stage
            assert [change.before for change in changes[1:]] == [change.after for change in changes[:-1]]

    def test_a_few_are_much_busier_than_the_others(self):
        talks = Interaction.objects.filter(source__startswith="demo/crowd/").values_list("contact")
        counts = sorted(talks.annotate(count=Count("pk")).order_by().values_list("count", flat=True))
        busiest = Interaction.objects.filter(source__startswith="demo/crowd/", contact=crowd()[0]).count()
        assert busiest >= 3 * counts[len(counts) // 2]
        assert crowd()[0].owner.email == "alice@rapport.example"

    def test_alice_s_team_sees_a_part(self):
        teams = Counter(crowd().values_list("team__name", flat=True))
        assert set(teams) == {"North", "South", "East", "West"}
        assert 0.5 < teams["North"] / sum(teams.values()) < 0.7
        assert None in crowd().values_list("owner", flat=True)

    def test_a_colleague_s_contact_is_in_the_colleague_s_team(self):
        for owner_team, team in Contact.objects.exclude(owner=None).values_list("owner__team", "team"):
            assert owner_team == team

    def test_entries_happened_in_their_order_within_three_years(self):
        moments = list(Interaction.objects.filter(source__startswith="demo/crowd/").order_by("pk").values_list("at"))
        assert moments == sorted(moments)
        assert moments[-1][0] < NOON
        assert (NOON - moments[0][0]).days < 1100

    def test_rates_are_frozen_as_the_sales_room_freezes_them(self):
        place = zone(Organisation.current().time_zone)
        for purchase in Purchase.objects.filter(number__startswith="LX-").exclude(rate=None).order_by("pk")[::100]:
            known = rate_on(purchase.currency, "EUR", local(purchase.ordered_at, place).date())
            frozen = (purchase.rate, purchase.rate_date, purchase.rate_source, purchase.base_amount)
            assert frozen == (known.stored, known.date, known.source, known.convert(purchase.amount))

    def test_each_purchase_and_answer_stands_in_the_timeline(self):
        kinds = dict(Interaction.objects.values_list("kind").annotate(count=Count("pk")).order_by())
        returned = Purchase.objects.filter(status__in=["cancelled", "refunded"]).count()
        assert kinds["purchase"] == ORDERS + returned
        assert kinds["answer"] == Response.objects.count()

    def test_the_ledger_is_clean_and_of_every_kind(self):
        assert [str(flaw) for flaw in flaws()] == []
        kinds = dict(Transaction.objects.values_list("kind").annotate(count=Count("pk")).order_by())
        assert kinds["earn"] > 2_000
        assert kinds["reverse"] >= 20
        assert kinds["redeem"] >= 20
        assert Allocation.objects.count() >= kinds["reverse"] + kinds["redeem"]
        assert Account.objects.members().filter(contact__in=crowd().values("pk")).count() > 200

    def test_who_was_brought_is_a_referral(self):
        brought = Contact.objects.exclude(referred_by=None).values_list("pk", "referred_by")
        assert set(Referral.objects.values_list("referee", "advocate")) == set(brought)

    def test_consents_say_four_of_five(self):
        rows = Consent.objects.filter(purpose="greetings", contact__in=crowd().values("pk"))
        given = rows.filter(state="given").exclude(contact__consents__state="withdrawn").count()
        assert 0.7 < given / 400 < 0.9

    def test_each_colleague_has_something_to_do(self):
        owners = set(Contact.objects.exclude(owner=None).values_list("owner", flat=True))
        assert set(FollowUp.objects.open().values_list("owner", flat=True)) >= owners

    def test_foreign_keys_hold(self):
        connection.check_constraints()


@pytest.mark.django_db
def test_the_same_seed_and_moment_make_the_same_crowd():
    seen = []
    for seed, deleted in ((7, 0), (7, 7), (8, 0)):
        with transaction.atomic():
            _use_up_ids(deleted)
            build_world(contacts=TOLD + 30, purchases=ORDERS, seed=seed, now=NOON)
            seen.append(
                [
                    list(crowd().values_list("full_name", "owner__email", "last_contact_at", "company__name")),
                    sorted(Interaction.objects.values_list("at", "summary", "kind")),
                    sorted(Purchase.objects.values_list("ordered_at", "amount", "status")),
                    sorted(StageChange.objects.values_list("at", "after")),
                ]
            )
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def _use_up_ids(count: int) -> None:
    """An empty database may have held rows before, so that its ids begin elsewhere."""
    contact = make_contact()
    for _number in range(count):
        make_purchase(contact, NOON)
    Purchase.objects.all().delete()
    contact.delete()


@pytest.mark.django_db
def test_few_people_are_told_without_a_crowd():
    build_world(contacts=40, seed=1, now=NOON)
    assert Team.objects.count() == 2
    assert User.objects.count() == 7


def test_a_diary_shares_out_every_talk():
    diary = Diary(500, 9_000, NOON, Random(1))
    assert sum(diary.counts) == 9_000
    assert min(diary.counts) >= 0


@pytest.mark.django_db
class TestCommand:
    def test_sizes_reach_the_world(self, settings):
        settings.DEBUG = True
        out = StringIO()
        sizes = ("--contacts", "210", "--interactions", "9000", "--purchases", "900")
        call_command("load_demo", *sizes, "--now", NOON.isoformat(), stdout=out)
        assert Purchase.objects.count() == 900
        assert out.getvalue().startswith("210 people, 41 companies, ")

    @pytest.mark.parametrize(
        "arguments",
        [["--contacts", "200", "--purchases", "10"], ["--contacts", "300", "--interactions", "0"]],
    )
    def test_sizes_without_a_crowd_are_refused(self, settings, arguments):
        settings.DEBUG = True
        with pytest.raises(CommandError, match=r"^--\w+ takes a number from 1, and --contacts above 200 beside it\.$"):
            call_command("load_demo", *arguments)
        assert Organisation.objects.count() == 0

"""Reports that are computed ahead: whose they are, when they are fresh, who computes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from metrics import actions
from metrics.figures import from_text
from metrics.models import FRESH_FOR, Report
from metrics.periods import twelve_months
from metrics.querysets import CLAIM_LASTS
from staff.models import Role
from tests.factories.contacts import make_contact
from tests.factories.sales import make_purchase
from tests.metrics.worlds import answer

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def house(monkeypatch, carol):
    """One that counts as large: what one purchase makes is kept."""
    monkeypatch.setattr(actions, "ROWS_COMPUTED_AT_ONCE", 0)
    make_purchase(carol, date(2026, 10, 1), "100")
    return carol


def look(user, now=NOW, choice="12m"):
    user = type(user).objects.get(pk=user.pk)
    organisation = actions.Organisation.current()
    period = twelve_months(now.date(), organisation)
    return actions.look_at(user=user, period=period, organisation=organisation, choice=choice, now=now)


def total(found):
    period = found.report.period if found.report else twelve_months(NOW.date(), actions.Organisation.current())
    return found.figures and from_text(found.figures, period).measured["cltv"].envelopes[-1].numerator


class TestSmallHouse:
    def test_computes_at_each_look_and_keeps_nothing(self, alice, carol):
        for expected in (100, 200):
            make_purchase(carol, date(2026, 10, 1), "100")
            assert (total(look(alice)), look(alice).report) == (expected, None)
        assert not Report.objects.exists()

    @pytest.mark.parametrize("rows", [2, 3])
    def test_ends_with_a_number_of_rows(self, monkeypatch, carol, rows):
        monkeypatch.setattr(actions, "ROWS_COMPUTED_AT_ONCE", 2)
        for _number in range(rows):
            make_purchase(carol, date(2026, 10, 1))
        assert actions.is_small() is (rows == 2)

    def test_answers_are_rows_too(self, monkeypatch, carol):
        monkeypatch.setattr(actions, "ROWS_COMPUTED_AT_ONCE", 0)
        answer(carol, "nps", 9)
        assert actions.is_small() is False


class TestFirstLook:
    def test_has_no_figures_until_the_job_ran(self, house, alice):
        first = look(alice)
        assert (first.figures, first.is_awaited) == (None, True)
        assert actions.refresh_reports(now=NOW) == 1
        second = look(alice)
        assert (total(second), second.is_awaited, second.report.computed_at) == (100, False, NOW)

    def test_computes_by_itself_where_no_worker_came(self, house, alice):
        look(alice)
        assert look(alice, NOW + actions.PATIENCE).figures is None
        assert total(look(alice, NOW + actions.PATIENCE + SECOND)) == 100

    def test_waits_on_while_a_worker_computes(self, house, alice):
        report = look(alice).report
        Report.objects.filter(pk=report.pk).update(claimed_at=NOW)
        assert look(alice, NOW + 2 * actions.PATIENCE).figures is None

    def test_is_kept_once(self, house, alice):
        assert look(alice).report == look(alice).report
        assert Report.objects.count() == 1


class TestFreshness:
    @pytest.fixture
    def kept(self, house, alice):
        """A report of a hundred; another hundred came since."""
        look(alice)
        actions.refresh_reports(now=NOW)
        make_purchase(house, date(2026, 10, 1), "100")

    def test_what_is_kept_is_shown_and_computed_again_when_it_is_old(self, kept, alice):
        young, old = look(alice, NOW + FRESH_FOR), look(alice, NOW + FRESH_FOR + SECOND)
        assert (total(young), young.is_awaited, total(old), old.is_awaited) == (100, False, 100, True)
        actions.refresh_reports(now=NOW + FRESH_FOR + SECOND)
        assert total(look(alice, NOW + FRESH_FOR + 2 * SECOND)) == 200

    def test_computed_again_when_it_is_wanted(self, kept, alice):
        actions.want(report=Report.objects.get(), now=NOW + SECOND)
        assert actions.refresh_reports(now=NOW + SECOND) == 1
        assert total(look(alice, NOW + 2 * SECOND)) == 200
        assert actions.refresh_reports(now=NOW + 2 * SECOND) == 0

    def test_wanting_twice_does_not_make_anyone_wait_longer(self, kept, alice):
        for seconds in (1, 5):
            actions.want(report=Report.objects.get(), now=NOW + seconds * SECOND)
        assert Report.objects.get().wanted_at == NOW + SECOND

    def test_wanted_while_it_is_computed_is_computed_once_more(self, kept, alice):
        report = Report.objects.get()
        Report.objects.update(claimed_at=NOW + SECOND)
        actions.want(report=report, now=NOW + 2 * SECOND)
        Report.objects.update(claimed_at=None)
        actions.compute(report=report, now=NOW + SECOND)
        assert Report.objects.get().wanted_at == NOW + 2 * SECOND


class TestClaims:
    def test_one_of_two_computes(self, house, alice):
        report = look(alice).report
        Report.objects.update(claimed_at=NOW)
        assert actions.compute(report=report, now=NOW + CLAIM_LASTS) is None
        assert actions.refresh_reports(now=NOW + CLAIM_LASTS) == 0
        assert Report.objects.get().figures is None

    def test_who_died_is_followed_by_another(self, house, alice):
        look(alice)
        Report.objects.update(claimed_at=NOW)
        assert actions.refresh_reports(now=NOW + CLAIM_LASTS + SECOND) == 1
        report = Report.objects.get()
        assert (report.computed_at, report.claimed_at, report.wanted_at) == (NOW + CLAIM_LASTS + SECOND, None, None)

    def test_those_with_nothing_to_show_come_first(self, house, alice, bob):
        look(alice)
        actions.refresh_reports(now=NOW)
        actions.want(report=Report.objects.get(), now=NOW + SECOND)
        look(bob, NOW + 2 * SECOND)
        assert [report.user for report in Report.objects.wanted()] == [bob, alice]


class TestAudiences:
    @pytest.fixture
    def strangers(self, house, charlie):
        make_purchase(make_contact("Stranger", owner=charlie), date(2026, 10, 1), "7")

    def test_each_has_one_s_own(self, strangers, alice, charlie, admin):
        for user in (alice, charlie, admin):
            look(user)
        actions.refresh_reports(now=NOW)
        assert [total(look(user)) for user in (alice, charlie, admin)] == [100, 7, 107]

    def test_everyone_s_customers_are_computed_once_for_all(self, strangers, admin, marketer):
        assert look(admin).report == look(marketer).report
        assert Report.objects.get().user is None

    def test_who_lost_a_role_no_longer_sees_its_figures(self, strangers, marketer, other_team):
        look(marketer)
        actions.refresh_reports(now=NOW)
        assert total(look(marketer)) == 107
        marketer.role_assignments.update(role=Role.MANAGER)
        marketer.team = other_team
        marketer.save()
        assert look(marketer).figures is None
        actions.refresh_reports(now=NOW)
        assert total(look(marketer)) == 7

    def test_who_changed_the_team_sees_the_new_team_s(self, strangers, bob, other_team):
        look(bob)
        actions.refresh_reports(now=NOW)
        assert total(look(bob)) == 100
        bob.team = other_team
        bob.save()
        look(bob)
        actions.refresh_reports(now=NOW)
        assert total(look(bob)) == 7

    def test_a_report_of_a_former_team_is_not_computed_but_dropped(self, strangers, bob, other_team):
        look(bob)
        bob.team = other_team
        bob.save()
        assert actions.refresh_reports(now=NOW) == 0
        assert not Report.objects.exists()

    def test_who_left_is_not_computed_for(self, strangers, bob):
        look(bob)
        bob.is_active = False
        bob.save()
        assert actions.refresh_reports(now=NOW) == 0

    @pytest.mark.parametrize(("field", "value"), [("base_currency", "CZK"), ("time_zone", "Asia/Tokyo")])
    def test_figures_of_another_currency_or_zone_are_not_shown(self, strangers, organisation, alice, field, value):
        look(alice)
        actions.refresh_reports(now=NOW)
        setattr(organisation, field, value)
        organisation.save()
        assert look(alice).figures is None


class TestReportThatGoesDuringTheLook:
    """Deleted by the day's job, or by who finds that it is of a former team."""

    def test_right_after_it_was_begun_is_awaited(self, house, alice):
        statements = []

        def meanwhile(execute, sql, params, many, context):
            begun = any(former.startswith('INSERT INTO "metrics_report"') for former in statements)
            statements.append(sql)
            if begun and sql.startswith("SELECT"):
                Report.objects.all()._raw_delete("default")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(meanwhile):
            found = look(alice)
        assert (found.figures, found.is_awaited, Report.objects.count()) == (None, True, 0)
        assert look(alice).is_awaited
        assert actions.refresh_reports(now=NOW) == 1
        assert total(look(alice)) == 100

    def test_because_the_reader_changes_the_team_is_awaited_and_shows_nothing_of_the_former(
        self, house, bob, other_team
    ):
        look(bob)
        actions.refresh_reports(now=NOW)
        actions.want(report=Report.objects.get(), now=NOW)
        organisation = actions.Organisation.current()
        later = NOW + actions.PATIENCE + SECOND
        type(bob).objects.filter(pk=bob.pk).update(team=other_team)

        found = actions.look_at(  # by who was read before the change
            user=bob, period=twelve_months(NOW.date(), organisation), organisation=organisation, choice="12m", now=later
        )

        assert (found.figures, found.is_awaited, Report.objects.count()) == (None, True, 0)
        assert look(bob, later).is_awaited
        assert actions.refresh_reports(now=later) == 1
        assert total(look(bob, later)) == 0


class TestDays:
    def test_a_new_day_begins_with_figures_for_who_looked_within_a_week(self, house, alice):
        look(alice)
        actions.refresh_reports(now=NOW)
        assert actions.refresh_reports(now=NOW + DAY) == 1
        assert total(look(alice, NOW + DAY)) == 100
        assert Report.objects.get().as_of == date(2026, 11, 21)

    def test_who_has_not_looked_for_a_week_is_forgotten(self, house, alice):
        look(alice)
        for days in range(8):
            actions.refresh_reports(now=NOW + days * DAY)
        assert Report.objects.exists()
        actions.refresh_reports(now=NOW + 8 * DAY)
        assert not Report.objects.exists()

    def test_a_look_is_noted_once_an_hour(self, house, alice):
        look(alice)
        look(alice, NOW + actions.LOOK_COUNTS_FOR)
        assert Report.objects.get().looked_at == NOW
        look(alice, NOW + actions.LOOK_COUNTS_FOR + SECOND)
        assert Report.objects.get().looked_at == NOW + actions.LOOK_COUNTS_FOR + SECOND

    def test_days_chosen_by_hand_are_not_computed_ahead(self, house, alice):
        look(alice, choice="custom")
        assert actions.refresh_reports(now=NOW + DAY) == 0

    def test_before_the_first_run(self, db):
        assert actions.refresh_reports(now=NOW) == 0

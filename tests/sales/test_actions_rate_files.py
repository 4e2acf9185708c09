"""A file of rates on its way: brought, looked into by the worker, imported, or refused with a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm.celery import app
from sales.actions import bring_file, import_file, rate_files, rates
from sales.actions.rate_files import CLAIM_LASTS, MOST_CLAIMS
from sales.models import ExchangeRate, RateFile
from sales.tasks import work_on_rate_files
from staff.models import AuditEntry, RoleAssignment, User
from tests.factories.sales import make_purchase
from tests.sales.rate_samples import ECB

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.fixture
def kept(admin):
    return bring_file(by=admin, source="ecb", name="eurofxref-hist.csv", content=ECB.encode(), now=NOW)


def work():
    return work_on_rate_files(NOW.isoformat())


def test_the_job_is_scheduled():
    assert app.conf.beat_schedule["sales.work_on_rate_files"]["task"] == work_on_rate_files.name


def test_it_is_looked_into_and_then_imported(kept, admin):
    assert (kept.state, kept.outcome) == ("reading", {})
    assert work() == {"files": 1}
    kept.refresh_from_db()
    assert (kept.state, kept.outcome["new"], kept.claimed_at, ExchangeRate.objects.count()) == ("read", 13, None, 0)
    import_file(by=admin, file=kept)
    kept.refresh_from_db()
    assert (kept.state, ExchangeRate.objects.count()) == ("importing", 0)
    assert work() == {"files": 1}
    kept.refresh_from_db()
    assert (kept.state, kept.imported_at, kept.content, kept.outcome["new"]) == ("imported", NOW, None, 13)
    assert (ExchangeRate.objects.count(), AuditEntry.objects.get(action="sales.rates").actor) == (13, admin)


def test_a_second_wish_changes_nothing(kept, admin):
    work()
    for _twice in range(2):
        import_file(by=admin, file=kept)
        work()
    assert (work(), AuditEntry.objects.filter(action="sales.rates").count()) == ({"files": 0}, 1)


def test_what_was_not_looked_into_is_not_imported(kept, admin):
    import_file(by=admin, file=kept)
    kept.refresh_from_db()
    assert kept.state == "reading"


def test_a_file_of_another_kind_is_refused_in_the_words_of_who_brought_it(admin):
    admin.language = "cs"
    admin.save()
    kept = bring_file(by=admin, source="ecb", name="rates.csv", content=b"no rates at all")
    work()
    kept.refresh_from_db()
    assert (kept.state, kept.content) == ("refused", None)
    assert kept.problem == "Toto není soubor Evropské centrální banky: první řádek neuvádí datum a USD."


def test_whatever_breaks_is_told_and_the_others_go_on(kept, admin, monkeypatch, caplog):
    broken = bring_file(by=admin, source="cnb", name="rok.txt", content=b"1")
    whole = rate_files.import_rates

    def breaks(*, source, **given):
        if source == "cnb":
            raise RuntimeError("the disk is full")
        return whole(source=source, **given)

    monkeypatch.setattr(rate_files, "import_rates", breaks)
    assert work() == {"files": 2}
    broken.refresh_from_db()
    kept.refresh_from_db()
    assert (broken.state, kept.state) == ("refused", "read")
    assert broken.problem.startswith("The work on this file broke off.")
    assert "broke off" in caplog.text


def test_who_lost_the_right_meanwhile_imports_nothing(kept, admin):
    work()
    import_file(by=admin, file=kept)
    User.objects.filter(pk=admin.pk).update(is_superuser=False)
    RoleAssignment.objects.filter(user=admin).delete()
    work()
    kept.refresh_from_db()
    assert (kept.state, kept.problem) == ("refused", "The right to look after the rates was withdrawn.")
    assert ExchangeRate.objects.count() == 0


@pytest.mark.parametrize(("ago", "done"), [(CLAIM_LASTS - timedelta(minutes=1), 0), (CLAIM_LASTS * 2, 1)])
def test_a_file_is_one_worker_s_until_that_one_is_dead(kept, ago, done):
    RateFile.objects.filter(pk=kept.pk).update(claimed_at=timezone.now() - ago)
    assert work() == {"files": done}


def kept_since(kept):
    return RateFile.objects.get(pk=kept.pk)


@pytest.fixture
def importing(kept, admin):
    work()
    import_file(by=admin, file=kept)
    return kept


def test_an_import_that_broke_off_can_be_started_again(importing, admin, carol, monkeypatch, caplog):
    """It stopped after its rates were in, before the purchases took them."""
    waiting = make_purchase(carol, datetime(2024, 12, 25, 12, tzinfo=UTC), "251.79", currency="CZK")
    with monkeypatch.context() as broken:
        broken.setattr(rates, "_fill", lambda *given, **named: 1 / 0)
        work()
    stopped = kept_since(importing)
    assert (stopped.state, stopped.may_be_imported, stopped.claims) == ("read", True, 0)
    assert stopped.problem == "The import broke off. What was added stays; start it again to add the rest."
    assert (ExchangeRate.objects.count(), work()) == (13, {"files": 0})
    import_file(by=admin, file=stopped)
    work()
    waiting.refresh_from_db()
    done = kept_since(importing)
    assert (done.state, done.problem, done.outcome["purchases"]) == ("imported", "", 1)
    assert waiting.base_amount == 10


def test_the_claim_is_renewed_with_each_batch(importing, monkeypatch):
    whole, seen = rate_files.import_rates, []

    def long_ago_claimed(*, go_on, **given):
        RateFile.objects.update(claimed_at=timezone.now() - CLAIM_LASTS * 2)
        outcome = whole(go_on=go_on, **given)
        seen.append(RateFile.objects.get().claimed_at > timezone.now() - CLAIM_LASTS)
        return outcome

    monkeypatch.setattr(rate_files, "import_rates", long_ago_claimed)
    work()
    assert seen == [True]


@pytest.mark.parametrize("when", ["before its rates", "at the end"])
def test_a_worker_whose_file_was_taken_over_stops_and_ends_nothing(importing, monkeypatch, when):
    whole = rate_files.import_rates

    def overtaken(**given):
        takes_over = RateFile.objects.filter(pk=importing.pk)
        if when == "before its rates":
            takes_over.update(claim="another")
            return whole(**given)
        outcome = whole(**given)
        takes_over.update(claim="another")
        return outcome

    monkeypatch.setattr(rate_files, "import_rates", overtaken)
    work()
    left = kept_since(importing)
    assert (left.state, left.claim, left.content is None) == ("importing", "another", False)
    assert ExchangeRate.objects.count() == (0 if when == "before its rates" else 13)


@pytest.mark.parametrize(("died", "state"), [(MOST_CLAIMS - 1, "imported"), (MOST_CLAIMS, "refused")])
def test_a_file_at_which_workers_died_is_tried_three_times(importing, died, state):
    RateFile.objects.update(claims=died, claim="dead", claimed_at=timezone.now() - CLAIM_LASTS * 2)
    work()
    said = "The work on this file broke off three times, so it is not tried again."
    assert (kept_since(importing).state, kept_since(importing).problem) == (state, said if state == "refused" else "")


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
def test_a_file_that_nobody_wanted_for_a_day_is_forgotten(kept, hours, left):
    work()
    work_on_rate_files((NOW + timedelta(hours=hours)).isoformat())
    assert RateFile.objects.count() == left


def test_a_file_that_was_imported_or_refused_stays_in_the_list(importing, admin):
    bring_file(by=admin, source="ecb", name="rates.csv", content=b"no rates at all", now=NOW)
    work()
    work_on_rate_files((NOW + timedelta(days=9)).isoformat())
    assert sorted(RateFile.objects.values_list("state", flat=True)) == ["imported", "refused"]

from datetime import timedelta

from crm.celery import app
from loyalty.models import Transaction
from loyalty.tasks import expire
from tests.factories.loyalty import NOW, give, make_member


def test_the_scheduled_job_books_expired_points_out(carol):
    give(make_member(carol), 10, expires_at=NOW + timedelta(hours=1))
    assert expire(now=NOW.isoformat()) == {"points": 0}
    assert expire(now=(NOW + timedelta(hours=1)).isoformat()) == {"points": 10}
    assert expire(now=(NOW + timedelta(hours=2)).isoformat()) == {"points": 0}
    assert Transaction.objects.filter(kind="expire").count() == 1


def test_the_job_stands_in_the_beat_table():
    assert app.conf.beat_schedule["loyalty.expire"]["task"] == expire.name

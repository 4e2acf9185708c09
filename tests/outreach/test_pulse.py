from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.actions.sending import pump
from outreach.claiming import claim, open_slot
from outreach.models import Message, SendSlot, State
from outreach.pulse import Pulse
from tests.factories.outreach import MORNING, make_message


@pytest.fixture
def dead(carol) -> Message:
    """A mail that a sender held when it died."""
    message = make_message(carol)
    assert claim(open_slot("dead"), now=MORNING) == [message.pk]
    SendSlot.objects.update(beat=timezone.now() - timedelta(hours=1))
    return message


def test_a_sender_that_begins_takes_back_what_a_dead_one_held(dead, mail_dir):
    assert pump(worker="test", now=MORNING)["sent"] == 1
    dead.refresh_from_db()
    assert dead.state == State.SENT


def test_a_sender_that_waits_for_a_slow_server_takes_back_what_a_dead_one_held(dead):
    """Each of its beats does: slow servers may hold every thread of a worker, so that no job has its turn."""
    slot = open_slot("slow")
    Pulse(slot)._beat_once()
    dead.refresh_from_db()
    assert (dead.state, dead.claimed_by) == (State.PENDING, None)
    assert list(SendSlot.objects.values_list("pk", flat=True)) == [slot.pk]

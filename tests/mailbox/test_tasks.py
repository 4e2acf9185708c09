import json
from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command

from mailbox.models import ReceivedMail
from mailbox.tasks import read
from tests.factories.mailbox import letter


def test_the_job_reads_at_the_moment_it_is_told(server, on_server, alice, carol) -> None:
    server.deliver(letter(), on_server(alice).folder)
    assert read(now=datetime.now(UTC).isoformat()) == {"read": 1, "failed": 0}


def test_a_host_that_has_cron_alone_reads_too(server, on_server, alice, carol) -> None:
    server.deliver(letter(), on_server(alice).folder)
    out = StringIO()
    call_command("run_due", "--now", datetime.now(UTC).isoformat(), "--json", stdout=out)
    assert json.loads(out.getvalue())["jobs"]["mailbox.read"] == {"read": 1, "failed": 0}
    assert ReceivedMail.objects.count() == 1

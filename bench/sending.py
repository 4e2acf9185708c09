"""How fast mails leave, beside a plain loop that writes and sends the same mails and remembers nothing.

    DATABASE_URL=postgres://… python -m bench.sending [--messages 1000] [--rounds 5] [--json]

The loop and Rapport take turns within one run, so that both meet the same machine; the figure that counts is the
ratio of their speeds. The database must be one for trials: people, mails and timeline entries stay in it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

# The order matters: the address of the sink must be known before the settings are read.
MORNING = datetime(2026, 3, 10, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Round:
    """Seconds for the same mails, by the clock and of this process's processor time.

    `telling` is what Rapport does after the mails have left: their entries on the customers' timelines.
    """

    loop: float
    loop_cpu: float
    rapport: float
    rapport_cpu: float
    telling: float

    @property
    def ratio(self) -> float:
        """Rapport's speed as a part of the loop's."""
        return self.loop / self.rapport

    @property
    def ratio_with_telling(self) -> float:
        return self.loop / (self.rapport + self.telling)


def measure(messages: int, rounds: int, port: int) -> dict[str, Any]:
    each = max(messages // rounds, 1)
    people = make_people(each)
    send_by_loop(plan(people), port)  # warm up both, and count Rapport's queries
    queries = count_queries(send_by_rapport)
    tell()
    done = [_round(people, port) for _ in range(rounds)]
    return {
        "messages": each * rounds,
        "loop_per_second": round(each / median(one.loop for one in done), 1),
        "rapport_per_second": round(each / median(one.rapport for one in done), 1),
        "ratio": round(median(one.ratio for one in done), 3),
        "cpu_ratio": round(median(one.loop_cpu / one.rapport_cpu for one in done), 3),
        "ratio_with_timeline": round(median(one.ratio_with_telling for one in done), 3),
        "queries_per_mail": round(queries / each, 2),
    }


def _round(people: list[Any], port: int) -> Round:
    planned = plan(people)
    loop = clocked(lambda: send_by_loop(planned, port))
    rapport = clocked(send_by_rapport)
    telling, _cpu = clocked(tell)
    check_all_sent(planned)
    return Round(*loop, *rapport, telling)


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def make_people(count: int) -> list[Any]:
    """Customers in three languages who agreed to greetings."""
    from contacts.models import Channel, Consent, ConsentState, Contact, ContactPoint, PointKind, Purpose

    run = uuid4().hex[:8]
    people = [
        Contact(
            full_name=f"Eva Nováková {number}",
            given="Eva",
            surname_core="Nováková",
            languages=[["en"], ["cs"], ["ru"]][number % 3],
            time_zone="Europe/Prague",
        )
        for number in range(count)
    ]
    for contact in people:
        contact.set_search_keys()
    Contact.objects.bulk_create(people, batch_size=500)
    addresses = [f"p{contact.pk}.{run}@customer.example" for contact in people]
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(contact=contact, kind=PointKind.EMAIL, value=address, normalised=address)
            for contact, address in zip(people, addresses, strict=True)
        ],
        batch_size=500,
    )
    said = {"channel": Channel.EMAIL, "state": ConsentState.GIVEN, "source": "bench", "at": MORNING - timedelta(days=9)}
    Consent.objects.bulk_create(
        [Consent(contact=contact, purpose=Purpose.GREETINGS, **said) for contact in people], batch_size=500
    )
    return people


def bench_step() -> Any:
    """A greeting with the words of the birthday mail, on any day."""
    from contacts.models import Purpose
    from outreach.actions.planning import step_of
    from outreach.models import Journey, JourneyStep
    from outreach.rules import BIRTHDAY

    template = step_of(BIRTHDAY).template
    journey = Journey.objects.get_or_create(code="bench", defaults={"name": "bench", "purpose": Purpose.GREETINGS})[0]
    return JourneyStep.objects.get_or_create(journey=journey, defaults={"template": template, "is_capped": False})[0]


def plan(people: list[Any]) -> list[int]:
    """One greeting to each; return the ids."""
    from outreach.models import Message

    step, occurrence = bench_step(), f"bench/{uuid4().hex}"
    messages = [
        Message(
            step=step,
            contact=contact,
            occurrence=occurrence,
            purpose=step.journey.purpose,
            not_before=MORNING,
            not_after=MORNING + timedelta(hours=8),
            zone=contact.time_zone,
            template=step.template,
        )
        for contact in people
    ]
    return [message.pk for message in Message.objects.bulk_create(messages, batch_size=500)]


def send_by_loop(planned: list[int], port: int) -> None:
    """What a plain loop does: read, write, build, send over one line. It keeps nothing from one mail to the next."""
    import smtplib

    from django.core.mail import EmailMultiAlternatives

    from outreach import frame
    from outreach.envelope import headers_for
    from outreach.models import Message
    from outreach.rendering import preview
    from staff.models import Organisation

    organisation = Organisation.current()
    rows = Message.objects.filter(pk__in=planned).select_related(
        "step__journey", "template", "contact__owner", "sender"
    )
    with smtplib.SMTP("127.0.0.1", port) as line:
        for message in rows.prefetch_related("contact__points"):
            frame.forget()
            words = preview(message, organisation=organisation)
            headers = headers_for(words, organisation, MORNING)
            sender = f"{organisation.name} <{organisation.sender_address}>"
            mail = EmailMultiAlternatives(words.subject, words.text, sender, [words.address], headers=headers)
            mail.attach_alternative(words.html, "text/html")
            line.sendmail(organisation.sender_address, mail.to, mail.message().as_bytes(linesep="\r\n"))


def send_by_rapport() -> None:
    from outreach.actions.sending import send_due

    while send_due(worker="bench", now=MORNING)["sent"]:
        pass


def tell() -> None:
    from outreach.actions.sending import announce

    announce(now=MORNING)


def count_queries(work: Callable[[], object]) -> int:
    from django.db import connection

    count = 0

    def counting(execute: Any, *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        work()
    return count


def check_all_sent(planned: list[int]) -> None:
    from outreach.models import Message, State

    left = Message.objects.filter(pk__in=planned).exclude(state=State.SENT).count()
    if left:
        raise SystemExit(f"{left} of {len(planned)} mails were not sent; the figures would mean nothing.")


@contextmanager
def running_sink() -> Iterator[int]:
    """The mail server in a process of its own; yields its port."""
    command = [sys.executable, "-m", "bench.smtp_sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())  # type: ignore[union-attr]  # it is a pipe
        finally:
            process.terminate()


def prepare() -> None:
    """An organisation to send for; nothing else may be waiting, for it would end in the sink."""
    from outreach.models import Message
    from staff.models import Organisation

    if Message.objects.due(MORNING).exists():
        raise SystemExit("Other mails wait in this database, and would be sent into the void. Use another one.")
    if not Organisation.objects.exists():
        Organisation.objects.create(pk=1, name="Bench Ltd", postal_address="1 Bench Street", email="b@bench.example")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with running_sink() as port:
        os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "INSTALLATION_ID": "bench", "EMAIL_PROVIDER": ""}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
        import django

        django.setup()
        prepare()
        result = measure(options.messages, options.rounds, port)
    if options.json:
        print(json.dumps(result))
        return
    print("A plain loop  {loop_per_second:>8} mails a second".format(**result))
    print("Rapport       {rapport_per_second:>8} mails a second".format(**result))
    print("ratio         {ratio:>8}".format(**result))
    print("of own CPU    {cpu_ratio:>8}".format(**result))
    print("with timeline {ratio_with_timeline:>8}".format(**result))
    print("queries       {queries_per_mail:>8} a mail".format(**result))


if __name__ == "__main__":
    main()

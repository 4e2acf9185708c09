"""Sending what is due, so that a crash at any point loses nothing and doubles nothing.

Claim a batch, write the mails, then for each: mark it as in flight (commit), hand it over, note the answer with the
next mark. Whoever dies in between leaves the mark behind, and the message becomes `unknown`, never sent again blindly.
"""

import logging
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from outreach import marks, reasons
from outreach.actions import pacing
from outreach.actions.flight import Landing, SlotLost, fail, give_back, landing_of, reap, take_off, touch_down
from outreach.actions.guarding import Guard
from outreach.actions.planning import expire_overdue
from outreach.claiming import claim, open_slot
from outreach.engine import RenderError
from outreach.envelope import build_email
from outreach.installation import may_send_from_here
from outreach.journeys import asks_other_rooms
from outreach.models import Message, SendSlot, State
from outreach.pulse import Pulse
from outreach.rendering import Rendered, render
from outreach.signals import messages_sent
from outreach.transport import Answer, Outcome, Transport
from staff import audit
from staff.models import Organisation
from staff.tokens import stored_together

logger = logging.getLogger(__name__)

WORKING_TIME = timedelta(seconds=50)
PAUSE = 1  # second, for a provider that grants no more for the moment
ANNOUNCED_AT_ONCE = 200


def pump(*, worker: str, now: datetime | None = None) -> dict[str, int]:
    """Send what is due, tell the other rooms, and return how many messages came to each state.

    What dead senders held is taken back before, and while it sends (`Pulse`): slow mails may keep every thread of a
    worker busy, and then the job of that name has no turn.
    """
    reap()
    counts = send_due(worker=worker, now=now)
    announce(now=now or timezone.now())
    return counts


def send_due(*, worker: str, now: datetime | None = None) -> dict[str, int]:
    """Send what is due and return how many messages came to each state.

    A given `now` decides what is due; signs of life, the working time and the provider follow the real clock.
    """
    organisation = Organisation.objects.first()
    if organisation is None:
        return {"sent": 0}
    if not may_send_from_here():
        return {"sent": 0, "held": Message.objects.due(now or timezone.now()).count()}
    counts: Counter[str] = Counter(expired=expire_overdue(now=now or timezone.now()))
    slot = open_slot(worker)
    try:
        with Pulse(slot), Transport() as transport:
            Sender(slot, transport, organisation, counts, now).work()
    except SlotLost:
        logger.warning("The sender %s was taken for dead and stops.", worker)
    finally:
        give_back(slot)
    return {"sent": 0, **counts}


@dataclass
class Sender:
    """One run of one sender over one connection."""

    slot: SendSlot
    transport: Transport
    organisation: Organisation
    counts: Counter[str]
    fixed_now: datetime | None = None
    started: float = field(default_factory=time.monotonic)
    guard: Guard = field(default_factory=Guard)

    @property
    def now(self) -> datetime:
        return self.fixed_now or timezone.now()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def is_over(self) -> bool:
        return self.seconds >= WORKING_TIME.total_seconds()

    def work(self) -> None:
        while not self.is_over:
            grant = pacing.grant(now=timezone.now())
            if grant.mails:
                ids = claim(self.slot, now=self.now, limit=grant.mails)
                if grant.is_trial and not ids:
                    self._probe(grant)
                if not ids or not self._send_batch(ids, grant.is_trial):
                    return
            elif grant.is_paced:
                time.sleep(PAUSE)
            else:
                return

    def _send_batch(self, ids: list[int], is_trial: bool) -> bool:
        """Send the claimed messages; False when there is no use in claiming more."""
        sent = None
        try:
            for rendered, email in self._write_mails(ids, self.now):
                if self.is_over:
                    return False
                now = self.now  # not the batch's: who says no while the others leave gets nothing
                refused = take_off(self.slot, rendered, now, self.organisation.feb29, after=sent)
                self._count(sent, State.SENT)
                sent = None
                if refused is not None:
                    self.counts[refused] += 1
                    continue
                outcome = self.transport.deliver(email)
                landing = landing_of(rendered, outcome, now)
                if landing.state == State.SENT:
                    sent = landing  # written down together with the next mark
                else:
                    self._count(landing, touch_down(self.slot, landing))
                if not self._may_go_on(outcome, is_trial):
                    return False
        finally:
            if sent is not None:
                self._count(sent, touch_down(self.slot, sent))
            self.guard.write_down()
        return True

    def _count(self, landing: Landing | None, state: str) -> None:
        if landing is not None:
            self.counts[state] += 1
            self.guard.note(landing.message, state, landing.reason)

    def _probe(self, grant: pacing.Grant) -> None:
        """No mail is there to try the way with, and yet it should be known when it is well again."""
        outcome = self.transport.probe(self.organisation.sender_address, was_refused=grant.was_refused)
        if outcome.answer != Answer.UNKNOWN:
            self._may_go_on(outcome, is_trial=True)

    def _may_go_on(self, outcome: Outcome, is_trial: bool) -> bool:
        """Whether the provider wants the next mail now."""
        if outcome.answer in (Answer.CONNECTION, Answer.BLOCKED):
            is_refusal = outcome.answer == Answer.BLOCKED
            logger.warning(
                "The mail server %s: %s", "takes no mail" if is_refusal else "was not reached", outcome.error
            )
            pacing.note_failure(error=outcome.error, now=timezone.now(), is_refusal=is_refusal)
            return False
        if is_trial:
            pacing.note_recovery()
        if outcome.answer == Answer.THROTTLED:
            logger.warning("The mail server wants fewer mails: %s", outcome.error)
            pacing.note_throttling(seen_rate=self._rate, now=timezone.now())
            return False
        return True

    @property
    def _rate(self) -> float:
        """Mails a second that this run brought out, one at least."""
        return max(self.counts[State.SENT] / max(self.seconds, 1), 1)

    def _write_mails(self, ids: list[int], now: datetime) -> list[tuple[Rendered, EmailMessage]]:
        rows = Message.objects.select_related("step__journey", "template", "contact__owner", "user", "sender")
        by_pk = rows.prefetch_related("contact__points", "contact__footings").in_bulk(ids)
        mails: list[tuple[Rendered, EmailMessage]] = []
        unwritten: list[tuple[Message, str]] = []
        with transaction.atomic(), stored_together():
            for message in (by_pk[pk] for pk in ids):
                try:
                    mails.append(self._write_mail(message, now))
                except Exception as error:
                    if not isinstance(error, RenderError | ValueError):
                        logger.exception("The message %s could not be written.", message.pk)
                    unwritten.append((message, str(error)))
            marks.write_down(rendered for rendered, _email in mails)
        self._fail(unwritten)
        return mails

    def _fail(self, unwritten: list[tuple[Message, str]]) -> None:
        """What cannot be written fails, until so much of a rule has failed that the rest had better wait."""
        for message, error in unwritten:
            if message.step_id not in self.guard.paused:
                state = fail(self.slot, message, error)
                self.counts[state] += 1
                self.guard.note(message, state, reasons.RENDER)

    def _write_mail(self, message: Message, now: datetime) -> tuple[Rendered, EmailMessage]:
        """Other rooms may write while they give their words, and must not take the batch along when they fail.

        The links of a mail that cannot be written are dropped.
        """
        with stored_together(), transaction.atomic() if asks_other_rooms(message) else nullcontext():
            rendered = render(message, organisation=self.organisation, now=now)
            return rendered, build_email(rendered, organisation=self.organisation, now=now)


def announce(*, now: datetime) -> int:
    """Tell the other rooms what left, each message once; a crash before this is made good by the next run."""
    told = 0
    while True:
        with transaction.atomic():
            sent = Message.objects.filter(state=State.SENT, is_announced=False).order_by("pk")
            rows = list(
                sent.select_for_update(skip_locked=True, of=("self",)).select_related(
                    "contact", "user", "sender", "step__journey"
                )[:ANNOUNCED_AT_ONCE]
            )
            if not rows:
                return told
            Message.objects.filter(pk__in=[row.pk for row in rows]).update(is_announced=True)
            audit.record_mails(rows, now=now)
            messages_sent.send(Message, messages=rows, now=now)
            told += len(rows)

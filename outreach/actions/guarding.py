"""New words are on trial: a rule that fails more than five in a hundred of its first mails is paused.

Only words of a template can be at fault for many; what a colleague or the system wrote is written once. The count
begins anew with each version of the template, and when somebody lets the rule run again.
"""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from outreach import reasons
from outreach.actions.alarms import tell_administrators
from outreach.models import Journey, JourneyStep, Message, State
from staff import audit

FIRST = 200
MAY_FAIL = FIRST * 5 // 100
OUR_FAULT = (reasons.RENDER, reasons.REFUSED)


class Guard:
    """Counts the results of one sender: each failure at once, what went well now and then."""

    def __init__(self) -> None:
        self.well: Counter[tuple[int, int]] = Counter()
        self.paused: set[int] = set()

    def note(self, message: Message, state: str, reason: str) -> None:
        """One more result; pauses the rule where it is one failure too many."""
        if message.template is None or not _is_on_trial(message.step, message.template.version):
            return
        key = (message.step_id, message.template.version)
        if state == State.SENT:
            self.well[key] += 1
        elif (
            state == State.FAILED
            and reason in OUR_FAULT
            and count_results(*key, mails=self.well.pop(key, 0) + 1, failures=1)
        ):
            self.paused.add(message.step_id)

    def write_down(self) -> None:
        for (step, version), mails in self.well.items():
            count_results(step, version, mails=mails)
        self.well.clear()


def _is_on_trial(step: JourneyStep, version: int) -> bool:
    return step.trial_version != version or step.trial_mails < FIRST


@transaction.atomic
def count_results(step_id: int, version: int, *, mails: int, failures: int = 0) -> bool:
    """Add to the trial of a version; True where the rule is paused by it. The last of `mails` are the failures."""
    step = JourneyStep.objects.select_for_update(of=("self",)).select_related("journey").get(pk=step_id)
    if step.trial_version != version:
        step.trial_version, step.trial_mails, step.trial_failures = version, 0, 0
    if step.trial_mails + mails <= FIRST:
        step.trial_failures += failures
    step.trial_mails = min(step.trial_mails + mails, FIRST)
    step.save(update_fields=["trial_version", "trial_mails", "trial_failures"])
    return failures > 0 and step.trial_failures > MAY_FAIL and _pause(step.journey)


def _pause(journey: Journey) -> bool:
    """The mails that wait go on waiting. Whoever paused the rule before keeps the word."""
    running = Journey.objects.filter(pk=journey.pk, is_enabled=True)
    if running.update(is_enabled=False, paused_reason=reasons.TOO_MANY_FAILED):
        now = timezone.now()
        audit.record("outreach.journey", by=None, subject=journey, detail={"enabled": False, "guard": True}, now=now)
        key = f"{journey.pk}/{now.isoformat()}"
        tell_administrators("journey_paused", key=key, params={"name": journey.name}, now=now)
    return True


def begin_trials(journey: Journey) -> None:
    """Somebody has looked: the count begins anew."""
    journey.steps.update(trial_version=None, trial_mails=0, trial_failures=0)

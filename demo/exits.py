"""Why the made-up relationships ended that did, and when somebody tries again."""

from datetime import datetime, timedelta

from contacts.models import EndedBy, ExitReason, Grounds, Stage
from contacts.models.stage import NO_GROUNDS

EXITS = (
    Grounds(ExitReason.NEEDS, EndedBy.THEY, reason="They moved into a smaller office and need no new lamps."),
    Grounds(ExitReason.ALTERNATIVE, EndedBy.THEY, reason="A house round the corner delivers within the day."),
    Grounds(ExitReason.DISSATISFIED, EndedBy.THEY, reason="The third delivery came late."),
    Grounds(ExitReason.OTHER, EndedBy.WE, is_final=True, reason="The firm is closed for good."),
    Grounds(ExitReason.NEEDS, EndedBy.BOTH, reason="The building is done; the next one is not planned yet."),
)


def grounds_of(number: int, stage: str, now: datetime) -> Grounds:
    """The same for the same number; tries again fall between a fortnight and half a year from now."""
    if stage != Stage.DISSOLUTION:
        return NO_GROUNDS
    told = EXITS[number % len(EXITS)]
    if told.is_final:
        return told
    on = now.date() + timedelta(days=14 + number * 11 % 170)
    return Grounds(told.exit_reason, told.ended_by, win_back_on=on, reason=told.reason)

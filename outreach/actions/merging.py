"""What a merge of contacts does to the outbox, and its undoing."""

from django.db.models import Exists, OuterRef, QuerySet

from contacts.merging import carry, carry_all, change, give_back
from contacts.models import Merge
from outreach import reasons
from outreach.models import Hold, Message, State

LONGEST_OCCURRENCE = 100
STANDS = (State.SENT, State.UNKNOWN, State.CLAIMED, State.PENDING)


def carry_mails(merge: Merge) -> None:
    """Every mail goes along. Of two for the same occasion the one that left counts, else the survivor's."""
    for message in _of_both(merge):
        _settle_clash(merge, message)
    carry_all(merge, Message)
    known = Hold.objects.filter(contact=merge.survivor_id).values_list("key", flat=True)
    carry(merge, Hold.objects.exclude(key__in=list(known)))


def give_mails_back(merge: Merge) -> None:
    give_back(merge, Message, Hold)


def _of_both(merge: Merge) -> QuerySet[Message]:
    same = Message.objects.filter(contact=merge.survivor_id, step=OuterRef("step"), occurrence=OuterRef("occurrence"))
    return Message.objects.filter(Exists(same), contact=merge.merged_id).order_by("pk")


def _settle_clash(merge: Merge, message: Message) -> None:
    kept = Message.objects.get(contact=merge.survivor_id, step=message.step_id, occurrence=message.occurrence)
    loser, winner = (kept, message) if message.state == State.SENT else (message, kept)
    if winner.state in STANDS:
        waiting = Message.objects.pending().filter(pk=loser.pk)
        change(merge, waiting, {"state": State.CANCELLED.value, "reason": reasons.MERGED})
    occurrence = f"{message.occurrence[:LONGEST_OCCURRENCE]}~{merge.pk}"
    change(merge, Message.objects.filter(pk=message.pk), {"occurrence": occurrence})

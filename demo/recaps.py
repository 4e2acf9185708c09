"""What Pan Novák confirmed and corrected, and what Alice keeps to herself about a tense call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contacts.models import Contact
from demo.house import House
from interactions.actions.debriefs import write_debrief
from interactions.actions.introductions import introduce_oneself
from interactions.actions.recaps import answer_recap, send_recap
from interactions.models import Interaction, Recap
from outreach.models import Message, State
from outreach.rendering import first_email
from staff.models import User

# Of his newest talks: how many hours after it he answered, the points as he read them, what he said to each, a remark.
ANSWERS = (
    (20, ["Nejlépe se hodí šedá látka"], ["Šedá do kanceláří, do jídelny raději zelená"], "Díky, že se ptáte."),
    (26, ["Čtyřicet stolních lamp, pokud cena platí"], [""], ""),
)
NEXT = "V pátek pošleme upravenou nabídku."


def build_recaps(people: Sequence[Contact], house: House, now: datetime) -> None:
    """The correction waits on Alice's day; the confirmation is only shown."""
    alice, novak = house["alice"], people[0]
    talks = Interaction.objects.filter(contact=novak, by=alice, is_automatic=False).exclude(points=[])
    for talk, (hours, points, corrections, remark) in zip(talks.order_by("-at"), ANSWERS, strict=False):
        recap = _sent(talk, alice, points)
        answered = min(now, talk.at + timedelta(hours=hours))
        answer_recap(recap=recap, corrections=corrections, remark=remark, language="cs", now=answered)
    tense = talks.filter(sentiment__lt=0).order_by("-at").first()
    if tense is not None:
        write_debrief(
            by=alice,
            interaction=tense,
            happened="He was loud for five minutes before I could say a word.",
            felt="Small, and then angry.",
            differently="Say sooner that I understand, and only then ask which dimmer it is.",
            wants_help=False,
            now=tense.at + timedelta(hours=1),
        )
    interests = ["Daylight sensors", "The autumn trade fair"]
    introduce_oneself(by=alice, places=["Brno", "Praha"], employers=[], interests=interests, now=now)


def _sent(talk: Interaction, by: User, points: list[str]) -> Recap:
    """An hour after the talk; its mail arrived."""
    at = talk.at + timedelta(hours=1)
    recap = send_recap(by=by, interaction=talk, points=points, next_steps=NEXT, now=at)
    address = first_email(talk.contact)
    mail = Message.objects.filter(recap=recap)
    mail.update(state=State.SENT, sent_at=at, language="cs", address=address, attempts=1, claims=1)
    return recap

"""What the crowd answered: after conversations, and in the half-yearly waves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from contacts.models import Stage
from demo.answers import AFTER_TALK, BY_MOOD, BY_STAGE, HALF_YEAR, QUIET_DAYS, RELATIONSHIP, WAVES, by_day, comment_on
from demo.crowd.people import Person
from demo.crowd.trade import ENTRY_COLUMNS, entry
from demo.rows import Row, next_id, write
from feedback.models import Answer, Invitation, InvitationState, QuestionKind, Response, Survey
from interactions.models import Interaction, Kind

INVITATION_COLUMNS = ("id", "survey_id", "contact_id", "wave", "interaction_id", "state", "created_at", "expires_at")
RESPONSE_COLUMNS = ("id", "invitation_id", "language", "completed_at")
ANSWER_COLUMNS = ("id", "response_id", "question_id", "value", "text", "at")
# A conversation: its id, with whom, when, and in which mood they were.
Talked = tuple[int, Person, datetime, int]


@dataclass(frozen=True, slots=True)
class Reply:
    """One invitation that was answered."""

    survey: Survey
    person: Person
    wave: str
    talk: int | None
    asked_at: datetime
    at: datetime
    score: int


def write_answers(
    people: Sequence[Person],
    talked: Sequence[Talked],
    may_be_asked: frozenset[int],
    total: int,
    now: datetime,
    rng: Random,
) -> list[tuple[int, Person, datetime]]:
    """At most `total` answers, half of them after conversations; back come their ids, people and moments."""
    after_talk, waves = Survey.objects.get(code=AFTER_TALK), Survey.objects.get(code=RELATIONSHIP)
    old_enough = now - timedelta(days=QUIET_DAYS)
    asked = [talk for talk in talked if talk[1].pk in may_be_asked and talk[2] < old_enough]
    replies = [_after_talk(after_talk, talk, rng) for talk in asked[: total // 2]]
    wanted = total - len(replies)
    members = [one for one in people if one.pk in may_be_asked and one.stage in BY_STAGE]
    replies += _in_waves(waves, members, wanted, now, rng)
    replies.sort(key=lambda reply: reply.at)
    _write(replies, rng)
    start = next_id(Response) - len(replies)
    return [(start + place, reply.person, reply.at) for place, reply in enumerate(replies)]


def _after_talk(survey: Survey, talked: Talked, rng: Random) -> Reply:
    number, person, at, mood = talked
    asked_at = at + timedelta(hours=1)
    answered_at = by_day(asked_at + timedelta(hours=rng.randint(1, 60)), person.zone)
    return Reply(survey, person, f"interaction/{number}", number, asked_at, answered_at, rng.choice(BY_MOOD[mood]))


def _in_waves(survey: Survey, members: Sequence[Person], wanted: int, now: datetime, rng: Random) -> list[Reply]:
    replies: list[Reply] = []
    for number in range(WAVES, 0, -1):
        at = now - HALF_YEAR * number + timedelta(days=90)
        known = [person for person in members if person.since < at]
        part = min(len(known), (wanted - len(replies)) // number)
        for person in rng.sample(known, part):
            answered_at = by_day(at + timedelta(hours=rng.randint(1, 200)), person.zone)
            wave = f"{at.year}-{'spring' if at.month < 7 else 'autumn'}-{number}"
            replies.append(
                Reply(survey, person, wave, None, at, answered_at, rng.choice(BY_STAGE[Stage(person.stage)]))
            )
    return replies


def _write(replies: Sequence[Reply], rng: Random) -> None:
    invitation, response = next_id(Invitation), next_id(Response)
    numbered = list(enumerate(replies))
    write(Invitation, INVITATION_COLUMNS, (_invitation(invitation + place, reply) for place, reply in numbered))
    answered = ((response + place, invitation + place, reply.person.language, reply.at) for place, reply in numbered)
    write(Response, RESPONSE_COLUMNS, answered)
    write(Answer, ANSWER_COLUMNS, list(_answers(replies, response, rng)))
    first = next_id(Interaction)
    write(Interaction, ENTRY_COLUMNS, (_entry(first + place, response + place, reply) for place, reply in numbered))


def _invitation(pk: int, reply: Reply) -> Row:
    expires_at = reply.asked_at + timedelta(days=reply.survey.valid_days)
    state = InvitationState.ANSWERED
    return (pk, reply.survey.pk, reply.person.pk, reply.wave, reply.talk, state, reply.asked_at, expires_at)


def _answers(replies: Sequence[Reply], response: int, rng: Random) -> Iterator[Row]:
    number = count(next_id(Answer))
    surveys = {reply.survey.pk: reply.survey for reply in replies}
    questions = {pk: {one.kind: one.pk for one in survey.questions.all()} for pk, survey in surveys.items()}
    for place, reply in enumerate(replies):
        asked = questions[reply.survey.pk]
        kind = QuestionKind.NPS if QuestionKind.NPS in asked else QuestionKind.CSAT
        yield next(number), response + place, asked[kind], reply.score, "", reply.at
        top = 10 if kind == QuestionKind.NPS else 5
        if text := comment_on(reply.score / top, reply.person.language, rng):
            yield next(number), response + place, asked[QuestionKind.TEXT], None, text, reply.at


def _entry(number: int, response: int, reply: Reply) -> Row:
    params: dict[str, object] = {"survey": reply.survey.code, "response": response}
    return entry(number, reply.person, Kind.ANSWER, reply.at, params, f"feedback.response/{response}")

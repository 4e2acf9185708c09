"""What the invented people answered: after a conversation, and twice a year whether they would recommend us."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from contacts.models import Contact, Stage
from crm.clock import local, zone
from demo.consents import Agreements
from demo.house import House
from demo.names import load
from feedback.models import Answer, Invitation, InvitationState, Question, QuestionKind, Response, Survey
from interactions.models import Direction, Interaction, Kind

AFTER_TALK, RELATIONSHIP = "after_conversation", "relationship"
ASKED_ABOUT = (Kind.CALL, Kind.MEETING, Kind.VIDEO, Kind.VISIT)
NOT_ASKED = {"refused": "consent_refused", "withdrawn": "consent_withdrawn", "unasked": "consent_unknown"}
QUIET_DAYS = 31
WAVES = 6
HALF_YEAR = timedelta(days=182)
BY_MOOD = {-2: (1, 2), -1: (2, 3), 0: (3, 4, 5), 1: (4, 4, 5), 2: (5, 5, 4)}
BY_STAGE = {
    Stage.EXPLORATION: (5, 6, 7, 8, 8, 9),
    Stage.EXPANSION: (6, 7, 8, 9, 9, 10),
    Stage.COMMITMENT: (7, 8, 9, 9, 10, 10),
    Stage.DISSOLUTION: (0, 2, 4, 5, 7),
}


@dataclass
class Reply:
    """One invitation, and the score that came back, if one did."""

    invitation: Invitation
    score: int | None = None
    after: timedelta = timedelta(0)


def build_answers(
    people: Sequence[Contact],
    with_mail: frozenset[int],
    talks: Sequence[Interaction],
    agreements: Agreements,
    house: House,
    now: datetime,
    rng: Random,
) -> list[Response]:
    asked = [contact for contact in people if contact.pk in with_mail and agreements.may_be_asked(contact)]
    talk_survey, wave_survey = (Survey.objects.get(code=code) for code in (AFTER_TALK, RELATIONSHIP))
    after_talks = _after_talks(talk_survey, talks, asked, now, rng)
    low = _low_ones(talk_survey, talks, asked, house, now)
    waves = list(_waves(wave_survey, asked, now, rng))
    Invitation.objects.bulk_create(_dropped(talk_survey, talks, agreements, rng), batch_size=500)
    return [
        *_store(talk_survey, QuestionKind.CSAT, [*after_talks, *low], rng),
        *_store(wave_survey, QuestionKind.NPS, waves, rng),
    ]


def _after_talks(
    survey: Survey, talks: Sequence[Interaction], asked: Sequence[Contact], now: datetime, rng: Random
) -> list[Reply]:
    """Some of the conversations that are over a month old, never two within a month with one person."""
    may = {contact.pk for contact in asked}
    last: dict[int, datetime] = {}
    replies = []
    for talk in talks:
        is_quiet = talk.at - last.get(talk.contact_id, datetime.min.replace(tzinfo=now.tzinfo))
        if talk.contact_id not in may or talk.kind not in ASKED_ABOUT or talk.at > now - timedelta(days=QUIET_DAYS):
            continue
        if is_quiet < timedelta(days=QUIET_DAYS) or rng.random() > 0.45:
            continue
        last[talk.contact_id] = talk.at
        score = rng.choice(BY_MOOD[talk.sentiment or 0]) if rng.random() < 0.6 else None
        replies.append(_reply(survey, talk, score, rng.randint(1, 60)))
    return replies


def _low_ones(
    survey: Survey, talks: Sequence[Interaction], asked: Sequence[Contact], house: House, now: datetime
) -> list[Reply]:
    """Two of Alice's customers were unhappy a few days ago, and nobody has spoken with them since."""
    hers = {contact.pk for contact in asked if contact.owner_id == house["alice"].pk}
    newest = {talk.contact_id: talk for talk in talks if talk.contact_id in hers}
    recent = [
        talk
        for talk in newest.values()
        if talk.kind in ASKED_ABOUT and timedelta(days=3) < now - talk.at < timedelta(days=25)
    ]
    return [
        _reply(survey, talk, score, _hours_since(talk, now) - 30) for talk, score in zip(recent, (1, 2), strict=False)
    ]


def _dropped(survey: Survey, talks: Sequence[Interaction], agreements: Agreements, rng: Random) -> Iterator[Invitation]:
    """After some conversations nobody was asked, and the reason was kept."""
    for talk in talks:
        reason = NOT_ASKED.get(agreements.feedback[talk.contact_id].name)
        if reason and talk.kind in ASKED_ABOUT and rng.random() < 0.2:
            reply = _reply(survey, talk, None, 0)
            reply.invitation.state, reply.invitation.reason = InvitationState.DROPPED, reason
            yield reply.invitation


def _hours_since(talk: Interaction, now: datetime) -> int:
    return int((now - talk.at) / timedelta(hours=1))


def _reply(survey: Survey, talk: Interaction, score: int | None, hours: int) -> Reply:
    invitation = _invitation(survey, talk.contact, f"interaction/{talk.pk}", talk.at + timedelta(hours=1), score)
    invitation.interaction = talk
    return Reply(invitation, score, timedelta(hours=hours))


def _invitation(survey: Survey, contact: Contact, wave: str, at: datetime, score: int | None) -> Invitation:
    return Invitation(
        survey=survey,
        contact=contact,
        wave=wave,
        state=InvitationState.INVITED if score is None else InvitationState.ANSWERED,
        created_at=at,
        expires_at=at + timedelta(days=survey.valid_days),
    )


def _waves(survey: Survey, asked: Sequence[Contact], now: datetime, rng: Random) -> Iterator[Reply]:
    for number in range(WAVES, 0, -1):
        at = now - HALF_YEAR * number + timedelta(days=90)
        for contact in asked:
            if contact.created_at > at or contact.stage not in BY_STAGE or rng.random() > 0.7:
                continue
            score = rng.choice(BY_STAGE[Stage(contact.stage)]) if rng.random() < 0.55 else None
            wave = f"{at.year}-{'spring' if at.month < 7 else 'autumn'}-{number}"
            yield Reply(_invitation(survey, contact, wave, at, score), score, timedelta(hours=rng.randint(1, 200)))


def _store(survey: Survey, kind: str, replies: Sequence[Reply], rng: Random) -> list[Response]:
    question = survey.questions.filter(kind=kind).get()
    Invitation.objects.bulk_create([reply.invitation for reply in replies], batch_size=500)
    answered = [reply for reply in replies if reply.score is not None]
    responses = Response.objects.bulk_create(
        [
            Response(
                invitation=reply.invitation,
                language=language_of(reply.invitation.contact.languages),
                completed_at=by_day(reply.invitation.created_at + reply.after, reply.invitation.contact.time_zone),
            )
            for reply in answered
        ],
        batch_size=500,
    )
    pairs = list(zip(responses, answered, strict=True))
    Answer.objects.bulk_create([_answer(response, question, reply) for response, reply in pairs], batch_size=500)
    _add_comments(survey, pairs, rng)
    Interaction.objects.bulk_create([_entry(response, survey, reply) for response, reply in pairs], batch_size=500)
    return responses


def language_of(languages: Sequence[str]) -> str:
    """The one of these in which our pages are written, else English."""
    return next((code for code in languages if code in ("en", "ru", "cs", "da", "lt", "ar")), "en")


def by_day(moment: datetime, place: str) -> datetime:
    """Nobody answers in the small hours: the same moment, or that much later in the day."""
    there = local(moment, zone(place))
    return moment + timedelta(hours=7) if there.hour < 7 else moment


def _answer(response: Response, question: Question, reply: Reply) -> Answer:
    return Answer(response=response, question=question, value=reply.score, at=response.completed_at)


def _add_comments(survey: Survey, pairs: Sequence[tuple[Response, Reply]], rng: Random) -> None:
    question = survey.questions.filter(kind=QuestionKind.TEXT).first()
    if question is None:
        return
    top = 10 if survey.code == RELATIONSHIP else 5
    rows = [
        Answer(response=response, question=question, text=text, at=response.completed_at)
        for response, reply in pairs
        if (text := comment_on((reply.score or 0) / top, response.language, rng))
    ]
    Answer.objects.bulk_create(rows, batch_size=500)


def comment_on(share: float, language: str, rng: Random) -> str:
    """The unhappy write, the others seldom do; in the language in which they answered."""
    is_low = share <= 0.5
    if not is_low and rng.random() > 0.3:
        return ""
    comments = load("talk")["comments"][language]
    return str(rng.choice(comments["low" if is_low else "fair" if share < 0.85 else "high"]))


def _entry(response: Response, survey: Survey, reply: Reply) -> Interaction:
    contact = reply.invitation.contact
    return Interaction(
        contact=contact,
        kind=Kind.ANSWER,
        direction=Direction.IN,
        at=response.completed_at,
        contact_zone=contact.time_zone,
        is_automatic=True,
        params={"survey": survey.code, "response": response.pk},
        source=f"feedback.response/{response.pk}",
        created_at=response.completed_at,
    )

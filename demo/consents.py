"""What the invented people agreed to: four of five said yes, the others no, or were never asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from contacts.models import Channel, Consent, ConsentState, Contact, Purpose

SOURCE = "demo"
WORDINGS = {
    Purpose.GREETINGS: "You may congratulate me by e-mail on my birthday.",
    Purpose.FEEDBACK: "You may ask me by e-mail how satisfied I am.",
    Purpose.MARKETING: "You may send me news and offers by e-mail.",
}


@dataclass(frozen=True)
class Answer:
    """One kind of answer: its states in their order, and how many of ten people gave it."""

    name: str
    states: tuple[str, ...]
    of_ten: int


GIVEN = Answer("given", (ConsentState.GIVEN,), 8)
REFUSED = Answer("refused", (ConsentState.REFUSED,), 1)
WITHDRAWN = Answer("withdrawn", (ConsentState.GIVEN, ConsentState.WITHDRAWN), 0)
UNASKED = Answer("unasked", (), 1)


@dataclass(frozen=True)
class Agreements:
    """Who may be greeted and who may be asked, by contact id."""

    greetings: dict[int, Answer]
    feedback: dict[int, Answer]

    def may_be_asked(self, contact: Contact) -> bool:
        return self.feedback[contact.pk] is GIVEN


def build_consents(people: Sequence[Contact], awake: Sequence[Contact], rng: Random) -> Agreements:
    """`awake` are those where it is day: among them somebody refused greetings, and somebody was never asked."""
    greetings = _answers(people, rng)
    _see_to_it(greetings, awake)
    feedback = _answers(people, rng)
    marketing = {contact.pk: GIVEN if rng.random() < 0.4 else UNASKED for contact in people}
    for answers in (greetings, feedback):
        answers[people[0].pk] = GIVEN
    rows: list[Consent] = []
    for purpose, answers in (
        (Purpose.GREETINGS, greetings),
        (Purpose.FEEDBACK, feedback),
        (Purpose.MARKETING, marketing),
    ):
        for contact in people:
            rows += _rows(contact, purpose, answers[contact.pk])
    Consent.objects.bulk_create(rows, batch_size=500)
    return Agreements(greetings, feedback)


def _answers(people: Sequence[Contact], rng: Random) -> dict[int, Answer]:
    """In each ten people eight yes, one no, one never asked, in an order of its own; some took a yes back."""
    ten = [answer for answer in (GIVEN, REFUSED, UNASKED) for _ in range(answer.of_ten)]
    answers: dict[int, Answer] = {}
    for start in range(0, len(people), 10):
        rng.shuffle(ten)
        answers |= {contact.pk: answer for contact, answer in zip(people[start : start + 10], ten, strict=False)}
    for key, answer in answers.items():
        if answer is REFUSED and rng.random() < 1 / 3:
            answers[key] = WITHDRAWN
    return answers


def _see_to_it(answers: dict[int, Answer], awake: Sequence[Contact]) -> None:
    """Where nobody who is awake gave one of the answers that keep a greeting back, somebody who agreed swaps theirs."""
    for answer in (REFUSED, UNASKED):
        if any(answers[contact.pk] is answer for contact in awake):
            continue
        agreed = next((contact.pk for contact in reversed(awake) if answers[contact.pk] is GIVEN), None)
        other = next((pk for pk, given in answers.items() if given is answer), None)
        if agreed and other:
            answers[agreed], answers[other] = answers[other], answers[agreed]


def _rows(contact: Contact, purpose: Purpose, answer: Answer) -> Iterator[Consent]:
    wording = WORDINGS[purpose]
    for step, state in enumerate(answer.states):
        yield Consent(
            contact=contact,
            purpose=purpose,
            channel=Channel.EMAIL,
            state=state,
            at=soon_after(contact.created_at, step),
            source=SOURCE,
            wording=wording,
            wording_language="en",
            wording_hash=hash_of(wording),
        )


def hash_of(wording: str) -> str:
    return sha256(wording.encode()).hexdigest()


def soon_after(created_at: datetime, step: int) -> datetime:
    return created_at + timedelta(hours=1, days=12 * step)

"""Two texts that a colleague translated: what a customer of Alice's wrote, and what another answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contacts.models import Contact
from demo.house import House
from feedback.models import Answer, Response
from interactions.actions import add_entry
from interactions.models import Interaction, Kind
from translating.models import Translation
from translating.texts import Part, kind_of

# What customers write, and what it says in English: languages that Alice does not read first.
WRITTEN = {
    "da": (
        "Skriver: Vi er glade for lamperne i mødelokalet, men de to ved vinduet blinker, når det er koldt. "
        "Kan I sende en montør, før vi holder julefrokost den 11.?",
        "Writes: We are pleased with the lamps in the meeting room, but the two by the window flicker when it is "
        "cold. Can you send a fitter before our Christmas lunch on the 11th?",
    ),
    "lt": (
        "Rašo: lempos jau pakabintos ir visiems patinka, bet jungiklis prie durų dar neveikia. "
        "Kada galėtų atvykti meistras?",
        "Writes: the lamps are up and everybody likes them, but the switch by the door does not work yet. "
        "When could a fitter come?",
    ),
    "cs": (
        "Píše: lampy v jídelně jsou skvělé, ale ovladač na chodbě zatím nereaguje. Kdy by mohl přijet technik?",
        "Writes: the lamps in the dining room are great, but the switch in the corridor does not react yet. "
        "When could a fitter come?",
    ),
}
COMMENTS = {
    "da": ("Fint arbejde, men jeg måtte selv ringe tre gange.", "Good work, but I had to call three times myself."),
    "lt": ("Darbas geras, bet teko skambinti tris kartus.", "The work is good, but I had to call three times."),
    "cs": ("Práce dobrá, ale musel jsem třikrát volat.", "Good work, but I had to call three times."),
}


def build_translations(people: Sequence[Contact], house: House, now: datetime) -> None:
    """Bob translated both: a mail of an hour after the newest talk, and what somebody answered."""
    hers = [contact for contact in people if contact.owner_id == house["alice"].pk]
    for language in WRITTEN:
        speakers = [contact.pk for contact in hers if language in contact.languages[:1]]
        talks = Interaction.objects.filter(contact__in=speakers, is_automatic=False).exclude(summary="")
        entry = talks.select_related("contact", "by").order_by("-at", "-pk").first()
        if entry is not None:
            _translate_entry(entry, language, house, now)
            break
    for language in COMMENTS:
        said = Answer.objects.exclude(text="").filter(response__invitation__contact__in=hers, is_current=True)
        in_it = said.filter(response__language=language).select_related("response__invitation__contact")
        answer = in_it.order_by("-response__completed_at", "-pk").first()
        if answer is not None:
            _translate_comment(answer, language, house, now)
            break


def _translate_entry(entry: Interaction, language: str, house: House, now: datetime) -> None:
    words, english = WRITTEN[language]
    mail = add_entry(
        contact=entry.contact,
        kind=Kind.EMAIL,
        source="demo/written",
        at=entry.at + timedelta(hours=1),
        is_automatic=False,
        by=entry.by,
        summary=words,
    )
    (part,) = kind_of(Interaction).parts(mail)
    _keep(part, mail.contact, mail, language, english, house, min(mail.at + timedelta(hours=3), now))


def _translate_comment(answer: Answer, language: str, house: House, now: datetime) -> None:
    answer.text, english = COMMENTS[language]
    answer.save(update_fields=["text"])
    response: Response = answer.response
    response.current = [answer]
    (part,) = kind_of(Response).parts(response)
    contact = response.invitation.contact
    _keep(part, contact, response, language, english, house, min(response.completed_at + timedelta(hours=3), now))


def _keep(
    part: Part,
    contact: Contact,
    row: Interaction | Response,
    language: str,
    english: str,
    house: House,
    at: datetime,
) -> None:
    Translation.objects.create(
        contact=contact,
        subject_type=row._meta.label,
        subject_id=row.pk,
        field=part.field,
        language="en",
        original_language=language,
        text=english,
        digest=part.digest,
        by=house["bob"],
        at=at,
    )

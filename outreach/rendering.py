"""One planned message becomes one mail in one language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from contacts.data.greetings import SMALL_AFTER_COMMA
from contacts.greeting import goes_on_small, greet
from contacts.manners import manners_for
from contacts.models import Contact, Purpose
from contacts.name_fields import base_of
from outreach.engine import RenderError, Value, render_line, render_text, values_of, variables_in
from outreach.frame import Kind, fill_html, fill_text
from outreach.journeys import variables_for
from outreach.languages import colleagues_languages, customers_languages
from outreach.models import Message, MessageTemplate
from outreach.ready_made_words import WORDS
from staff import tokens
from staff.models import Organisation, TokenPurpose, User

AFTER_GREETING = re.compile(r"(\{\{\s*greeting\s*\}\}\s*)(\w)")
COMMON_VARIABLES = frozenset({"greeting", "name", "sender", "organisation"})


def known_variables(code: str) -> frozenset[str]:
    """What a template of this code may name: the common variables, and those of its ready-made words."""
    ready_made = (variables_in(subject + body) for subject, body in WORDS.get(code, {}).values())
    return COMMON_VARIABLES.union(*ready_made)


@dataclass(frozen=True)
class Words:
    """Subject and body in one language, not yet filled in."""

    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class Links:
    """The customer's own addresses at the foot of a mail; empty for service mail."""

    unsubscribe: str = ""
    preferences: str = ""
    token: str = ""


@dataclass(frozen=True)
class Rendered:
    """A mail ready to be put into its envelope."""

    message: Message
    address: str
    language: str
    subject: str
    text: str
    html: str
    links: Links = field(default_factory=Links)


def render(message: Message, *, organisation: Organisation, now: datetime) -> Rendered:
    """Render for sending: asks other rooms for their variables and issues the customer's links."""
    return _render(message, organisation, {**message.variables, **variables_for(message, now)}, _links(message, now))


def preview(message: Message, *, organisation: Organisation) -> Rendered:
    """The same words for colleagues' eyes: no link is issued, an address not yet known is shown as an example."""
    words = words_for(message, organisation)
    inert = f"{settings.PUBLIC_URL}/…"
    unknown = {name: inert for name in variables_in(words.body) if name.endswith("_url")}
    links = Links(inert, inert) if is_advertising(message) else Links()
    return _render(message, organisation, {**unknown, **message.variables}, links)


def is_advertising(message: Message) -> bool:
    """Whether the recipient may stop mails of this kind: all but service, to customers."""
    return message.contact_id is not None and message.purpose != Purpose.SERVICE


def _render(message: Message, organisation: Organisation, extra: Mapping[str, Value], links: Links) -> Rendered:
    words = words_for(message, organisation)
    with translation.override(words.language):
        context = {**_common(message, words, organisation), **extra}
        words = going_on(words, str(context.get("greeting", "")))
        literal = message.contact_id is None and message.user_id is None
        text = words.body.strip() if literal else render_text(words.body, context)
        if not text:
            raise RenderError(gettext("The mail has no text."))
        parts = _parts(message, organisation, links)
        kind = Kind(words.language, bool(parts["signature"]), bool(links.unsubscribe))
        direction = "" if message.template_id else "auto"
        return Rendered(
            message=message,
            address=address_of(message),
            language=words.language,
            subject=words.subject if literal else render_line(words.subject, context),
            text=fill_text(kind, text, parts),
            html="" if literal else fill_html(kind, words.body, direction, values_of(words.body, context), parts),
            links=links,
        )


def going_on(words: Words, greeting: str) -> Words:
    """The words with the letter that follows the greeting: where they are written to go on in a small one, and the
    greeting of this contact ends a sentence ("Milý Honzo!"), it is a capital."""
    if base_of(words.language) not in SMALL_AFTER_COMMA or not greeting or goes_on_small(greeting, words.language):
        return words
    return replace(words, body=AFTER_GREETING.sub(lambda found: found[1] + found[2].upper(), words.body))


def words_for(message: Message, organisation: Organisation) -> Words:
    """What a colleague or the system wrote, else the template's words in the recipient's best language."""
    chain = _languages(message, organisation)
    if message.body or message.template is None:
        return Words(next(chain), message.subject, message.body)
    return template_words(message.template, chain)


def expected_language(message: Message, organisation: Organisation) -> str:
    """The language a message went in, or would go in now; "" where its template has no words at all."""
    if message.language:
        return message.language
    try:
        return words_for(message, organisation).language
    except RenderError:
        return ""


def template_words(template: MessageTemplate, chain: Iterable[str]) -> Words:
    """The first language of the chain in which subject and body both stand; languages are never mixed."""
    for language in chain:
        subject = getattr(template, f"subject_{language}", "") or ""
        body = getattr(template, f"body_{language}", "") or ""
        if subject.strip() and body.strip():
            return Words(language, subject, body)
    raise RenderError(gettext("The template has no words in any language of the recipient."))


def _languages(message: Message, organisation: Organisation) -> Iterator[str]:
    if message.contact:
        return customers_languages(message.contact, organisation, last=message.last_language)
    told = message.user.language if message.user else message.variables.get("language", "")
    return colleagues_languages(told, organisation)


def sender_of(message: Message) -> User | None:
    """Who speaks: whoever wrote the mail, else the customer's account manager."""
    if message.sender:
        return message.sender
    return message.contact.owner if message.contact else None


def address_of(message: Message) -> str:
    """Where the mail goes; "" for a contact without an e-mail address."""
    if message.contact:
        return first_email(message.contact)
    return message.user.email if message.user else message.address


def first_email(contact: Contact) -> str:
    points = [point for point in contact.points.all() if point.kind == "email"]
    return points[0].value.strip() if points else ""


def _common(message: Message, words: Words, organisation: Organisation) -> dict[str, Value]:
    sender = sender_of(message)
    common: dict[str, Value] = {
        "organisation": organisation.name,
        "sender": sender.full_name if sender and sender.full_name else organisation.name,
    }
    if message.contact:
        common["name"] = message.contact.called or message.contact.full_name
        if "greeting" in variables_in(words.subject + words.body):
            common["greeting"] = _greeting(message.contact, sender, words.language, organisation)
    elif message.user:
        common["name"] = message.user.full_name
    if "path" in message.variables:
        common["card_url"] = f"{settings.PUBLIC_URL}{message.variables['path']}"
    return common


def _greeting(contact: Contact, sender: User | None, language: str, organisation: Organisation) -> str:
    manners = manners_for(contact, team_id=sender.team_id if sender else None, organisation=organisation)
    return greet(contact, language, manners=manners).text


def _links(message: Message, now: datetime) -> Links:
    """Links without an end: whoever keeps an old mail can still stop the next one."""
    if message.contact is None or not is_advertising(message):
        return Links()
    token = tokens.issue(TokenPurpose.UNSUBSCRIBE, subject_id=message.pk, scope=message.purpose, now=now)
    wishes = tokens.issue(TokenPurpose.PREFERENCES, subject_id=message.contact.pk, now=now)
    return Links(
        unsubscribe=settings.PUBLIC_URL + reverse("outreach:unsubscribe", args=[token]),
        preferences=settings.PUBLIC_URL + reverse("outreach:preferences", args=[wishes]),
        token=token,
    )


def _parts(message: Message, organisation: Organisation, links: Links) -> dict[str, str]:
    return {
        "signature": _signature(message, organisation),
        "organisation": organisation.name,
        "place": _place(organisation),
        "unsubscribe": links.unsubscribe,
        "preferences": links.preferences,
    }


def _place(organisation: Organisation) -> str:
    """The postal address, with the name above it unless it begins with the name."""
    address = organisation.postal_address.strip()
    return address if address.startswith(organisation.name) else f"{organisation.name}\n{address}"


def _signature(message: Message, organisation: Organisation) -> str:
    sender = sender_of(message)
    if message.contact is None:
        return ""
    if sender is None:
        return organisation.name
    return sender.signature.strip() or f"{sender.full_name}\n{organisation.name}"

"""In which language a customer is written to and reads their own pages: one chain for every mail and every page.

Each link of it is somebody's word, never a guess from one language at its relatives: the contact's languages in
order, the language of the last mail to them, that of their company, the house's own, and last that of the program.
Where a language is not offered, only what an administrator chose stands in for it.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.conf import settings

from contacts.models import Contact
from outreach.models import Message, State
from staff.models import Organisation
from staff.stand_ins import barred_for, offered_for


def customers_languages(contact: Contact, organisation: Organisation, *, last: str | None = None) -> Iterator[str]:
    """The offered languages, best first, each once; the program's own ends them.

    `last` is the language of the last mail where that is known already; else it is asked for once the contact's own
    languages are used up.
    """
    offers = (offered_for(code, organisation) for code in _told(contact, organisation, last))
    barred = barred_for(contact.languages)
    return (language for language in _each_once(offers) if language not in barred)


def customers_language(contact: Contact, organisation: Organisation, *, last: str | None = None) -> str:
    return next(customers_languages(contact, organisation, last=last))


def colleagues_languages(told: str, organisation: Organisation) -> Iterator[str]:
    """For a colleague, or one who is invited: their own word, then the house's; what customers are offered is no
    matter to them."""
    known = (code for code in (told, organisation.default_language) if code in settings.MODELTRANSLATION_LANGUAGES)
    return _each_once([code] for code in known)


def last_language(contact: Contact) -> str:
    """That of the last mail that left for the contact; "" where none did."""
    return last_languages([contact]).get(contact.pk, "")


def know_last_languages(messages: Iterable[Message]) -> None:
    """Tell the mails of a list what else would be asked for each of them."""
    waiting = [(message, message.contact) for message in messages if message.contact and not message.language]
    last = last_languages(contact for _message, contact in waiting) if waiting else {}
    for message, contact in waiting:
        message.last_language = last.get(contact.pk, "")


def last_languages(contacts: Iterable[Contact]) -> dict[int, str]:
    """{contact: language of the last mail that left for them}."""
    sent = Message.objects.filter(contact__in=[contact.pk for contact in contacts], state=State.SENT)
    return dict(sent.exclude(language="").order_by("sent_at", "pk").values_list("contact_id", "language"))


def _told(contact: Contact, organisation: Organisation, last: str | None) -> Iterator[str]:
    yield from contact.languages
    yield last_language(contact) if last is None else last
    if contact.company is not None:
        yield contact.company.language
    yield organisation.default_language


def _each_once(offers: Iterable[list[str]]) -> Iterator[str]:
    seen = set[str]()
    for language in chain(chain.from_iterable(offers), [settings.LANGUAGE_CODE]):
        if language not in seen:
            seen.add(language)
            yield language

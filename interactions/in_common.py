"""What a colleague and a customer have in common, by what each of them told of themselves. Nothing is concluded.

Of the customer: what every reader of the card sees, and interests that they told us. Nothing that is seen by few is
compared, and nothing of faith, origin or health.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.company_keys import name_key
from contacts.models import Company, Contact, Employment, Fact, FactKind, FactSource
from contacts.models.custom import Group
from contacts.name_fields import base_of
from crm.templatetags.crm_ui import country_name, language_name, zone_city
from crm.text import fold
from interactions.models import Introduction
from staff.models import User


def in_common(user: User, contact: Contact) -> list[tuple[str, str]]:
    """Names of what is shared, each with its words."""
    told = Introduction.objects.filter(user=user).first() or Introduction(user=user)
    return [(name, words) for name, words in _shared(user, contact, told) if words]


def _shared(user: User, contact: Contact, told: Introduction) -> Iterator[tuple[str, str]]:
    yield _("Languages"), ", ".join(_languages(user, contact))
    lives_there = bool(contact.country) and contact.country == user.country
    yield _("Country"), country_name(contact.country) if lives_there else ""
    yield _("City"), ", ".join(_both(told.places, [contact.city], fold))
    is_same_zone = contact.is_zone_confirmed and contact.time_zone == user.time_zone
    yield _("Time zone"), zone_city(contact.time_zone) if is_same_zone else ""
    yield _("Employer"), ", ".join(_both(told.employers, _employers(user, contact), name_key))
    yield _("Interests"), ", ".join(_both(told.interests, _interests(user, contact), fold))


def _languages(user: User, contact: Contact) -> Iterator[str]:
    spoken = {base_of(language) for language in user.language_skills.values_list("language", flat=True)}
    shared = dict.fromkeys(base_of(language) for language in contact.languages)
    return (language_name(language) for language in shared if language in spoken)


def _employers(user: User, contact: Contact) -> list[str]:
    """Where they work and have worked, as far as the colleague sees those companies."""
    jobs = Employment.objects.filter(contact=contact).order_by().values("company")
    worked_at = Q(pk__in=jobs) | Q(pk=contact.company_id)
    return list(Company.objects.visible_to(user).filter(worked_at).order_by("pk").values_list("name", flat=True))


def _interests(user: User, contact: Contact) -> Iterable[str]:
    told = Fact.objects.visible_to(user).open().filter(contact=contact, kind=FactKind.INTEREST, source=FactSource.TOLD)
    return told.filter(group=Group.BASIC, is_private=False, is_special=False).values_list("text", flat=True)


def _both(mine: Iterable[str], theirs: Iterable[str], key: Callable[[str], str]) -> list[str]:
    """What stands on both sides, in the customer's words, each once."""
    known = {key(words) for words in mine} - {""}
    shared = {key(words): words for words in theirs if key(words) in known}
    return list(shared.values())

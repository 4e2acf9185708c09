"""What looks wrong in what was typed, and is saved all the same: a person may know better than we do."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from contacts.phones import is_valid

# Where most people have their mail; one slip away from one of these is most likely a slip.
MAIL_HOUSES = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com"),
        *("aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "yandex.ru"),
        *("mail.ru", "rambler.ru", "seznam.cz", "email.cz", "centrum.cz", "post.cz", "volny.cz", "azet.sk"),
        *("inbox.lt", "one.lt", "mail.dk", "live.dk", "wp.pl", "onet.pl", "orange.fr", "libero.it"),
    }
)
# Shorter names are one slip away from each other: me.com and be.com.
SHORTEST_DOMAIN = 8
SHORTEST_NAME = 4


def doubts(*, name: str, emails: Iterable[str], phones: Iterable[str], country: str) -> list[str]:
    """One sentence for each doubt."""
    return [*_of_name(name), *_of_emails(emails), *_of_phones(phones, country)]


def _of_name(name: str) -> Iterator[str]:
    letters = [char for char in name if char.isalpha()]
    if len(letters) >= SHORTEST_NAME and name.isupper():
        yield _("The name is all in capitals. Is it written so?")


def _of_emails(emails: Iterable[str]) -> Iterator[str]:
    for address in emails:
        local, _at, domain = address.rpartition("@")
        if meant := meant_domain(domain.lower()):
            yield _("“%(address)s” may mean %(local)s@%(domain)s.") % {
                "address": address,
                "local": local,
                "domain": meant,
            }


def meant_domain(domain: str) -> str:
    """The mail house that is one slip away; "" where the domain is one itself, or far from all."""
    if domain in MAIL_HOUSES or len(domain) < SHORTEST_DOMAIN:
        return ""
    near = (house for house in sorted(MAIL_HOUSES) if OSA.distance(domain, house, score_cutoff=1) == 1)
    return next(near, "")


def _of_phones(numbers: Iterable[str], country: str) -> Iterator[str]:
    for number in numbers:
        # Without a country nobody can say.
        if (country or number.startswith("+")) and not is_valid(number, country):
            yield _("“%(number)s” is no number that can be dialled in its country.") % {"number": number}

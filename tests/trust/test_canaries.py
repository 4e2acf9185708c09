"""Nobody meets a word of a customer that is not theirs to see, on whichever page, and everybody meets their own."""

import pytest
from django.urls import get_resolver, reverse

from tests.sizes import size
from tests.test_house import routes as walk
from tests.trust.conftest import browser
from tests.trust.crawl import crawl
from tests.trust.expected import ROLES, Whose, covers, group_of, sees
from tests.trust.routes import ROUTES, WORDS

pytestmark = [pytest.mark.trust, pytest.mark.slow]

# Of pages that differ in numbers or questions alone, so many are followed beside those of our own routes.
VARIANTS = size(1, full=200)
# Groups of which whoever reaches them meets a word on some page.
NAME = ("contacts.Contact", "full_name")
SHOWN = ("basic", "contact", "sensitive", "timeline", "sales", "loyalty", "feedback", "outbox")


def addresses(world):
    """Every route of ours, with every row that it could name; whatever their role may open."""
    yield "/"
    for path, _route in walk(get_resolver()):
        if path.startswith("accounts/") and "<" not in path and "logout" not in path:
            yield f"/{path}"
        if path.startswith(("accounts/", "admin/")) or "<int:pk>" in path:
            continue
        filled = path
        for place, word in WORDS.items():
            filled = filled.replace(f"<{place}>", word)
        yield f"/{filled}"
    yield reverse("admin:index")
    for route in ROUTES:
        for whose in Whose:
            row = world.rows.get((route.model, whose))
            if row is not None:
                yield route.address(row.pk)


def forbidden_on(world, text):
    """Which canaries of the text the reader may not see, in words."""
    found = (world.canaries[code] for code in world.codes_in(text))
    return {str(canary) for canary in found if not sees(world.role, group_of(canary.model, canary.field), canary.whose)}


def named_to_be_erased(world, address):
    """Whoever may erase somebody in the bin is shown on that page whom."""
    if not address.endswith("/erase/"):
        return set()
    named = {canary for canary in world.canaries.values() if (canary.model, canary.field) == NAME}
    return {str(canary) for canary in named if covers(world.role, "erase", canary.whose)}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_word_that_is_not_the_readers_to_see(world_of, role):
    world = world_of(role)
    leaks, seen, opened = [], set(), 0

    for address, status, text in crawl(browser(world), addresses(world), variants=VARIANTS):
        assert status < 500, f"{address} broke for the {role}"
        opened += status == 200
        seen |= world.codes_in(text)
        shown = forbidden_on(world, text) - named_to_be_erased(world, address)
        leaks += [f"GET {address} shows the {role} {canary}" for canary in sorted(shown)]

    assert not leaks, "\n".join(leaks)
    assert opened >= 5 if role != "nobody" else opened
    met = {(group_of(world.canaries[code][0], world.canaries[code][1]), world.canaries[code].whose) for code in seen}
    missed = [(group, str(whose)) for group in SHOWN for whose in Whose if covers(role, group, whose)]
    assert [pair for pair in missed if (pair[0], Whose(pair[1])) not in met] == []

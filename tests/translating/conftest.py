from datetime import UTC, datetime
from typing import Any

import pytest

from interactions.models import Interaction
from tests.factories.interactions import make_entry
from tests.factories.translating import ENGINES, agree, permit_engine
from translating import engines

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
CZECH = "Paní Novotná se ptala, jestli by bylo možné dodat lampy už v lednu."


def shown_on(response: Any) -> dict[str, Any]:
    """What the form of the page has in its fields, as a browser sends it back; ticks are not set."""
    form = response.context["form"]
    return {
        name: form[name].value() or "" for name in form.fields if name != "once" and not name.startswith("checked_")
    }


@pytest.fixture(autouse=True)
def fresh_breakers() -> None:
    engines._breakers.clear()


@pytest.fixture
def mill(settings):
    """An engine that the settings name, and that nobody has permitted."""
    settings.TRANSLATION_ENGINES = ENGINES
    settings.TRANSLATION_SECONDS = 5


@pytest.fixture
def open_mill(mill, admin, carol):
    """The same, permitted by the house and agreed to by Carol."""
    permit_engine(admin)
    agree(carol)


@pytest.fixture
def entry(alice, carol) -> Interaction:
    """What Alice heard from Carol, written down in Czech."""
    return make_entry(carol, MONDAY, by=alice, summary=CZECH)

"""What higher rooms add to a journey's mail: the variables that only they know."""

from collections.abc import Callable
from datetime import datetime

from outreach.models import Message

# Called while the mail is rendered for sending, inside a transaction; it may issue links, and must return
# words, numbers or dates, never objects. Names that end in "_url" hold whole addresses.
VariablesProvider = Callable[[Message, datetime], dict[str, str]]

_providers: dict[str, VariablesProvider] = {}


def register_variables(rule_code: str, provider: VariablesProvider) -> None:
    """Name the function that gives the variables of one rule's mails. Call it from AppConfig.ready()."""
    _providers[rule_code] = provider


def asks_other_rooms(message: Message) -> bool:
    return message.step.journey.code in _providers


def variables_for(message: Message, now: datetime) -> dict[str, str]:
    provider = _providers.get(message.step.journey.code)
    return provider(message, now) if provider else {}

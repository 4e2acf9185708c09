"""What higher rooms add to a journey's mail: the variables that only they know."""

from collections.abc import Callable, Mapping
from datetime import datetime

from outreach.engine import Value
from outreach.models import Message

# Called while the mail is rendered for sending, inside a transaction; it may issue links, and must return
# words, lines, numbers or dates, never objects. Names that end in "_url" hold whole addresses.
VariablesProvider = Callable[[Message, datetime], Mapping[str, Value]]

_providers: dict[str, VariablesProvider] = {}


def register_variables(rule_code: str, provider: VariablesProvider) -> None:
    """Name the function that gives the variables of one rule's mails. Call it from AppConfig.ready()."""
    _providers[rule_code] = provider


def asks_other_rooms(message: Message) -> bool:
    return message.step.journey.code in _providers


def variables_for(message: Message, now: datetime) -> Mapping[str, Value]:
    provider = _providers.get(message.step.journey.code)
    return provider(message, now) if provider else {}

from outreach.models.event import EventKind, InboundEvent
from outreach.models.journey import Anchor, Journey, JourneyStep
from outreach.models.message import CapCount, Heartbeat, Hold, Installation, Message, SendSlot, State, Suppression
from outreach.models.provider import Provider
from outreach.models.template import MessageTemplate

__all__ = [
    "Anchor",
    "CapCount",
    "EventKind",
    "Heartbeat",
    "Hold",
    "InboundEvent",
    "Installation",
    "Journey",
    "JourneyStep",
    "Message",
    "MessageTemplate",
    "Provider",
    "SendSlot",
    "State",
    "Suppression",
]

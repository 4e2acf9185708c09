"""Facts that contacts announces."""

from django.dispatch import Signal

# A contact now lives in another time zone. Arguments: contact, now.
contact_zone_changed = Signal()
# A contact said yes or no to a purpose. Arguments: contact, purpose, channel, state, now.
consent_recorded = Signal()

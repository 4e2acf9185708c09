"""Facts that interactions announces."""

from django.dispatch import Signal

# A colleague logged a conversation. Arguments: interaction, by, now.
interaction_logged = Signal()

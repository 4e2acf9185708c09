"""Facts that staff announces."""

from django.dispatch import Signal

# The organisation was set up: rooms install their ready-made content. Arguments: organisation, now.
organisation_founded = Signal()

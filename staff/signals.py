"""Facts that staff announces."""

from django.dispatch import Signal

# The organisation was set up: rooms install their ready-made content. Arguments: organisation, now.
organisation_founded = Signal()

# Somebody wants to know what a colleague looks after, before it is handed over. Argument: user. Each receiver answers
# with a list of staff.people.Belonging.
belongings_asked = Signal()

# A colleague was deactivated. Arguments: user, successor (None where there was nothing to hand over), by, now.
# Receivers move what is alive and open to the successor, in the transaction of the one who sends; history stays.
colleague_left = Signal()

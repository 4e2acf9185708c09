"""Facts that the ground announces."""

from django.dispatch import Signal

# A scheduled job came to its end. Arguments: name, at (by the real clock).
job_ended = Signal()

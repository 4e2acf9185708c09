"""Facts that feedback announces."""

from django.dispatch import Signal

# A contact answered a survey for the first time. Sent inside the transaction. Arguments: response, now.
response_completed = Signal()

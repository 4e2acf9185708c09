"""Facts that sales announces."""

from django.dispatch import Signal

# A purchase was recorded, or its status changed. Sent inside the transaction. Arguments: purchase, by, now.
purchase_recorded = Signal()

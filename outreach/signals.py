"""Facts that outreach announces."""

from django.dispatch import Signal

# Mails left. Arguments: messages (a list of Message, with contact loaded), now. Sent in batches.
messages_sent = Signal()

"""Facts that contacts announces."""

from django.dispatch import Signal

# A contact now lives in another time zone. Arguments: contact, now.
contact_zone_changed = Signal()
# A contact moved to another stage, or was entered as one who had left. Arguments: contact, change (the StageChange,
# which says of an exit why, by whom, and when we try again), now.
contact_stage_changed = Signal()
# A contact said yes or no to a purpose. Arguments: contact, purpose, channel, state, now.
consent_recorded = Signal()
# Contacts became part of others. Sent inside the transaction, and again for some days, as somebody may have written to
# the merged one at that very moment. Arguments: merges (a list of Merge, with `survivor` and `merged`), by, now.
# A room moves its rows with `contacts.merging.carry`, which notes what it moved.
contacts_merged = Signal()
# Merges were undone. Sent inside the transaction, before contacts moves its own rows. Arguments: merges, by, now.
# A room gives back with `contacts.merging.give_back`; what was added since stays with the survivor.
contacts_unmerged = Signal()
# A person is being erased, with all who became part of them. Sent inside the transaction, while their names and
# addresses still stand. Arguments: contacts (a list of Contact), words (their names, addresses and numbers, to look for
# where no column leads), by, now. A room forgets the words it keeps of them (`crm.privacy.forget_words`); rows, amounts
# and dates stay, so that figures keep counting.
contact_erased = Signal()

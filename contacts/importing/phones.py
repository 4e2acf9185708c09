"""Numbers as they are dialled from abroad."""

from contacts.phones import international as international

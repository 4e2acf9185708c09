"""Settings of reading mailboxes."""

import environ

__all__ = ["MAILBOX_HOSTS"]

env = environ.Env()

# IMAP servers that colleagues may have read, each with any port or as host:port. Where none is named, every server
# with a public address, on its usual ports: nobody reaches into the house's own network through a form.
MAILBOX_HOSTS = [host.lower() for host in env.list("MAILBOX_HOSTS", default=[])]

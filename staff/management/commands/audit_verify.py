"""Prove the audit trail; one line per flaw, and exit code 1 where there is one."""

from crm.proving import ProvingCommand
from staff.audit_verifying import counts, flaws


class Command(ProvingCommand):
    help = "Check that no entry of the audit trail was changed, taken away or put in later."
    sentence = "The chain holds: {entries} entries, {seals} seals, {unsealed} not sealed yet; hash {hash}"
    flaws = staticmethod(flaws)
    counts = staticmethod(counts)

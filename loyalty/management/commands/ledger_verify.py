"""Prove the books of the loyalty programmes; one line per flaw, and exit code 1 where there is one."""

from crm.proving import ProvingCommand
from loyalty.verifying import counts, flaws


class Command(ProvingCommand):
    help = "Check that the books of the loyalty programmes add up."
    sentence = "The books add up: {transactions} movements, {entries} entries, {lots} lots."
    flaws = staticmethod(flaws)
    counts = staticmethod(counts)

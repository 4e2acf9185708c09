from contacts.models.company import Company
from contacts.models.consent import Basis, Channel, Consent, ConsentState, Purpose
from contacts.models.contact import Contact, Formality, Stage, StageChange, ZoneSource
from contacts.models.contact_point import ContactPoint, PointKind
from contacts.models.duplicate import DuplicatePair
from contacts.models.import_run import ImportMapping, ImportRowError, ImportRun, ImportState, ImportTrace, Winner
from contacts.models.important_date import DateKind, ImportantDate
from contacts.models.merge import Merge, MergeMove

__all__ = [
    "Basis",
    "Channel",
    "Company",
    "Consent",
    "ConsentState",
    "Contact",
    "ContactPoint",
    "DateKind",
    "DuplicatePair",
    "Formality",
    "ImportMapping",
    "ImportRowError",
    "ImportRun",
    "ImportState",
    "ImportTrace",
    "ImportantDate",
    "Merge",
    "MergeMove",
    "PointKind",
    "Purpose",
    "Stage",
    "StageChange",
    "Winner",
    "ZoneSource",
]

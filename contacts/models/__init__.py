from contacts.models.bulk import BulkChange, BulkRow, BulkRun, BulkState
from contacts.models.company import Company
from contacts.models.consent import Basis, Channel, Consent, ConsentState, Processing, Purpose
from contacts.models.contact import Contact, Formality, ZoneSource
from contacts.models.contact_point import ContactPoint, PointKind
from contacts.models.culture import (
    Confidence,
    CultureFlag,
    CultureNote,
    CultureVersion,
    NoteKind,
    ReviewState,
    Step,
    Topic,
)
from contacts.models.custom import CustomField, CustomOption, CustomValue, FieldKind
from contacts.models.duplicate import CompanyPair, DuplicatePair
from contacts.models.fact import Fact, FactKind, FactSource, NeedQuestion
from contacts.models.footing import Footing, NameSource
from contacts.models.goal import CustomerGoal, GoalState, GoalStep
from contacts.models.import_run import ImportMapping, ImportRowError, ImportRun, ImportState, ImportTrace, Winner
from contacts.models.important_date import DateKind, ImportantDate
from contacts.models.label import Label
from contacts.models.merge import CompanyMerge, CompanyMove, Merge, MergeMove
from contacts.models.segment import Segment, SegmentMembership
from contacts.models.stage import EndedBy, ExitReason, Grounds, Stage, StageChange
from contacts.models.tag import Tag
from contacts.models.ties import Between, Employment, Relation, RelationKind
from contacts.models.working_calendar import Season, SpecialHours, WorkingCalendar

__all__ = [
    "Basis",
    "Between",
    "BulkChange",
    "BulkRow",
    "BulkRun",
    "BulkState",
    "Channel",
    "Company",
    "CompanyMerge",
    "CompanyMove",
    "CompanyPair",
    "Confidence",
    "Consent",
    "ConsentState",
    "Contact",
    "ContactPoint",
    "CultureFlag",
    "CultureNote",
    "CultureVersion",
    "CustomField",
    "CustomOption",
    "CustomValue",
    "CustomerGoal",
    "DateKind",
    "DuplicatePair",
    "Employment",
    "EndedBy",
    "ExitReason",
    "Fact",
    "FactKind",
    "FactSource",
    "FieldKind",
    "Footing",
    "Formality",
    "GoalState",
    "GoalStep",
    "Grounds",
    "ImportMapping",
    "ImportRowError",
    "ImportRun",
    "ImportState",
    "ImportTrace",
    "ImportantDate",
    "Label",
    "Merge",
    "MergeMove",
    "NameSource",
    "NeedQuestion",
    "NoteKind",
    "PointKind",
    "Processing",
    "Purpose",
    "Relation",
    "RelationKind",
    "ReviewState",
    "Season",
    "Segment",
    "SegmentMembership",
    "SpecialHours",
    "Stage",
    "StageChange",
    "Step",
    "Tag",
    "Topic",
    "Winner",
    "WorkingCalendar",
    "ZoneSource",
]

"""Who sees and does what, said once more and by hand: a wrong policy must not be its own judge.

Rows are kept apart by whose they are for the reader, the account manager in team North.
"""

from enum import StrEnum

ROLES = (
    *("superuser", "administrator", "lead", "manager", "agent"),
    *("marketer", "cashier", "analyst", "dpo", "nobody"),
)
# Not let in at all.
OUTSIDERS = ("deactivated", "anonymous")


class Whose(StrEnum):
    """Whose a row is: the reader's, their colleague's, another team's, lent to look at, lent to work on; in the bin."""

    OWN = "own"
    TEAM = "team"
    FOREIGN = "foreign"
    LENT = "lent"
    WORKED = "worked"
    BIN = "bin"
    FOREIGN_BIN = "foreign_bin"


ALIVE = (Whose.OWN, Whose.TEAM, Whose.FOREIGN, Whose.LENT, Whose.WORKED)
BINS = (Whose.BIN, Whose.FOREIGN_BIN)
REACHES = {
    "-": (),
    "own": (Whose.OWN, Whose.WORKED),
    "team": (Whose.OWN, Whose.TEAM, Whose.LENT, Whose.WORKED),
    "all": ALIVE,
}
# A borrower neither lends on nor throws away.
NEVER_LENT = {"share": (Whose.LENT, Whose.WORKED), "bin": (Whose.LENT, Whose.WORKED)}
NEVER_LENT["merge"] = NEVER_LENT["share"]

TABLE = """
            superuser administrator lead manager agent marketer cashier analyst dpo nobody
use         all       all           all  all     all   all      all     all     all -
basic       all       -             team team    team  all      -       -       all -
contact     all       -             team team    team  -        -       -       all -
sensitive   all       -             team own     own   -        -       -       all -
edit        all       -             team own     own   -        -       -       -   -
bin         all       -             team -       -     -        -       -       -   -
build       all       -             team own     own   all      -       -       -   -
share       all       -             team own     own   -        -       -       -   -
merge       all       -             team own     own   -        -       -       -   -
erase       all       -             -    -       -     -        -       -       all -
import      all       -             team own     own   all      -       -       -   -
timeline    all       -             team team    team  -        -       -       all -
write       all       -             team team    team  -        -       -       -   -
outbox      all       -             team team    team  all      -       -       all -
mail        all       -             team own     own   -        -       -       -   -
lead        all       -             team -       -     -        -       -       -   -
sales       all       -             team team    team  -        -       -       all -
record      all       -             team team    team  -        -       -       -   -
feedback    all       -             team own     own   -        -       -       all -
loyalty     all       -             team own     own   -        -       -       all -
figures     all       -             team team    team  all      -       all     -   -
culture     all       all           all  -       -       all      -       -       -   -
engines     all       all           -    -       -     -        -       -       all -
configure   all       all           -    -       -     -        -       -       -   -
people      all       all           -    -       -     -        -       -       -   -
audit       all       -             -    -       -     -        -       -       all -
trail       all       all           -    -       -     -        -       -       all -
operate     all       -             -    -       -     -        -       -       -   -
"""


def _read(table: str) -> dict[str, dict[str, str]]:
    head, *lines = (line.split() for line in table.strip().splitlines())
    assert tuple(head) == ROLES
    return {name: dict(zip(head, cells, strict=True)) for name, *cells in lines}


REACH = _read(TABLE)


def has(role: str, act: str) -> bool:
    return role in ROLES and REACH[act][role] != "-"


def covers(role: str, act: str, whose: Whose) -> bool:
    """Whether the role carries to such a row; what is in the bin is the superuser's and the lead's who restores it."""
    if role not in ROLES:
        return False
    reach = REACH[act][role]
    if act == "erase" and whose in BINS:
        return REACH[act][role] == "all"
    if act == "bin" and whose in BINS:
        return reach == "all" or (reach == "team" and whose == Whose.BIN)
    return whose in REACHES[reach] and not (reach != "all" and whose in NEVER_LENT.get(act, ()))


# Of which group a field is; `Model` stands for all fields of it that are not named.
GROUPS = {
    "contacts.Contact": "basic",
    "contacts.Contact.street": "contact",
    "contacts.Contact.postcode": "contact",
    "contacts.Contact.latin_address": "contact",
    "contacts.Contact.notes": "sensitive",
    "contacts.Company": "basic",
    "contacts.ContactPoint": "contact",
    "contacts.ImportantDate": "sensitive",
    "contacts.StageChange": "basic",
    "contacts.Consent": "basic",
    "contacts.MergeMove": "sensitive",
    "contacts.CompanyMove": "sensitive",
    "contacts.CustomValue": "sensitive",
    "contacts.Fact": "sensitive",
    "contacts.CustomerGoal": "basic",
    "contacts.GoalStep": "basic",
    "contacts.Employment": "basic",
    "contacts.Footing": "basic",
    "contacts.Relation": "basic",
    "contacts.SegmentMembership": "basic",
    "outreach.Message": "outbox",
    "outreach.Message.address": "contact",
    "outreach.Message.subject": "timeline",
    "outreach.Message.body": "timeline",
    "outreach.Message.variables": "timeline",
    "outreach.Message.last_error": "contact",
    "outreach.InboundEvent": "contact",
    "outreach.Hold": "sensitive",
    "interactions.Interaction": "timeline",
    "interactions.FollowUp": "timeline",
    "interactions.HandOver": "timeline",
    "interactions.Participant": "timeline",
    "interactions.Party": "timeline",
    "interactions.Attachment": "timeline",
    "interactions.ResponseClock": "timeline",
    "interactions.ClockEvent": "timeline",
    "interactions.Promise": "timeline",
    "interactions.Recap": "timeline",
    "interactions.RecapAnswer": "timeline",
    "interactions.Debrief": "confided",
    "interactions.Introduction": "mine",
    "interactions.Digest": "mine",
    "interactions.Signal": "timeline",
    "interactions.Bond": "timeline",
    "interactions.Tension": "timeline",
    "interactions.Agreement": "timeline",
    "interactions.Breach": "timeline",
    "translating.Translation": "timeline",
    # The words of a personal mailbox are its owner's alone.
    "mailbox.Mailbox": "mine",
    "mailbox.Mailbox.secret": "secret",
    "mailbox.DropBox": "mine",
    "mailbox.IgnoredSender": "mine",
    "mailbox.ReceivedMail": "mine",
    "mailbox.MailPart": "mine",
    "sales.Purchase": "sales",
    "sales.Contract": "sales",
    "feedback.Invitation": "feedback",
    "feedback.Answer": "feedback",
    "loyalty.Transaction": "loyalty",
    "staff.Share": "reason to share",
    # One's own, and the superuser's in the administration.
    "staff.Notice": "mine",
    "contacts.ImportRun": "mine",
    "contacts.BulkRun.grounds": "mine",
    "contacts.Segment": "mine",
    "staff.SavedView": "mine",
    "staff.Draft": "mine",
    "contacts.ImportRowError": "mine",
    "contacts.ImportTrace": "mine",
    "contacts.ImportMapping": "mine",
    "staff.Approval": "people",
    "staff.AuditEntry": "audit",
    "staff.AuditValues": "audit",
    # Nobody's to see.
    "staff.User.password": "secret",
    "staff.AccessToken.digest": "secret",
    "staff.AuditValues.salt": "secret",
    "staff.AuditSalt.salt": "secret",
}


def group_of(model: str, field: str) -> str:
    group = GROUPS.get(f"{model}.{field}") or GROUPS.get(model)
    assert group, f"say in tests/trust/expected.py of which group {model}.{field} is"
    return group


def sees(role: str, group: str, whose: Whose) -> bool:
    """Whether the role may meet a word of the group, of such a row."""
    if group == "secret":
        return False
    # Not even the superuser reads what somebody keeps to herself.
    if group == "confided":
        return has(role, "use") and whose == Whose.OWN
    if role == "superuser":
        return True
    if group == "mine":
        return has(role, "use") and whose == Whose.OWN
    if group in ("audit", "people"):
        return has(role, group)
    if group == "reason to share":
        # Whoever shared it or may, to whom it is lent, and whoever answers for the data.
        is_lent = whose in (Whose.OWN, Whose.LENT, Whose.WORKED) and has(role, "basic")
        return is_lent or covers(role, "share", whose) or has(role, "audit")
    if whose in BINS:
        return group == "basic" and covers(role, "bin", whose)
    return covers(role, group, whose)

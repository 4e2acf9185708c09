"""Every route of ours that names a record, and what it asks of its reader: said by hand, like `expected`."""

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from contacts.models import (
    BulkRun,
    Company,
    CompanyMerge,
    CompanyPair,
    Contact,
    CultureFlag,
    CultureNote,
    CustomerGoal,
    CustomField,
    DuplicatePair,
    Fact,
    ImportRun,
    Merge,
    NeedQuestion,
    Relation,
    RelationKind,
    Segment,
)
from feedback.models import Response
from interactions.models import (
    Agreement,
    Attachment,
    Breach,
    CallQuestion,
    Debrief,
    FollowUp,
    Interaction,
    Phrase,
    Promise,
    Recap,
    ResponseClock,
    Signal,
)
from loyalty.models import Account
from mailbox.models import IgnoredSender, Mailbox, MailPart, ReceivedMail
from outreach.models import Journey, Message
from sales.models import Contract, Purchase, RateFile
from staff.models import Approval, Draft, Invitation, Notice, SavedView, Share, Team, User

MODELS = {
    model._meta.label.split(".")[1]: model
    for model in (
        *(Company, CompanyMerge, CompanyPair, Contact, DuplicatePair, ImportRun, Merge, Segment, CustomField, BulkRun),
        *(CultureFlag, CultureNote, Fact, NeedQuestion, CustomerGoal, Relation, RelationKind),
        *(Attachment, FollowUp, Interaction, Response, Account, Journey, Message, Contract, Purchase, RateFile),
        *(FollowUp, Interaction, ResponseClock, Response, Account, Journey, Message, Contract, Purchase, RateFile),
        *(FollowUp, Interaction, Promise, Response, Account, Journey, Message, Contract, Purchase, RateFile),
        *(CallQuestion, Debrief, Phrase, Recap),
        *(Agreement, Breach, Signal),
        *(IgnoredSender, Mailbox, MailPart, ReceivedMail),
        *(FollowUp, Interaction, Response, Account, Journey, Message, Contract, Purchase, RateFile),
        *(Approval, Draft, Invitation, Notice, SavedView, Share, Team, User),
    )
}


@dataclass(frozen=True)
class Route:
    """`door` the role must have at all, else 403; whose row is not reached by `sees` is 404, by `does` 403."""

    name: str
    model: type[Model]
    door: str
    sees: str
    does: str
    methods: frozenset[str]

    def address(self, pk: int) -> str:
        return reverse(self.name, args=[pk])


# "mine": of the reader's own; "house": of everybody's who passes the door; "superuser": nobody's else.
_TABLE = """
name                            model       door      sees      does      methods
contacts:import_result          ImportRun   import    run       -         GET
contacts:import_errors          ImportRun   import    run       -         GET,POST
contacts:import_choose          ImportRun   import    run       -         POST
contacts:import_discard         ImportRun   import    run       -         POST
contacts:import_undo            ImportRun   import    run       -         POST
contacts:contact_detail         Contact     basic     basic     -         GET
contacts:contact_panels         Contact     basic     basic     -         GET
contacts:contact_edit           Contact     basic     basic     edit      GET,POST
contacts:forms_of_address       Contact     basic     basic     edit      GET,POST
contacts:form_of_address_confirm Contact    basic     basic     edit      POST
contacts:consent                Contact     basic     basic     edit      GET,POST
contacts:contact_facts          Contact     basic     basic     edit      GET,POST
contacts:zone_settle            Contact     basic     basic     edit      POST
contacts:contact_stages         Contact     basic     basic     -         GET
contacts:stage_change           Contact     basic     basic     edit      POST
contacts:contact_bin            Contact     basic     basic     bin       POST
contacts:contact_restore        Contact     bin       binned    -         POST
contacts:contact_shares         Contact     timeline  basic     timeline  GET
contacts:contact_share          Contact     share     basic     share     GET,POST
contacts:contact_merge          Contact     merge     basic     merge     GET,POST
contacts:contact_merges         Contact     merge     basic     merge     GET
contacts:merge_undo             Merge       merge     basic     merge     POST
contacts:duplicate_apart        DuplicatePair merge   basic     merge     POST
contacts:contact_erase          Contact     erase     erase     -         GET,POST
contacts:contact_needs          Contact     basic     basic     -         GET
contacts:contact_questions      Contact     basic     basic     edit      GET,POST
contacts:fact_create            Contact     basic     basic     edit      GET,POST
contacts:company_fact_create    Company     basic     basic     edit      GET,POST
contacts:fact_edit              Fact        basic     sensitive edit      GET,POST
contacts:fact_retire            Fact        basic     sensitive edit      POST
contacts:contact_meeting        Contact     basic     basic     -         GET
contacts:culture_note           CultureNote use       house     -         GET
contacts:culture_edit           CultureNote culture   house     -         GET,POST
contacts:culture_decide         CultureNote culture   house     -         POST
contacts:culture_flag           CultureNote use       house     -         GET,POST
contacts:culture_settle         CultureFlag culture   house     -         GET,POST
contacts:contact_ties           Contact     basic     basic     -         GET
contacts:relation_create        Contact     basic     basic     edit      GET,POST
contacts:relation_end           Relation    basic     basic     edit      POST
contacts:relation_kind_edit     RelationKind configure house    -         GET,POST
contacts:goal_create            Contact     basic     basic     edit      GET,POST
contacts:goal_edit              CustomerGoal basic    basic     edit      GET,POST
contacts:question_edit          NeedQuestion configure house    -         GET,POST
contacts:company_detail         Company     basic     basic     -         GET
contacts:company_edit           Company     basic     basic     edit      GET,POST
contacts:company_bin            Company     basic     basic     bin       POST
contacts:company_restore        Company     bin       binned    -         POST
contacts:company_merge          Company     merge     basic     merge     GET,POST
contacts:company_merge_undo     CompanyMerge merge    basic     merge     POST
contacts:company_pair_apart     CompanyPair merge     basic     merge     POST
contacts:company_share          Company     share     basic     share     GET,POST
contacts:share_end              Share       basic     ending    -         POST
contacts:segment_detail         Segment     basic     run       -         GET
contacts:segment_edit           Segment     build     run       -         GET,POST
contacts:segment_bin            Segment     build     run       -         POST
contacts:segment_restore        Segment     build     nobody    -         POST
contacts:bulk_run               BulkRun     edit      run       -         GET
contacts:bulk_advance           BulkRun     edit      run       -         POST
contacts:bulk_undo              BulkRun     edit      run       -         POST
contacts:custom_field_edit      CustomField configure house     -         GET,POST
contacts:custom_field_archive   CustomField configure house     -         POST
contacts:custom_field_restore   CustomField configure house     -         POST
feedback:contact_panel          Contact     basic     basic     -         GET
feedback:invite                 Contact     mail      basic     mail      POST
interactions:log                Contact     write     basic     write     GET,POST
interactions:log_people         Contact     write     basic     write     GET
interactions:correct            Interaction write     timeline  write     GET,POST
interactions:attachment         Attachment  timeline  timeline  -         GET
interactions:company_timeline   Company     timeline  basic     -         GET
interactions:plan               Contact     write     basic     write     GET,POST
interactions:contact_timeline   Contact     timeline  basic     timeline  GET
interactions:contact_panel      Contact     timeline  basic     timeline  GET
interactions:speakers          Contact     basic     basic     -         GET
interactions:contact_clocks     Contact     timeline  basic     timeline  GET
interactions:clock_detail       ResponseClock timeline timeline -         GET
interactions:clock_turn         ResponseClock write   timeline  write     GET,POST
interactions:contact_relationship Contact   timeline  basic     timeline  GET
interactions:company_relationship Company   timeline  basic     -         GET
interactions:bond               Contact     write     basic     write     GET,POST
interactions:tension            Contact     write     basic     write     GET,POST
interactions:agreement_create   Contact     write     basic     write     GET,POST
interactions:agreement_edit     Agreement   write     timeline  write     GET,POST
interactions:breach_create      Agreement   write     timeline  write     GET,POST
interactions:breach_edit        Breach      write     timeline  write     GET,POST
interactions:review_contact     Contact     write     basic     write     GET,POST
interactions:signal_detail      Signal      timeline  timeline  -         GET
interactions:signal_dismiss     Signal      write     timeline  write     GET,POST
interactions:follow_up_close    FollowUp    write     timeline  write     GET,POST
interactions:follow_up_cancel   FollowUp    write     timeline  write     POST
interactions:promise_make       Contact     write     basic     write     GET,POST
interactions:promise_panel      Contact     timeline  basic     timeline  GET
interactions:company_promises   Company     timeline  basic     -         GET
interactions:promise_detail     Promise     timeline  timeline  -         GET
interactions:promise_keep       Promise     write     timeline  write     GET,POST
interactions:promise_move       Promise     write     timeline  write     GET,POST
interactions:promise_drop       Promise     write     timeline  write     GET,POST
interactions:promise_told       Promise     write     timeline  write     GET,POST
interactions:recap_send         Interaction mail      timeline  mail      GET,POST
interactions:recap_detail       Recap       timeline  timeline  -         GET
interactions:recap_read         Recap       write     timeline  write     POST
interactions:debrief_write      Interaction write     timeline  write     GET,POST
interactions:debrief_detail     Debrief     use       mine      -         GET
interactions:debrief_show       Debrief     write     mine      -         POST
interactions:debrief_hide       Debrief     write     mine      -         POST
interactions:debrief_delete     Debrief     write     mine      -         POST
interactions:phrase_edit        Phrase      configure house     -         GET,POST
interactions:call_question_edit CallQuestion configure house    -         GET,POST
interactions:follow_up_snooze   FollowUp    write     timeline  write     GET,POST
interactions:follow_up_hand_over FollowUp   write     timeline  write     GET,POST
interactions:follow_up_stop     FollowUp    write     timeline  write     POST
loyalty:contact_panel           Contact     basic     basic     -         GET
loyalty:account                 Account     loyalty   basic     loyalty   GET
loyalty:redeem                  Account     loyalty   basic     redeem    POST
mailbox:mailbox_edit            Mailbox     write     mine      -         GET,POST
mailbox:mailbox_check           Mailbox     write     mine      -         POST
mailbox:mailbox_pause           Mailbox     write     mine      -         POST
mailbox:ignored_heed            IgnoredSender write   mine      -         POST
mailbox:mail                    ReceivedMail timeline timeline  -         GET
mailbox:mail_assign             ReceivedMail write    timeline  mine      GET,POST
mailbox:mail_contact            ReceivedMail edit     timeline  mine      GET,POST
mailbox:mail_ignore             ReceivedMail write    timeline  mine      POST
mailbox:mail_undo               ReceivedMail write    timeline  mine      POST
mailbox:mail_share              ReceivedMail write    timeline  mine      POST
mailbox:part                    MailPart    timeline  timeline  mine      GET
metrics:attention_customers     Segment     figures   asked     -         GET
outreach:contact_panel          Contact     outbox    basic     -         GET
outreach:message_detail         Message     outbox    outbox    -         GET
outreach:message_skip           Message     outbox    outbox    mail      POST
outreach:message_resolve        Message     outbox    outbox    superuser POST
outreach:journey_run            Journey     configure house     -         POST
sales:contact_panel             Contact     sales     basic     sales     GET
sales:purchase_create           Contact     record    basic     record    GET,POST
sales:contract_create           Contact     record    basic     record    GET,POST
sales:purchase_detail           Purchase    sales     sales     -         GET
sales:purchase_status           Purchase    record    sales     record    POST
sales:contract_end              Contract    record    sales     record    GET,POST
sales:rate_file                 RateFile    configure house     -         GET
sales:rate_file_import          RateFile    configure house     -         POST
translating:entry               Interaction write     timeline  write     GET,POST
translating:entry_engine        Interaction write     timeline  write     POST
translating:mail                Message     write     outbox    write     GET,POST
translating:mail_engine         Message     write     outbox    write     POST
translating:answer              Response    write     feedback  write     GET,POST
translating:answer_engine       Response    write     feedback  write     POST
staff:notice_open               Notice      use       mine      -         POST
staff:draft_discard             Draft       use       mine      -         POST
staff:view_edit                 SavedView   use       run       -         GET,POST
staff:view_choose               SavedView   use       run       -         POST
staff:view_delete               SavedView   use       run       -         POST
staff:approval_decide           Approval    use       nobody    -         POST
staff:approval_withdraw         Approval    use       nobody    -         POST
staff:invitation_resend         Invitation  people    house     -         POST
staff:invitation_revoke         Invitation  people    house     -         POST
staff:team_rename               Team        people    house     -         GET,POST
staff:colleague                 User        people    house     -         GET,POST
staff:colleague_languages       User        people    house     -         GET,POST
staff:colleague_leave           User        people    house     -         GET,POST
staff:colleague_return          User        people    house     -         POST
"""


def _read(table: str) -> tuple[Route, ...]:
    _head, *lines = (line.split() for line in table.strip().splitlines())
    return tuple(
        Route(name, MODELS[model], door, sees, does, frozenset(methods.split(",")))
        for name, model, door, sees, does, methods in lines
    )


ROUTES = _read(_TABLE)
# What these need in their address beside a number.
WORDS = {
    "str:country": "CZ",
    "slug:code": "nps",
    "slug:kind": "csv",
    "slug:provider": "x",
    "str:token": "x",
    "str:provider_id": "x",
}

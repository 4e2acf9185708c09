# long: one entry for each fault
"""Faults of permission as products have had them, each with the smallest test that must fail when it is there."""

from tests.trust.list_faults import LISTS
from tests.trust.seeding import Fault

POLICY = "tests/staff/test_policy.py::"
SETS = "tests/contacts/test_querysets.py::"
CARDS = "tests/contacts/test_views.py::"
SURVEYS = "tests/feedback/test_views_survey.py::"
FIGURES = "tests/metrics/test_views.py::TestWithheldAnswers::"

WHOSE_ROWS = [
    Fault(
        what="nobody's rows are everybody's, where no condition was taken for no limit",
        where="staff.policy:scope",
        old="return queryset.none() if condition is None",
        new="return queryset if condition is None",
        test=SETS + "test_roles_add_up_and_none_of_them_means_nothing",
    ),
    Fault(
        what="a loaded row is never asked about",
        where="staff.policy:can",
        old="return _rule_for(type(obj), action).rows.has(user, action, obj)",
        new="return action in _rule_for(type(obj), action).actions",
        test=POLICY + "test_rows_of_a_contact_are_reached_as_far_as_the_contact",
    ),
    Fault(
        what="the roles of a deactivated colleague count",
        where="staff.policy:reach",
        old="if not user.is_authenticated or not user.is_active:",
        new="if not user.is_authenticated:",
        test=SETS + "test_a_deactivated_colleague_sees_nothing",
    ),
    Fault(
        what="pages let in whoever signed in",
        where="staff.policy:may",
        old="return reach(user, action) != Scope.NONE",
        new="return user.is_active",
        test="tests/staff/test_views_operations.py::test_an_administrator_of_the_organisation_is_no_operator",
    ),
    Fault(
        what="Django's mark is_staff stands for the superuser",
        where="staff.policy:reach",
        old="if user.is_superuser:",
        new="if user.is_superuser or user.is_staff:",
        test="tests/staff/test_admin.py::test_the_marks_of_django_open_nothing",
    ),
    Fault(
        what="account managers edit what the team owns",
        where="staff.policy:_AGENT",
        old="Action.EDIT_CONTACTS: Scope.OWN",
        new="Action.EDIT_CONTACTS: Scope.TEAM",
        test=SETS + "test_who_may_see_may_not_always_change",
    ),
    Fault(
        what="the set of rows holds what is in the bin",
        where="staff.rows:Owned.condition",
        old="alive = Q() if action in self.in_bin else Q(deleted_at__isnull=True)",
        new="alive = Q()",
        test="tests/sales/test_views.py::TestPurchaseList::test_purchases_of_binned_contacts_are_out_of_sight",
    ),
    Fault(
        what="a loaded row in the bin is as any other",
        where="staff.rows:Owned.has",
        old="if row.deleted_at is not None and action not in self.in_bin:",
        new="if row.deleted_at is not None and action in self.in_bin:",
        test=POLICY + "test_one_row_and_a_set_of_rows_are_judged_alike[lead]",
    ),
    Fault(
        what="the team's key is compared with the colleague's",
        where="staff.rows:Owned._within",
        old="in_team = Q(team=user.team_id)",
        new="in_team = Q(team=user.pk)",
        test=SETS + "test_each_sees_what_their_widest_role_reaches",
    ),
    Fault(
        what="one's own reaches as far as the team's",
        where="staff.rows:Owned._within",
        old="mine |= in_team if reached == Scope.TEAM else in_team & Q(owner__isnull=True)",
        new="mine |= in_team",
        test=SETS + "test_who_may_see_may_not_always_change",
    ),
    Fault(
        what="unassigned rows are everybody's",
        where="staff.rows:Owned._within",
        old="else in_team & Q(owner__isnull=True)",
        new="else Q(owner__isnull=True)",
        test=SETS + "test_who_may_see_may_not_always_change",
    ),
    Fault(
        what="who is in no team is of one team with the rows of none",
        where="staff.rows:Owned.has",
        old="in_team = user.team_id is not None and row.team_id == user.team_id",
        new="in_team = row.team_id == user.team_id",
        test=POLICY + "test_without_a_team_there_are_only_own_rows",
    ),
    Fault(
        what="a row behind another is reached without asking for the other",
        where="staff.rows:Through.has",
        old="return can(user, action, row)",
        new="return may(user, action)",
        test=POLICY + "test_rows_of_a_contact_are_reached_as_far_as_the_contact",
    ),
    Fault(
        what="is_staff sees what is others' own",
        where="staff.rows:Mine.condition",
        old="Q() if user.is_superuser",
        new="Q() if user.is_staff",
        test=POLICY + "test_what_is_mine_is_nobodys_else_but_the_superusers",
    ),
]

SHARES = [
    Fault(
        what="a share outlives its time",
        where="staff.models.people:ShareQuerySet.live",
        old="ended_at__isnull=True, until__gt=now",
        new="ended_at__isnull=True",
        test=POLICY + "test_a_share_ends_with_its_time_or_when_it_is_ended",
    ),
    Fault(
        what="a share that was taken back holds until its time",
        where="staff.models.people:ShareQuerySet.live",
        old="ended_at__isnull=True, until__gt=now",
        new="until__gt=now",
        test="tests/contacts/test_actions_sharing.py::test_the_colleague_sees_it_until_it_is_taken_back",
    ),
    Fault(
        what="a share of one kind of record opens the other's with the same number",
        where="staff.rows:Owned._lent",
        old="as_own | user.lent[label, ShareLevel.TEAM] if",
        new="as_own.union(*user.lent.values()) if",
        test=POLICY + "test_a_share_is_of_one_kind_of_record",
    ),
    Fault(
        what="who was lent a look works on it",
        where="staff.rows:Owned._lent",
        old="as_own = user.lent[label, ShareLevel.OWN]",
        new="as_own = user.lent[label, ShareLevel.OWN] | user.lent[label, ShareLevel.TEAM]",
        test=POLICY + "test_a_share_lets_a_stranger_see_as_the_team_does",
    ),
    Fault(
        what="a borrower lends on",
        where="contacts.access:owned",
        old="never_lent=frozenset(NEVER_LENT)",
        new="never_lent=frozenset()",
        test="tests/contacts/test_views_sharing.py::test_a_borrower_does_not_lend_on",
    ),
    Fault(
        what="whoever sees a record ends its shares",
        where="contacts.access:share_for",
        old="not can(user, Action.SHARE_CONTACTS, record)",
        new="not can(user, Action.VIEW_CONTACTS, record)",
        test="tests/contacts/test_views_sharing.py::test_it_is_ended_by_who_may_lend_it_and_by_the_borrower[bob-404]",
    ),
    Fault(
        what="shares of a company stand on the card of the contact with its number",
        where="staff.models.people:ShareQuerySet.about",
        old="subject_type=record._meta.label, subject_id=record.pk",
        new="subject_id=record.pk",
        test="tests/contacts/test_access.py::test_shares_are_of_this_record_alone",
    ),
]

MERGES = [
    Fault(
        what="somebody else's customer becomes part of one's own",
        where="contacts.actions.merging_of_two:Merging.merge",
        old="all(can(by, Action.MERGE_CONTACTS, record) for record in (survivor, merged))",
        new="can(by, Action.MERGE_CONTACTS, survivor)",
        test="tests/contacts/test_actions_merging.py::test_both_have_to_be_ones_own",
    ),
    Fault(
        what="whoever sees a person erases them",
        where="contacts.actions.erasing:erase_contact",
        old="not can(by, Action.ERASE_CONTACTS, contact)",
        new="not can(by, Action.VIEW_CONTACTS, contact)",
        test="tests/contacts/test_actions_erasing.py::test_who_may",
    ),
    Fault(
        what="the warning while typing tells of other teams' customers",
        where="contacts.duplicates:known_like",
        old="Contact.objects.visible_to(by).exclude(pk=but)",
        new="Contact.objects.alive().exclude(pk=but)",
        test="tests/contacts/test_duplicates.py::TestWhileTyping::test_only_whom_the_colleague_sees",
    ),
    Fault(
        what="a pair is shown to who may merge one of the two",
        where="contacts.access_merging:pairs_for",
        old="one__in=mergeable, other__in=mergeable",
        new="one__in=mergeable",
        test="tests/contacts/test_duplicates.py::TestQueue::test_a_half_foreign_pair_is_not_shown",
    ),
]

KNOWN = [
    Fault(
        what="the panel shows of a customer what is sensitive",
        where="contacts.needs:known_facts",
        old="record.facts.told_to(by).exclude(group__in=hidden)",
        new="record.facts.all()",
        test="tests/contacts/test_views_needs.py::test_the_panel_hides_the_groups_that_one_does_not_see",
    ),
    Fault(
        what="the report of needs counts everybody's customers",
        where="contacts.needs:open_facts",
        old="Fact.objects.visible_to(user).open()",
        new="Fact.objects.open()",
        test="tests/contacts/test_views_need_report.py::test_each_counts_those_they_see",
    ),
    Fault(
        what="a relation names somebody whom the reader does not see",
        where="contacts.access_needs:BothEnds.condition",
        old="return Q(contact__in=people) & (",
        new="return Q(contact__in=people) | (",
        test="tests/contacts/test_relations.py::test_who_does_not_see_both_sees_nothing",
    ),
    Fault(
        what="a company names everybody who ever worked there",
        where="contacts.ties:former_people",
        old='left.filter(contact__in=Contact.objects.visible_to(user).order_by().values("pk"))',
        new="left",
        test="tests/contacts/test_actions_employment.py::test_the_card_and_the_company_tell_who_moved",
    ),
]

PAGES = [
    Fault(
        what="the card at hand is shown to whoever asks next",
        where="contacts.access:contact_for",
        old="held[0] == user and held[1].pk == pk",
        new="held[1].pk == pk",
        test="tests/contacts/test_access.py::test_a_contact_at_hand_is_given_without_a_query_and_to_its_reader_alone",
    ),
    Fault(
        what="who may see a contact may change it",
        where="contacts.views_editing:contact_edit",
        old="contact = editable_contact_for(request.user, pk)",
        new="contact = get_object_or_404(Contact, pk=pk)",
        test=CARDS + "test_who_may_only_read_may_not_change[contact_edit]",
    ),
    Fault(
        what="a company names its people to whoever sees the company",
        where="contacts.views_company:company_detail",
        old="Contact.objects.visible_to(request.user).filter(company=company)",
        new="Contact.objects.alive().filter(company=company)",
        test="tests/contacts/test_views_company.py::test_a_company_shows_those_of_its_people_whom_i_may_see",
    ),
    Fault(
        what="the bin holds what every team threw away",
        where="contacts.views:bin_list",
        old="scope(request.user, Action.DELETE_CONTACTS, Contact.objects.in_bin())",
        new="Contact.objects.in_bin()",
        test=CARDS + "test_strangers_find_nothing_in_the_bin",
    ),
    Fault(
        what="the search finds every company",
        where="contacts.views:search",
        old="Company.objects.visible_to(request.user).search(text)",
        new="Company.objects.alive().search(text)",
        test=CARDS + "test_searching_finds_the_companies_i_may_see",
    ),
    Fault(
        what="the conversations of all are listed",
        where="interactions.querysets:InteractionQuerySet.visible_to",
        old="return scope(user, Action.VIEW_TIMELINE, self)",
        new="return self",
        test="tests/interactions/test_timelines.py::test_who_sees_one_of_the_contacts_sees_the_entry",
    ),
    Fault(
        what="the conversations with every customer are listed",
        where="interactions.querysets:InteractionQuerySet.of_contacts_of",
        old="scope(user, Action.VIEW_TIMELINE, Contact.objects.order_by())",
        new="Contact.objects.order_by()",
        test="tests/interactions/test_views_timeline.py::test_conversations_are_those_i_may_read",
    ),
    Fault(
        what="everybody who took part is named to whoever reads the entry",
        where="interactions.timelines:_seen",
        old="Contact.objects.visible_to(by)",
        new="Contact.objects",
        test="tests/interactions/test_timelines.py::test_of_the_people_those_are_named_whom_the_reader_sees",
    ),
    Fault(
        what="a file is fetched by its number alone",
        where="interactions.access:attachment_for",
        old="Attachment.objects.visible_to(user)",
        new="Attachment.objects",
        test="tests/interactions/test_files.py::test_a_strangers_file_is_as_absent_as_none",
    ),
    Fault(
        what="my day names whom others write to",
        where="interactions.today:leaving_today",
        old="Message.objects.visible_to(user).pending()",
        new="Message.objects.pending()",
        test="tests/interactions/test_views.py::test_my_day_names_mails_to_my_customers_alone",
    ),
    Fault(
        what="my day tells birthdays to who owns the contact, whatever their role",
        where="interactions.sources:birthdays_today",
        old="rows = scope(user, Action.VIEW_SENSITIVE, mine)",
        new="rows = mine",
        test="tests/interactions/test_views.py::test_my_day_ends_with_the_role_that_saw_the_customers[marketer-0]",
    ),
    Fault(
        what="a follow-up is closed by its number alone",
        where="interactions.views_follow_ups:follow_up_close",
        old="editable_follow_up_for(request.user, pk)",
        new="get_object_or_404(FollowUp, pk=pk)",
        test="tests/interactions/test_views.py::test_a_strangers_follow_up_is_absent[follow_up_close]",
    ),
    Fault(
        what="a purchase is settled by its number alone",
        where="sales.views:purchase_status",
        old="access.editable_purchase_for(request.user, pk)",
        new="get_object_or_404(Purchase, pk=pk)",
        test="tests/sales/test_views.py::TestPurchaseStatus::test_others[charlie-404]",
    ),
    Fault(
        what="the list of purchases names a foreign contact",
        where="sales.views:_contact_named",
        old="access.contact_with_sales_for(request.user, int(wanted))",
        new="get_object_or_404(Contact, pk=int(wanted))",
        test="tests/sales/test_views.py::TestPurchaseList::test_of_a_strangers_contact",
    ),
    Fault(
        what="a contract is ended by its number alone",
        where="sales.views:contract_end",
        old="access.editable_contract_for(request.user, pk)",
        new="get_object_or_404(Contract, pk=pk)",
        test="tests/sales/test_views.py::TestContractEnd::test_stranger",
    ),
    Fault(
        what="who may read a member's points redeems them",
        where="loyalty.views:redeem",
        old="access.redeemable_account_for(request.user, pk)",
        new="access.account_for(request.user, pk)",
        test="tests/loyalty/test_views.py::test_a_data_protection_officer_reads_and_does_not_redeem",
    ),
    Fault(
        what="the role is asked for a member's points and not the member",
        where="loyalty.access:account_for",
        old="not can(user, Action.VIEW_LOYALTY, account.holder)",
        new="not may(user, Action.VIEW_LOYALTY)",
        test="tests/loyalty/test_views.py::test_a_colleague_of_the_team_sees_the_panel_without_points",
    ),
    Fault(
        what="who sees a mail stops it",
        where="outreach.views:message_skip",
        old="stoppable_message_for(request.user, pk)",
        new="message_for(request.user, pk)",
        test="tests/outreach/test_views.py::test_whoever_may_only_see_a_mail_gets_403_for_skipping_it",
    ),
    Fault(
        what="whoever sees the outbox pauses journeys",
        where="outreach.views:journey_run",
        old="@requires(Action.CONFIGURE)",
        new="@requires(Action.VIEW_OUTBOX)",
        test="tests/outreach/test_views.py::test_account_managers_do_not_pause_journeys",
    ),
    Fault(
        what="another's import is looked at",
        where="contacts.views_import:import_result",
        old="import_run_for(request.user, pk)",
        new="get_object_or_404(ImportRun, pk=pk)",
        test="tests/contacts/test_views_import.py::test_superuser_sees_the_run_and_nobody_else_does",
    ),
    Fault(
        what="another's file of errors is fetched",
        where="contacts.views_import:import_errors",
        old="import_run_for(request.user, pk)",
        new="get_object_or_404(ImportRun, pk=pk)",
        test="tests/contacts/test_views_import.py::test_superuser_sees_the_run_and_nobody_else_does",
    ),
    Fault(
        what="the form of imports lists everybody's",
        where="contacts.views_import:_form_page",
        old="ImportRun.objects.filter(by=request.user)",
        new="ImportRun.objects.all()",
        test="tests/contacts/test_views_import.py::test_last_imports_are_ones_own",
    ),
    Fault(
        what="notices of others are opened",
        where="staff.views:notice_open",
        old="pk=pk, user=_user(request)",
        new="pk=pk",
        test="tests/staff/test_views.py::test_a_colleagues_notice_is_not_found_and_stays_unread",
    ),
]

FIELDS = [
    Fault(
        what="the role is asked for hidden fields and not the row",
        where="staff.policy:hidden_fields",
        old="if not can(user, GROUP_ACTIONS[group], obj)",
        new="if not may(user, GROUP_ACTIONS[group])",
        test=CARDS + "test_the_team_sees_the_card_without_what_is_sensitive",
    ),
    Fault(
        what="the card shows addresses and numbers to a marketer",
        where="contacts.views:card_of",
        old='[] if "points" in hidden else list(contact.points.all())',
        new="list(contact.points.all())",
        test=CARDS + "test_who_does_not_see_addresses_finds_no_trace_of_them",
    ),
    Fault(
        what="the list shows addresses and numbers to a marketer",
        where="contacts.rows:points_of",
        old="details_seen(by, ContactPoint.objects.filter(contact__in=among([person.pk for person in people])))",
        new="ContactPoint.objects.filter(contact__in=among([person.pk for person in people]))",
        test=CARDS + "test_who_does_not_see_addresses_finds_no_trace_of_them",
    ),
    Fault(
        what="a mail tells a marketer where it went",
        where="outreach.views:message_detail",
        old="sees_address = message.contact is None or can(request.user, Action.VIEW_DETAILS, message.contact)",
        new="sees_address = True",
        test="tests/outreach/test_views.py::test_where_a_mail_went_is_told_to_who_sees_addresses",
    ),
    Fault(
        what="a number that is hidden is found by a search for it",
        where="contacts.querysets:ContactQuerySet._with_point",
        old='points = details_seen(by, self.model._meta.get_field("points").related_model.objects.order_by())',
        new='points = self.model._meta.get_field("points").related_model.objects.order_by()',
        test=SETS + "test_a_search_tells_no_address_or_number_that_is_hidden",
    ),
    Fault(
        what="a filter tells whose birthday is known",
        where="contacts.filters:_missing",
        old="scope(user, HIDDEN_ASKED[field], contacts)",
        new="scope(user, Action.VIEW_CONTACTS, contacts)",
        test=CARDS + "test_a_filter_tells_nobody_whose_birthday_is_known_but_who_may_read_it",
    ),
    Fault(
        what="a filter answers for a field that one reads of nobody",
        where="contacts.filters:unaskable",
        old="if not may(user, action)",
        new="if not action",
        test=CARDS + "test_what_is_seen_of_nobody_is_neither_offered_nor_asked_for[phone-400]",
    ),
    Fault(
        what="figures of fewer than five are shown",
        where="metrics.dashboard:withheld",
        old="envelope.n >= SMALLEST_CELL",
        new="envelope.n",
        test=FIGURES + "test_an_analyst_reads_nothing_of_fewer_than_five",
    ),
    Fault(
        what="the customers behind a figure are named to who may only count them",
        where="metrics.access:listable",
        old="named = contacts.visible_to(user)",
        new="named = contacts",
        test=FIGURES + "test_an_analyst_reads_figures_of_all_and_no_name",
    ),
]

FORMS_AND_JOBS = [
    Fault(
        what="a form ties a foreign company to one's contact",
        where="contacts.actions.companies:company_named",
        old="Company.objects.visible_to(by)",
        new="Company.objects.alive()",
        test=CARDS + "test_a_company_is_found_by_its_name_or_made",
    ),
    Fault(
        what="an import is for whomever the form names",
        where="contacts.access:owners_for_import",
        old="return colleagues.filter(Q(pk=user.pk) | Q(team=user.team_id))",
        new="return colleagues",
        test="tests/contacts/test_views_import.py::test_lead_imports_for_a_colleague_of_the_team_only",
    ),
    Fault(
        what="an import fills contacts that one may only see",
        where="contacts.actions.importing:store",
        old="can(run.by, Action.EDIT_CONTACTS, contact):",
        new="can(run.by, Action.VIEW_CONTACTS, contact):",
        test="tests/contacts/test_actions_importing.py::test_seen_but_not_writable_is_skipped[bob]",
    ),
    Fault(
        what="an import matches contacts that one does not see",
        where="contacts.importing.matching:KnownContacts.__init__",
        old="Contact.objects.visible_to(owner).order_by()",
        new="Contact.objects.alive().order_by()",
        test="tests/contacts/test_actions_importing.py::test_strangers_contact_is_neither_matched_nor_shown",
    ),
    Fault(
        what="an import goes on after the right was lost",
        where="contacts.actions.importing:store",
        old="refuse_unless_allowed(run.by, run.owner_id)",
        new="assert run.by_id",
        test="tests/staff/test_people_queued_work.py::test_an_import_under_way_stops_with_the_right_to_import[demoted]",
    ),
    Fault(
        what="the mail of a demoted colleague leaves",
        where="outreach.gate:sender_refuses",
        old="scope(sender, Action.MAIL_CONTACT,",
        new="scope(sender, Action.VIEW_CONTACTS,",
        test="tests/staff/test_people_queued_work.py::test_the_mail_of_a_demoted_colleague_stays",
    ),
]

LINKS = [
    Fault(
        what="a link of one purpose opens another's door",
        where="staff.tokens:find",
        old="digest=digest(token), purpose=purpose",
        new="digest=digest(token)",
        test="tests/staff/test_tokens.py::test_a_link_is_found_by_its_purpose_and_stored_as_a_digest",
    ),
    Fault(
        what="a revoked link opens",
        where="staff.models.access_token:AccessToken.is_open",
        old="self.revoked_at is None and (",
        new="(",
        test=SURVEYS + "test_a_closed_survey_says_so_and_keeps_nothing[post-revoked]",
    ),
    Fault(
        what="an expired link opens",
        where="staff.models.access_token:AccessToken.is_open",
        old="self.expires_at is None or now < self.expires_at",
        new="self.expires_at is None or now",
        test=SURVEYS + "test_a_closed_survey_says_so_and_keeps_nothing[post-token]",
    ),
    Fault(
        what="the survey of a contact in the bin opens",
        where="feedback.access:SurveyLink.is_open",
        old="and not invitation.contact.is_in_bin",
        new="",
        test=SURVEYS + "test_a_closed_survey_says_so_and_keeps_nothing[post-bin]",
    ),
]

POWERS = [
    Fault(
        what="who asked also agrees",
        where="staff.approvals:may_decide",
        old="if kind is None or approval.asked_by_id == user.pk:",
        new="if kind is None:",
        test="tests/staff/test_views_approvals.py::test_the_asker_sees_and_withdraws_and_nobody_else_sees_it",
    ),
    Fault(
        what="who has the power decides, though it is not theirs to decide",
        where="staff.approvals:may_decide",
        old="return may(user, kind.action) and kind.may_decide(user, approval)",
        new="return may(user, kind.action) or kind.may_decide(user, approval)",
        test="tests/staff/test_people_roles.py::test_who_asked_does_not_decide_nor_who_would_gain_nor_a_stranger",
    ),
    Fault(
        what="everybody reads who was given which power",
        where="staff.views_approvals:approval_list",
        old="Approval.objects.filter(Q(asked_by=request.user) | Q(kind__in=approvals.kinds_of(request.user)))",
        new="Approval.objects.all()",
        test="tests/staff/test_views_approvals.py::test_what_was_decided_is_read_by_who_decides_and_by_who_asked",
    ),
    Fault(
        what="an agreement to one export opens another",
        where="staff.exporting:Export.is_what_was_asked",
        old="return is_same and self.rows <=",
        new="return self.rows <=",
        test="tests/staff/test_exporting.py::test_an_agreement_opens_exactly_that_export[?action=larger]",
    ),
    Fault(
        what="an agreement to an export is used again",
        where="staff.actions.exporting:use_agreement",
        old="used_at__isnull=True,",
        new="",
        test="tests/staff/test_exporting.py::test_of_two_fetches_at_once_one_counts",
    ),
    Fault(
        what="who showed this morning who they are need not show it again",
        where="staff.step_up:is_fresh",
        old="any(_is_recent(record, now) for record in _records(request) if _is_proof(record))",
        new="any(_is_proof(record) for record in _records(request))",
        test="tests/staff/test_step_up.py::test_htmx_leaves_the_page_for_the_proof",
    ),
    Fault(
        what="an administrator changes a superuser",
        where="staff.people:may_manage",
        old="not person.is_superuser and person != by",
        new="not person.is_superuser or person != by",
        test="tests/staff/test_people_roles.py::test_an_administrator_reaches_neither_above_nor_at_herself",
    ),
    Fault(
        what="is_staff opens the administration",
        where="staff.admin:lets_in",
        old="return may(request.user, Action.CONFIGURE)",
        new="return request.user.is_active and request.user.is_staff",
        test="tests/staff/test_admin.py::test_the_marks_of_django_open_nothing",
    ),
    Fault(
        what="an administrator finds customers in the administration",
        where="staff.policy:may_administer",
        old="(user.is_superuser or (change in CONFIGURING and may(user, change)))",
        new="True",
        test="tests/staff/test_admin.py::test_an_administrator_sees_the_configuration_and_no_customer",
    ),
    Fault(
        what="another role of an administrator opens customers in the administration",
        where="staff.policy:may_administer",
        old="change in CONFIGURING and may(user, change)",
        new="change is not None and may(user, change)",
        test=POLICY + "test_the_administrator_sets_up_the_house_without_seeing_customers",
    ),
    Fault(
        what="an administrator reads all of the audit trail",
        where="staff.audit_asking:is_readable",
        old="if may(user, Action.READ_AUDIT):",
        new="if may(user, action):",
        test="tests/staff/test_views_audit.py::TestWhoReads::"
        "test_an_administrator_reads_changes_of_the_configuration_alone[/audit/]",
    ),
]

CONVERSATIONS = [
    Fault(
        what="the clock of a stranger's customer is fetched by its number alone",
        where="interactions.access:clock_for",
        old="ResponseClock.objects.visible_to(user)",
        new="ResponseClock.objects",
        test="tests/interactions/test_views_clocks.py::test_a_stranger_does_not_see_it",
    ),
    Fault(
        what="a company sums what was promised to everybody there",
        where="interactions.views_promises:company_promises",
        old="Promise.objects.visible_to(request.user)",
        new="Promise.objects",
        test="tests/interactions/test_views_promises.py::test_the_company_sums_its_people_whom_the_reader_sees",
    ),
    Fault(
        what="the superuser's reach opens private debriefs",
        where="interactions.access_words:Confided.condition",
        old="return Q(writer=user) | Q(shared_with=user) if",
        new="return Q() if user.is_superuser else Q(writer=user) | Q(shared_with=user) if",
        test="tests/interactions/test_debriefs.py::test_nobody_but_the_writer_reads_it",
    ),
    Fault(
        what="the words of a personal mail are for all who see the customer",
        where="mailbox.access:may_read",
        old="mail.contact_id is not None and mail.is_open_to_colleagues",
        new="mail.contact_id is not None",
        test="tests/mailbox/test_views_triage.py::test_the_thread_shows_what_the_reader_may_read",
    ),
    Fault(
        what="a colleague's name in a mail is taken for the colleague",
        where="mailbox.placing:_doubted",
        old="if found == Verdict.GENUINE:",
        new="if found == Verdict.GENUINE or author is not None:",
        test="tests/mailbox/test_placing.py::test_a_forged_colleague_waits",
    ),
]

FAULTS = [
    *(*WHOSE_ROWS, *SHARES, *MERGES, *KNOWN, *PAGES, *FIELDS, *FORMS_AND_JOBS, *LINKS, *POWERS, *CONVERSATIONS),
    *LISTS,
]

# Changes nothing: that it is missed shows that nothing is called caught which is not.
HARMLESS = Fault(
    what="nothing is wrong",
    where="staff.policy:may",
    old="!= Scope.NONE",
    new="!=  Scope.NONE",
    test=SETS + "test_roles_add_up_and_none_of_them_means_nothing",
)

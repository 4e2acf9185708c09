"""Faults of permission in what lists are made of: segments, views, own fields, changes of many, drafts, stages."""

from tests.trust.seeding import Fault

DRAFTS = "tests/staff/test_drafts.py::"
SEGMENTS = "tests/contacts/test_views_segments.py::"
VIEWS = "tests/staff/test_views_saved.py::"
STAGES = "tests/contacts/test_views_stages.py::"
BULK = "tests/contacts/test_views_bulk.py::"

LISTS = [
    Fault(
        what="who uses a shared segment changes it",
        where="contacts.access:editable_segment_for",
        old="not can(user, Action.BUILD_SEGMENTS, segment)",
        new="not can(user, Action.VIEW_CONTACTS, segment)",
        test=SEGMENTS + "test_who_uses_and_who_changes_it",
    ),
    Fault(
        what="a foreign segment filters the list",
        where="contacts.filters:segments_for",
        old="Segment.objects.visible_to(user)",
        new="Segment.objects.alive()",
        test=SEGMENTS + "test_a_foreign_segment_filters_nothing_and_shows_nobody",
    ),
    Fault(
        what="who has a shared view at hand changes it",
        where="staff.views_saved:editable_view_for",
        old="view.owner_id != user.pk and not can(user, Action.BUILD_SEGMENTS, view)",
        new="not can(user, Action.USE, view)",
        test=VIEWS + "test_a_shared_view_is_used_by_all_and_changed_by_its_owner",
    ),
    Fault(
        what="a change of many reaches whom one only sees",
        where="contacts.actions.bulk:_change",
        old="not can(run.by, _action(run), record)",
        new="not can(run.by, Action.VIEW_CONTACTS, record)",
        test=BULK + "test_each_row_is_asked_of_the_policy_when_it_is_done",
    ),
    Fault(
        what="a change of many counts whom one may not change",
        where="contacts.views_bulk:_start",
        old="scope(request.user, Action.EDIT_CONTACTS, chosen)",
        new="chosen",
        test=BULK + "test_the_count_is_of_those_that_i_may_change",
    ),
    Fault(
        what="an own field leaves in a file with whoever takes the list away",
        where="contacts.custom:facts_by_record",
        old="CustomValue.objects.visible_to(by) if by else CustomValue.objects.all()",
        new="CustomValue.objects.all()",
        test="tests/contacts/test_import_facts.py::test_who_does_not_see_a_field_neither_takes_it_away_nor_fills_it",
    ),
    Fault(
        what="an own field of a conversation is read by whoever reads the timeline",
        where="interactions.own_fields:tell",
        old="if field.group not in hidden and",
        new="if",
        test="tests/interactions/test_own_fields.py::test_a_field_is_seen_as_its_group_is",
    ),
    Fault(
        what="the card shows own fields that its reader does not see",
        where="contacts.custom:shown_facts",
        old="if field.group not in hidden",
        new="if field.group",
        test="tests/contacts/test_custom.py::test_the_group_says_who_sees_it_and_who_may_look_for_it",
    ),
    Fault(
        what="a draft stands in the form of whoever opens it",
        where="staff.drafts:_draft_of",
        old="Draft.objects.filter(user=request.user, page=",
        new="Draft.objects.filter(page=",
        test=DRAFTS + "test_nobody_else_sees_it",
    ),
    Fault(
        what="drafts are kept about whom one does not reach",
        where="staff.drafts:place_at",
        old="row_for(user, **match.kwargs)",
        new="None",
        test=DRAFTS + "test_nothing_is_kept_about_whom_one_does_not_reach",
    ),
    Fault(
        what="the superuser discards what a colleague is writing",
        where="staff.views_drafts:draft_discard",
        old="Draft.objects.filter(user=request.user)",
        new="Draft.objects.all()",
        test=DRAFTS + "test_a_strangers_draft_is_as_absent_as_none",
    ),
    Fault(
        what="who may see a contact changes its facts in place",
        where="contacts.views_editing:contact_facts",
        old="editable_contact_for(request.user, pk), request.GET",
        new="get_object_or_404(Contact, pk=pk), request.GET",
        test="tests/contacts/test_views_editing.py::test_who_may_not_change_edits_no_fact",
    ),
    Fault(
        what="who may see a contact moves it to another stage",
        where="contacts.views_stages:stage_change",
        old="editable_contact_for(request.user, pk)",
        new="contact_for(request.user, pk)",
        test=STAGES + "test_the_team_reads_the_history_and_only_the_owner_moves",
    ),
    Fault(
        what="who may see a contact is offered to move it",
        where="contacts.views_stages:contact_stages",
        old="can(request.user, Action.EDIT_CONTACTS, contact)",
        new="can(request.user, Action.VIEW_CONTACTS, contact)",
        test=STAGES + "test_the_card_fetches_the_form_alone_and_only_for_who_may_move",
    ),
    Fault(
        what="a guarded need leaves in a file, and comes back as what everybody reads",
        where="contacts.exporting.people:_needs_of",
        old=", group=FieldGroup.BASIC)",
        new=")",
        test="tests/contacts/test_importing_needs.py::test_needs_leave_in_an_export_and_come_back[csv]",
    ),
    Fault(
        what="one's own company becomes part of somebody else's",
        where="contacts.actions.merging_of_two:Merging.merge",
        old="all(can(by, Action.MERGE_CONTACTS, record) for record in (survivor, merged))",
        new="can(by, Action.MERGE_CONTACTS, merged)",
        test="tests/contacts/test_actions_merging_companies.py::test_both_have_to_be_ones_own",
    ),
    Fault(
        what="a foreign company is laid beside one's own",
        where="contacts.views_merging:_side_by_side",
        old="pages.record_for(request.user, Action.MERGE_CONTACTS, int(other))",
        new="get_object_or_404(pages.form and type(survivor), pk=int(other))",
        test="tests/contacts/test_views_merging_companies.py::test_a_foreign_other_is_as_absent_as_none",
    ),
    Fault(
        what="the warning while typing tells of other teams' companies",
        where="contacts.duplicates_company:companies_like",
        old="Company.objects.visible_to(by)",
        new="Company.objects.alive()",
        test="tests/contacts/test_duplicates_company.py::TestWhileTyping::test_only_which_the_colleague_sees",
    ),
    Fault(
        what="an own field of a company is a column for everybody",
        where="contacts.columns_company:_facts_of",
        old="fields, by)",
        new="fields)",
        test="tests/contacts/test_views_company.py::test_own_fields_are_columns_for_who_reads_them",
    ),
]

"""Addresses of the house's own pages."""

from django.urls import path

from staff import (
    views,
    views_approvals,
    views_audit,
    views_drafts,
    views_invitation,
    views_operations,
    views_people,
    views_saved,
    views_step_up,
)

app_name = "staff"

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("profile/", views.profile, name="profile"),
    path("profile/languages/", views_people.languages, name="languages"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/organisation/", views.organisation, name="organisation"),
    path("settings/forms-of-address/", views.forms_of_address, name="forms_of_address"),
    path("operations/", views_operations.operations_page, name="operations"),
    path("team/", views_people.team, name="team"),
    path("team/invite/", views_people.invite, name="invite"),
    path("team/invitations/<int:pk>/resend/", views_people.invitation_resend, name="invitation_resend"),
    path("team/invitations/<int:pk>/revoke/", views_people.invitation_revoke, name="invitation_revoke"),
    path("team/new/", views_people.team_create, name="team_create"),
    path("team/teams/<int:pk>/", views_people.team_rename, name="team_rename"),
    path("team/<int:pk>/", views_people.colleague, name="colleague"),
    path("team/<int:pk>/languages/", views_people.colleague_languages, name="colleague_languages"),
    path("team/<int:pk>/leave/", views_people.leave, name="colleague_leave"),
    path("team/<int:pk>/return/", views_people.come_back, name="colleague_return"),
    path("invitation/<str:token>/", views_invitation.invitation, name="invitation"),
    path("approvals/", views_approvals.approval_list, name="approval_list"),
    path("approvals/<int:pk>/", views_approvals.approval_decide, name="approval_decide"),
    path("approvals/<int:pk>/withdraw/", views_approvals.approval_withdraw, name="approval_withdraw"),
    path("approvals/rule/", views_approvals.second_person, name="second_person"),
    path("is-it-you/", views_step_up.go_on, name="step_up"),
    path("views/", views_saved.view_list, name="view_list"),
    path("views/new/", views_saved.view_create, name="view_create"),
    path("views/<int:pk>/", views_saved.view_edit, name="view_edit"),
    path("views/<int:pk>/choose/", views_saved.view_choose, name="view_choose"),
    path("views/<int:pk>/delete/", views_saved.view_delete, name="view_delete"),
    path("drafts/", views_drafts.draft_keep, name="draft_keep"),
    path("drafts/<int:pk>/discard/", views_drafts.draft_discard, name="draft_discard"),
    path("audit/", views_audit.audit_page, name="audit"),
    path("audit/summary/", views_audit.audit_summary, name="audit_summary"),
    path("audit/export.csv", views_audit.audit_export, name="audit_export"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<int:pk>/", views.notice_open, name="notice_open"),
    path("choose/language/", views.set_language, name="set_language"),
    path("choose/zone/", views.set_zone, name="set_zone"),
    path("choose/look/", views.set_theme, name="set_theme"),
]

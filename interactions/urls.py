from django.urls import path

from interactions import views, views_meetings, views_relationship, views_review, views_signals, views_speaking

app_name = "interactions"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("interactions/", views.interaction_list, name="interaction_list"),
    path("interactions/log/", views.log_start, name="log_start"),
    path("interactions/follow-ups/", views.follow_up_list, name="follow_up_list"),
    path("interactions/follow-ups/<int:pk>/close/", views.follow_up_close, name="follow_up_close"),
    path("interactions/follow-ups/<int:pk>/cancel/", views.follow_up_cancel, name="follow_up_cancel"),
    path("interactions/meetings/", views_meetings.meeting_finder, name="meeting_finder"),
    path("interactions/meetings/take/", views_meetings.meeting_take, name="meeting_take"),
    path("interactions/coverage/", views_speaking.coverage, name="coverage"),
    path("interactions/signals/", views_signals.signal_list, name="signal_list"),
    path("interactions/signals/<int:pk>/", views_signals.signal_detail, name="signal_detail"),
    path("interactions/signals/<int:pk>/dismiss/", views_signals.signal_dismiss, name="signal_dismiss"),
    path("interactions/review/", views_review.review, name="review"),
    path("interactions/agreements/<int:pk>/", views_relationship.agreement_edit, name="agreement_edit"),
    path("interactions/agreements/<int:pk>/breach/", views_relationship.breach_create, name="breach_create"),
    path("interactions/breaches/<int:pk>/", views_relationship.breach_edit, name="breach_edit"),
    path("companies/<int:pk>/relationship/", views_relationship.company_relationship, name="company_relationship"),
    path("contacts/<int:pk>/relationship/", views_relationship.contact_relationship, name="contact_relationship"),
    path("contacts/<int:pk>/relationship/kind/", views_relationship.bond, name="bond"),
    path("contacts/<int:pk>/relationship/tension/", views_relationship.tension, name="tension"),
    path("contacts/<int:pk>/agreements/new/", views_relationship.agreement_create, name="agreement_create"),
    path("contacts/<int:pk>/review/", views_review.review_contact, name="review_contact"),
    path("contacts/<int:pk>/speakers/", views_speaking.speakers, name="speakers"),
    path("contacts/<int:pk>/log/", views.log, name="log"),
    path("contacts/<int:pk>/plan/", views.plan, name="plan"),
    path("contacts/<int:pk>/timeline/", views.contact_timeline, name="contact_timeline"),
    path("contacts/<int:pk>/next/", views.contact_panel, name="contact_panel"),
]

from django.urls import path

from interactions import views, views_follow_ups, views_meetings, views_my_day, views_speaking

app_name = "interactions"
urlpatterns = [
    path("", views_my_day.my_day, name="my_day"),
    path("my-day/end/", views_my_day.end_of_day, name="end_of_day"),
    path("my-day/digest/", views_my_day.digest, name="digest"),
    path("team/day/", views_my_day.team_day, name="team_day"),
    path("interactions/", views.interaction_list, name="interaction_list"),
    path("interactions/log/", views.log_start, name="log_start"),
    path("interactions/follow-ups/", views_follow_ups.follow_up_list, name="follow_up_list"),
    path("interactions/follow-ups/<int:pk>/close/", views_follow_ups.follow_up_close, name="follow_up_close"),
    path("interactions/follow-ups/<int:pk>/cancel/", views_follow_ups.follow_up_cancel, name="follow_up_cancel"),
    path("interactions/follow-ups/<int:pk>/snooze/", views_follow_ups.follow_up_snooze, name="follow_up_snooze"),
    path("interactions/follow-ups/<int:pk>/give/", views_follow_ups.follow_up_hand_over, name="follow_up_hand_over"),
    path("interactions/follow-ups/<int:pk>/stop/", views_follow_ups.follow_up_stop, name="follow_up_stop"),
    path("interactions/follow-ups/bulk/", views_follow_ups.follow_up_bulk, name="follow_up_bulk"),
    path("interactions/meetings/", views_meetings.meeting_finder, name="meeting_finder"),
    path("interactions/meetings/take/", views_meetings.meeting_take, name="meeting_take"),
    path("interactions/coverage/", views_speaking.coverage, name="coverage"),
    path("contacts/<int:pk>/speakers/", views_speaking.speakers, name="speakers"),
    path("contacts/<int:pk>/log/", views.log, name="log"),
    path("contacts/<int:pk>/plan/", views.plan, name="plan"),
    path("contacts/<int:pk>/timeline/", views.contact_timeline, name="contact_timeline"),
    path("contacts/<int:pk>/next/", views.contact_panel, name="contact_panel"),
]

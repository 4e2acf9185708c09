from django.urls import path

from interactions import views, views_clocks, views_logging, views_meetings, views_speaking, views_timeline

app_name = "interactions"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("interactions/", views_timeline.interaction_list, name="interaction_list"),
    path("interactions/log/", views.log_start, name="log_start"),
    path("interactions/follow-ups/", views.follow_up_list, name="follow_up_list"),
    path("interactions/follow-ups/<int:pk>/close/", views.follow_up_close, name="follow_up_close"),
    path("interactions/follow-ups/<int:pk>/cancel/", views.follow_up_cancel, name="follow_up_cancel"),
    path("interactions/clocks/", views_clocks.clock_list, name="clock_list"),
    path("interactions/clocks/<int:pk>/", views_clocks.clock_detail, name="clock_detail"),
    path("interactions/clocks/<int:pk>/turn/", views_clocks.clock_turn, name="clock_turn"),
    path("interactions/meetings/", views_meetings.meeting_finder, name="meeting_finder"),
    path("interactions/meetings/take/", views_meetings.meeting_take, name="meeting_take"),
    path("interactions/coverage/", views_speaking.coverage, name="coverage"),
    path("contacts/<int:pk>/speakers/", views_speaking.speakers, name="speakers"),
    path("contacts/<int:pk>/log/", views_logging.log, name="log"),
    path("contacts/<int:pk>/log/people/", views_logging.log_people, name="log_people"),
    path("interactions/<int:pk>/correct/", views_logging.correct, name="correct"),
    path("contacts/<int:pk>/plan/", views.plan, name="plan"),
    path("contacts/<int:pk>/timeline/", views_timeline.contact_timeline, name="contact_timeline"),
    path("companies/<int:pk>/timeline/", views_timeline.company_timeline, name="company_timeline"),
    path("interactions/files/<int:pk>/", views_timeline.attachment, name="attachment"),
    path("contacts/<int:pk>/clocks/", views_clocks.contact_clocks, name="contact_clocks"),
    path("contacts/<int:pk>/next/", views.contact_panel, name="contact_panel"),
]

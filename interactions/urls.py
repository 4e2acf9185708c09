from django.urls import path

from interactions import views, views_meetings, views_recap_page, views_recaps, views_speaking

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
    path("interactions/<int:pk>/recap/", views_recaps.recap_send, name="recap_send"),
    path("interactions/recaps/<int:pk>/", views_recaps.recap_detail, name="recap_detail"),
    path("interactions/recaps/<int:pk>/read/", views_recaps.recap_read, name="recap_read"),
    path("recap/<str:token>/", views_recap_page.recap_page, name="recap_page"),
    path("contacts/<int:pk>/speakers/", views_speaking.speakers, name="speakers"),
    path("contacts/<int:pk>/log/", views.log, name="log"),
    path("contacts/<int:pk>/plan/", views.plan, name="plan"),
    path("contacts/<int:pk>/timeline/", views.contact_timeline, name="contact_timeline"),
    path("contacts/<int:pk>/next/", views.contact_panel, name="contact_panel"),
]

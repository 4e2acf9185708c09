from django.urls import path

from interactions import views, views_meetings, views_promises, views_speaking

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
    path("interactions/promises/", views_promises.promise_list, name="promise_list"),
    path("interactions/promises/<int:pk>/", views_promises.promise_detail, name="promise_detail"),
    path("interactions/promises/<int:pk>/keep/", views_promises.promise_keep, name="promise_keep"),
    path("interactions/promises/<int:pk>/move/", views_promises.promise_move, name="promise_move"),
    path("interactions/promises/<int:pk>/drop/", views_promises.promise_drop, name="promise_drop"),
    path("interactions/promises/<int:pk>/told/", views_promises.promise_told, name="promise_told"),
    path("companies/<int:pk>/promises/", views_promises.company_promises, name="company_promises"),
    path("contacts/<int:pk>/promise/", views_promises.promise_make, name="promise_make"),
    path("contacts/<int:pk>/promises/", views_promises.promise_panel, name="promise_panel"),
    path("contacts/<int:pk>/speakers/", views_speaking.speakers, name="speakers"),
    path("contacts/<int:pk>/log/", views.log, name="log"),
    path("contacts/<int:pk>/plan/", views.plan, name="plan"),
    path("contacts/<int:pk>/timeline/", views.contact_timeline, name="contact_timeline"),
    path("contacts/<int:pk>/next/", views.contact_panel, name="contact_panel"),
]

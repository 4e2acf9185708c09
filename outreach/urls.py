from django.urls import path

from outreach import views, views_public, views_webhook

app_name = "outreach"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/sent/", views.outbox, {"tab": views.SENT_TAB}, name="outbox_sent"),
    path("outbox/not-sent/", views.outbox, {"tab": views.NOT_SENT}, name="outbox_not_sent"),
    path("outbox/confirm/", views.confirm_sending, name="confirm_sending"),
    path("outbox/try-now/", views.try_now, name="try_now"),
    path("outbox/<int:pk>/", views.message_detail, name="message_detail"),
    path("outbox/<int:pk>/skip/", views.message_skip, name="message_skip"),
    path("outbox/<int:pk>/resolve/", views.message_resolve, name="message_resolve"),
    path("journeys/", views.journey_list, name="journey_list"),
    path("journeys/<int:pk>/run/", views.journey_run, name="journey_run"),
    path("contacts/<int:pk>/mails/", views.contact_panel, name="contact_panel"),
    # The mail provider's way to tell what became of a mail.
    path("webhooks/<slug:provider>/", views_webhook.webhook, name="webhook"),
    # The customer's own pages.
    path("unsubscribe/<str:token>/", views_public.unsubscribe_page, name="unsubscribe"),
    path("preferences/<str:token>/", views_public.preferences_page, name="preferences"),
]

from django.urls import path

from mailbox import views, views_triage

app_name = "mailbox"
urlpatterns = [
    path("mailbox/", views.mailbox_list, name="mailbox_list"),
    path("mailbox/new/", views.mailbox_create, name="mailbox_create"),
    path("mailbox/drop-box/", views.drop_box_renew, name="drop_box_renew"),
    path("mailbox/triage/", views_triage.triage, name="triage"),
    path("mailbox/mails/<int:pk>/", views_triage.mail, name="mail"),
    path("mailbox/mails/<int:pk>/assign/", views_triage.mail_assign, name="mail_assign"),
    path("mailbox/mails/<int:pk>/contact/", views_triage.mail_contact, name="mail_contact"),
    path("mailbox/mails/<int:pk>/ignore/", views_triage.mail_ignore, name="mail_ignore"),
    path("mailbox/mails/<int:pk>/undo/", views_triage.mail_undo, name="mail_undo"),
    path("mailbox/mails/<int:pk>/share/", views_triage.mail_share, name="mail_share"),
    path("mailbox/ignored/<int:pk>/heed/", views.ignored_heed, name="ignored_heed"),
    path("mailbox/parts/<int:pk>/", views_triage.part, name="part"),
    path("mailbox/<int:pk>/", views.mailbox_edit, name="mailbox_edit"),
    path("mailbox/<int:pk>/check/", views.mailbox_check, name="mailbox_check"),
    path("mailbox/<int:pk>/pause/", views.mailbox_pause, name="mailbox_pause"),
]

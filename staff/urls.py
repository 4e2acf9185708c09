"""Addresses of the house's own pages."""

from django.urls import path

from staff import views, views_operations

app_name = "staff"

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("profile/", views.profile, name="profile"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/organisation/", views.organisation, name="organisation"),
    path("operations/", views_operations.operations_page, name="operations"),
    path("team/", views.team, name="team"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<int:pk>/", views.notice_open, name="notice_open"),
    path("choose/language/", views.set_language, name="set_language"),
    path("choose/zone/", views.set_zone, name="set_zone"),
    path("choose/look/", views.set_theme, name="set_theme"),
]

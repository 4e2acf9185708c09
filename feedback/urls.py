from django.urls import path

from feedback import views, views_survey

app_name = "feedback"
urlpatterns = [
    path("feedback/", views.inbox, name="inbox"),
    path("feedback/surveys/", views.survey_list, name="survey_list"),
    path("feedback/not-sent/", views.not_sent, name="not_sent"),
    path("contacts/<int:pk>/feedback/", views.contact_panel, name="contact_panel"),
    path("contacts/<int:pk>/feedback/invite/", views.invite, name="invite"),
    path("survey/<str:token>/", views_survey.survey, name="survey"),
    path("survey/<str:token>/thanks/", views_survey.thanks, name="thanks"),
]

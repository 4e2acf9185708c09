from django.urls import path

from loyalty import views

app_name = "loyalty"
urlpatterns = [
    path("loyalty/", views.programme, name="programme"),
    path("loyalty/<int:pk>/", views.account, name="account"),
    path("loyalty/<int:pk>/redeem/", views.redeem, name="redeem"),
    path("contacts/<int:pk>/loyalty/", views.contact_panel, name="contact_panel"),
]

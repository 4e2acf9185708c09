from django.urls import path

from metrics import views

app_name = "metrics"
urlpatterns = [
    path("metrics/", views.dashboard, name="dashboard"),
    path("metrics/compute/", views.compute_again, name="compute_again"),
    path("metrics/<slug:code>/customers/", views.customers, name="customers"),
]

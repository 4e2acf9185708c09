from django.urls import path

from metrics import views, views_attention, views_promises

app_name = "metrics"
urlpatterns = [
    path("metrics/", views.dashboard, name="dashboard"),
    path("metrics/compute/", views.compute_again, name="compute_again"),
    path("metrics/attention/", views_attention.attention, name="attention"),
    path("metrics/attention/<int:pk>/", views_attention.attention_customers, name="attention_customers"),
    path("metrics/promises/", views_promises.promises, name="promises"),
    path("metrics/promises/behind/", views_promises.promises_behind, name="promises_behind"),
    path("metrics/<slug:code>/customers/", views.customers, name="customers"),
]

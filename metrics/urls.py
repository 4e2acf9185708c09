from django.urls import path

from metrics import views, views_attention

app_name = "metrics"
urlpatterns = [
    path("metrics/", views.dashboard, name="dashboard"),
    path("metrics/compute/", views.compute_again, name="compute_again"),
    path("metrics/attention/", views_attention.attention, name="attention"),
    path("metrics/attention/<int:pk>/", views_attention.attention_customers, name="attention_customers"),
    path("metrics/<slug:code>/customers/", views.customers, name="customers"),
]

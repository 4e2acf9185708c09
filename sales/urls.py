from django.urls import path

from sales import views, views_country, views_rates

app_name = "sales"
urlpatterns = [
    path("sales/", views.purchase_list, name="purchase_list"),
    path("sales/<int:pk>/", views.purchase_detail, name="purchase_detail"),
    path("sales/<int:pk>/status/", views.purchase_status, name="purchase_status"),
    path("sales/products/", views.product_options, name="product_options"),
    path("sales/rates/missing/", views_rates.rate_gaps, name="rate_gaps"),
    path("sales/rates/", views_rates.rates, name="rates"),
    path("sales/rates/files/<int:pk>/", views_rates.rate_file, name="rate_file"),
    path("sales/rates/files/<int:pk>/import/", views_rates.rate_file_import, name="rate_file_import"),
    path("countries/<str:country>/money/", views_country.country_panel, name="country_panel"),
    path("contracts/<int:pk>/end/", views.contract_end, name="contract_end"),
    path("contacts/<int:pk>/sales/", views.contact_panel, name="contact_panel"),
    path("contacts/<int:pk>/purchases/new/", views.purchase_create, name="purchase_create"),
    path("contacts/<int:pk>/contracts/new/", views.contract_create, name="contract_create"),
]

from django.urls import path

from contacts import views, views_company, views_import, views_segments, views_sharing

app_name = "contacts"
urlpatterns = [
    path("contacts/", views.contact_list, name="contact_list"),
    path("contacts/new/", views.contact_create, name="contact_create"),
    path("contacts/import/", views_import.import_contacts_page, name="import"),
    path("contacts/import/<int:pk>/", views_import.import_result, name="import_result"),
    path("contacts/import/<int:pk>/errors.csv", views_import.import_errors, name="import_errors"),
    path("contacts/<int:pk>/", views.contact_detail, name="contact_detail"),
    path("contacts/<int:pk>/panels/", views.contact_panels, name="contact_panels"),
    path("contacts/<int:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/consent/", views.consent_record, name="consent"),
    path("contacts/<int:pk>/bin/", views.contact_bin, name="contact_bin"),
    path("contacts/<int:pk>/restore/", views.contact_restore, name="contact_restore"),
    path("companies/options/", views_company.company_options, name="company_options"),
    path("companies/", views_company.company_list, name="company_list"),
    path("companies/new/", views_company.company_create, name="company_create"),
    path("companies/<int:pk>/", views_company.company_detail, name="company_detail"),
    path("companies/<int:pk>/edit/", views_company.company_edit, name="company_edit"),
    path("companies/<int:pk>/bin/", views_company.company_bin, name="company_bin"),
    path("companies/<int:pk>/restore/", views_company.company_restore, name="company_restore"),
    path("contacts/<int:pk>/shares/", views_sharing.contact_shares, name="contact_shares"),
    path("contacts/<int:pk>/share/", views_sharing.contact_share, name="contact_share"),
    path("companies/<int:pk>/share/", views_sharing.company_share, name="company_share"),
    path("shares/<int:pk>/end/", views_sharing.share_end, name="share_end"),
    path("segments/", views_segments.segment_list, name="segment_list"),
    path("segments/new/", views_segments.segment_create, name="segment_create"),
    path("segments/<int:pk>/", views_segments.segment_detail, name="segment_detail"),
    path("segments/<int:pk>/edit/", views_segments.segment_edit, name="segment_edit"),
    path("segments/<int:pk>/bin/", views_segments.segment_bin, name="segment_bin"),
    path("segments/<int:pk>/restore/", views_segments.segment_restore, name="segment_restore"),
    path("bin/", views.bin_list, name="bin"),
    path("search/", views.search, name="search"),
]

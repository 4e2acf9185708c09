"""The map of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.autodiscover()
admin.site.site_header = "Rapport"
admin.site.site_title = "Rapport"
# One page changes passwords, so that one place ends the other sessions and writes it down.
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")  # type: ignore[method-assign,assignment]

urlpatterns = [
    path("", include("interactions.urls")),
    path("", include("contacts.urls")),
    path("", include("translating.urls")),
    path("", include("outreach.urls")),
    path("", include("mailbox.urls")),
    path("", include("staff.urls")),
    path("", include("sales.urls")),
    path("", include("feedback.urls")),
    path("", include("loyalty.urls")),
    path("", include("metrics.urls")),
    path("accounts/", include("staff.urls_accounts")),
    path("admin/", admin.site.urls),
]

handler400 = "crm.views.bad_request"
handler403 = "crm.views.permission_denied"
handler404 = "crm.views.page_not_found"
handler500 = "crm.views.server_error"

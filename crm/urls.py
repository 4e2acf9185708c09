"""The map of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.site_header = "Rapport"
admin.site.site_title = "Rapport"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("interactions.urls")),
    path("", include("contacts.urls")),
    path("", include("outreach.urls")),
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

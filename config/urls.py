"""Every address of the site."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hub.views import admin, errors, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Before Wagtail's own: signing in is the hub's.
    path("admin/login/", admin.enter),
    path("admin/account/", admin.account_settings),
    # Wagtail's page that fails on purpose, and its ways to change people by the dozen.
    path("admin/failwhale/", errors.not_found),
    re_path(r"^admin/bulk/hub/user/", errors.not_found),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("hub.urls_accounts")),
    path("", include("hub.urls_unprefixed")),
    path("", include("discussions.mailed.urls")),
]
urlpatterns += i18n_patterns(
    path("accounts/", include("hub.urls_accounts")),
    path("", include("hub.urls")),
    # Before the library, where any other word after "practices/" names a practice.
    path("", include("search.urls")),
    path("", include("practices.urls")),
    path("", include("discussions.urls")),
    path("_util/login/", admin.enter_private_page),
    # Last: whatever no floor claims may be an editorial page.
    path("", include(wagtail_urls)),
)

handler400 = "hub.views.errors.bad_request"
handler403 = "hub.views.errors.forbidden"
handler404 = "hub.views.errors.not_found"
handler500 = "hub.views.errors.server_error"

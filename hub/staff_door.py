"""Nobody of the staff gets anywhere without a second factor, where the settings ask for it.

Not the admin alone: the rights of the secretariat and of screeners open pages everywhere, so that
until the session has shown a second factor the account opens only what sets it up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import sync_only_middleware

from hub import second_factor
from hub.views import confirming
from hub.views.errors import needs_second_factor

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Beside the pages of `hub.urls_accounts`.
OPEN = frozenset({"healthz", "readyz", "security", "session-end", "sessions-end-others"})
# Where the admin changes what others may do.
RIGHTS = ("/admin/users/", "/admin/groups/")
ENTER_ADMIN = "wagtailadmin.access_admin"


@sync_only_middleware
class StaffDoor:
    """Leads the staff to setting up or showing a second factor, and asks again before rights are
    changed in the admin."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        # Pages for visitors are kept for all of them, so that their session is not even looked for.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if not self._is_open(request) and self._is_wanting(request):
            return self._lead(request)
        if request.path_info.startswith(RIGHTS):
            return confirming.asked(request)
        return None

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        from hub.urls_accounts import urlpatterns

        match = request.resolver_match
        name = match.url_name if match and not match.namespaces else None
        return name in OPEN or name in {pattern.name for pattern in urlpatterns}

    @staticmethod
    def _is_wanting(request: HttpRequest) -> bool:
        if not settings.HUB_STAFF_SECOND_FACTOR or second_factor.was_shown(request):
            return False
        if second_factor.is_staff(request.user):
            return True
        # A right to the admin may come another way than by a role.
        return request.path_info.startswith("/admin/") and request.user.has_perm(ENTER_ADMIN)

    @staticmethod
    def _lead(request: HttpRequest) -> HttpResponse:
        has_one = second_factor.has_second_factor(request.user)
        way = reverse("account_reauthenticate" if has_one else "security")
        if request.method not in ("GET", "HEAD"):
            return needs_second_factor(request, way)
        return HttpResponseRedirect(f"{way}?{urlencode({'next': request.get_full_path()})}")

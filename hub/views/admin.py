"""The door of the Wagtail admin, and the settings that a person has there."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel

from hub import languages


@never_cache
def enter(request: HttpRequest) -> HttpResponseRedirect:
    """In place of Wagtail's login: signing in is one thing, and asks for no password.

    Whoever is signed in and still led here has no right to the admin, and is told so instead of
    being sent round.
    """
    home = reverse("wagtailadmin_home")
    if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
        return HttpResponseRedirect(get_next_redirect_url(request) or home)
    return _sign_in(request, home)


@never_cache
def enter_private_page(request: HttpRequest) -> HttpResponseRedirect:
    """In place of Wagtail's login for editorial pages that are not open to everybody."""
    return _sign_in(request, f"/{languages.current().path}/")


def _sign_in(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    if request.user.is_authenticated:
        raise PermissionDenied
    query = urlencode({"next": get_next_redirect_url(request) or fallback})
    return HttpResponseRedirect(f"{reverse('account_login')}?{query}")


class SettingsView(AccountView):
    """Name and mail address are edited on the hub's own page of the account."""

    def get_panels(self) -> list[Any]:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, NameEmailSettingsPanel)]


account_settings = require_admin_access(SettingsView.as_view())

"""Wagtail's pages about people, with the hub's own forms and permissions in place of its."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from wagtail.users.apps import WagtailUsersAppConfig


class WagtailUsers(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS for `wagtail.users`."""

    user_viewset = "hub.admin.PeopleViewSet"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from hub.admin import SuperusersCorrect

        super().ready()
        register_permission_policy(get_user_model(), SuperusersCorrect(get_user_model()))

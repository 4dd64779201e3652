"""Who may do what with the library through Wagtail."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from hub.models import Role, User
from hub.permissions import is_secretariat


class SecretariatEdits(BasePermissionPolicy):
    """The secretariat sees and edits drafts. Nobody adds, publishes, withdraws or deletes through
    Wagtail, whoever they are."""

    GRANTED = frozenset({"view", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.GRANTED and is_secretariat(user)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        if self.GRANTED.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(is_active=True, groups__name=Role.SECRETARIAT)


class SecretariatKeeps(SecretariatEdits):
    """As the library, but new ones are added here. Nobody deletes: one that is not offered any
    more is switched off."""

    GRANTED = frozenset({"view", "change", "add"})

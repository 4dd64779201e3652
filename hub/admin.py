"""People in the Wagtail admin: found and corrected by superusers, by nobody else.

Accounts are made by signing up and roles are given by `hub.actions.roles`, so that nothing here
adds, deletes or puts anybody into a group.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.users.views.users import EditView, IndexView, UserViewSet

from hub.actions.people import correct_account
from hub.models import User


class SuperusersCorrect(BasePermissionPolicy):
    """Superusers look and change; nobody adds or deletes."""

    GRANTED = frozenset({"view", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.GRANTED and user.is_active and user.is_superuser

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        if self.GRANTED.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(is_active=True, is_superuser=True)


class AccountForm(forms.ModelForm):
    """The mail address is not here: a new one is confirmed by whoever reads it."""

    class Meta:
        model = User
        fields = ["name", "language", "is_active", "is_superuser"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            # Nobody locks themselves out.
            del self.fields["is_active"], self.fields["is_superuser"]


class PeopleIndexView(IndexView):
    def get_bulk_action_choices(self) -> list[Any]:
        return []

    @property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "bulk_actions"]


class PersonEditView(EditView):
    def save_instance(self) -> User:
        correct_account(by=self.request.user, person=self.object, **self.form.cleaned_data)
        self.object.refresh_from_db()
        return self.object


class PeopleViewSet(UserViewSet):
    template_prefix = ""
    index_view_class = PeopleIndexView
    edit_view_class = PersonEditView
    index_template_name = "wagtailusers/users/index.html"
    index_results_template_name = "wagtailusers/users/index_results.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AccountForm

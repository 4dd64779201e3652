"""Signing up and in: where allauth meets the hub's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub import languages

if TYPE_CHECKING:
    from hub.models import User


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the hub's words."""


class SignupDetailsForm(forms.Form):
    """What sign-up asks besides the mail address."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the address is confirmed."""
        user.name = self.cleaned_data["name"]
        user.language = languages.current().code
        user.save(update_fields=["name", "language"])

"""What is asked for a second factor: codes of an app, passkeys, recovery codes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms.accounts import CodeForm
from hub.forms.names import NameField

# What the browser makes of a passkey is a few kilobytes; some send a certificate along.
LONGEST_CREDENTIAL = 50_000
LONGEST_NAME = 100
NO_PASSKEY = _("The passkey was not accepted. Try again, or choose another way.")
# What the readers of a credential raise when it is not one.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    struct.error,
)  # fmt: skip


class CredentialField(forms.JSONField):
    """What a browser says about a passkey, written into the form by its script."""

    widget = forms.HiddenInput
    default_error_messages = {"required": NO_PASSKEY, "invalid": NO_PASSKEY}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise forms.ValidationError(NO_PASSKEY)
        try:
            read = super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(NO_PASSKEY) from None
        if read is not None and not isinstance(read, dict):
            raise forms.ValidationError(NO_PASSKEY)
        return read


def _read(check: Callable[[], Any]) -> Any:
    """What the check says; a credential that it cannot read is one that is not accepted."""
    try:
        return check()
    except forms.ValidationError as refusal:
        if getattr(refusal, "code", "") != "incorrect_code":
            raise
        raise forms.ValidationError(NO_PASSKEY) from None
    except UNREADABLE:
        raise forms.ValidationError(NO_PASSKEY) from None


class AppCodeForm(CodeForm):
    hint = _("Six digits from the authenticator app, or one of your recovery codes.")


class SecondStepForm(AppCodeForm, AuthenticateForm):
    pass


class ConfirmByCodeForm(AppCodeForm, ReauthenticateForm):
    pass


class ConfirmByMailForm(CodeForm, ConfirmLoginCodeForm):
    """A code from the mail, for who has no second factor."""


class AddAppForm(CodeForm, ActivateTOTPForm):
    hint = _("The six digits that the app shows now.")


class _PasskeyForm(forms.Form):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return _read(super().clean_credential)  # type: ignore[misc]  # allauth's, beside this one


class SecondStepByPasskeyForm(_PasskeyForm, AuthenticateWebAuthnForm):
    pass


class ConfirmByPasskeyForm(_PasskeyForm, ReauthenticateWebAuthnForm):
    pass


class SignInByPasskeyForm(_PasskeyForm, LoginWebAuthnForm):
    pass


class _Named(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = NameField(
            label=_("Name of the passkey"),
            help_text=_("So that you know it again: the device or the programme that keeps it."),
            max_length=LONGEST_NAME,
            autocomplete="off",
        )
        self.order_fields(["name"])


class AddPasskeyForm(_Named, AddWebAuthnForm):
    """A name, and what the browser made. What can sign in alone and what cannot, the authenticator
    settles; nobody has to know."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("passwordless", None)
        self.fields["credential"] = CredentialField()
        # The passkey is made before the name is read: a missing one refuses nothing.
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = _read(super().clean)
        return cleaned


class NamePasskeyForm(_Named, EditWebAuthnForm):
    pass

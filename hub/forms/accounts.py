"""What allauth asks for, in the hub's words: an address, a name, a code."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    SignupForm,
)
from allauth.account.utils import get_next_redirect_url
from allauth.core.ratelimit import respond_429
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.actions.people import sign_up
from hub.forms.names import NameField

# What the column of the address holds.
LONGEST_ADDRESS = 254


def _address(field: forms.Field, label: Any, hint: Any = "") -> None:
    field.label = label
    field.help_text = hint
    field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update({"maxlength": LONGEST_ADDRESS, "dir": "ltr"})


class SignInForm(LoginForm):
    """The address alone: a code goes there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _address(self.fields["login"], _("Mail address"))


class SignUpForm(SignupForm):
    """Ends where signing in ends, at the page for the code: an address that has an account already
    gets one too, and the page tells nobody which addresses have one."""

    field_order = ["name", "email"]

    name = NameField(
        label=_("Your name"),
        help_text=_("As others will see it beside what you write."),
        max_length=150,
        autocomplete="name",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _address(
            self.fields["email"],
            _("Mail address"),
            _("A code goes there. Only the secretariat and your organisation see the address."),
        )

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        address = self.cleaned_data["email"]
        sign_up(
            by=request.user,
            email=address,
            name=self.cleaned_data["name"],
            language=languages.current().code,
        )
        form = SignInForm({"login": address}, request=request)
        if not form.is_valid():
            # The address was read already: all that can be wrong is too many codes for it.
            return None, respond_429(request)
        return None, form.login(request, redirect_url=get_next_redirect_url(request))


class CodeForm(forms.Form):
    """A code as people type it: with spaces, with a dash, in the digits of their keyboard."""

    hint: Any = _("Eight digits, from the newest mail.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = self.hint
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update({"inputmode": "numeric", "maxlength": "40", "dir": "ltr"})

    def clean_code(self) -> str:
        digits = (unicodedata.digit(sign, None) for sign in self.cleaned_data["code"])
        typed = zip(self.cleaned_data["code"], digits, strict=True)
        self.cleaned_data["code"] = "".join(
            sign if digit is None else str(digit) for sign, digit in typed
        )
        return super().clean_code()  # type: ignore[misc]  # allauth's, beside this one


class SignInCodeForm(CodeForm, ConfirmLoginCodeForm):
    pass


class NewAddressCodeForm(CodeForm, ConfirmEmailVerificationCodeForm):
    pass


class NewAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _address(
            self.fields["email"],
            _("New mail address"),
            _("A code goes there. Until you have entered it, the present address stays."),
        )

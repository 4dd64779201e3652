"""The forms with which a practice is confirmed or retired."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from hub.forms.keyed import KeyedForm


class RetireForm(KeyedForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Such as: it has ended, or another one has taken its place."),
        validators=[MaxLengthValidator(2_000)],
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Say why it is retired.")},
    )

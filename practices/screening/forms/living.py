"""What the secretariat does to a practice that is public, or was."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from hub.forms.keyed import KeyedForm


class TakeAwayForm(KeyedForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the log, which the people of the practice read."),
        max_length=2_000,
        widget=forms.Textarea({"dir": "auto", "rows": 3}),
    )

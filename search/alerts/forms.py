"""The form of a saved search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.forms.keyed import KeyedForm
from hub.models import Frequency


class SavedSearchForm(KeyedForm):
    """Its name, and how often its owner wants mail."""

    name = forms.CharField(label=_("Name"), max_length=120)
    frequency = forms.ChoiceField(
        label=_("How often you get mail"),
        help_text=_("When there is nothing new, no mail is sent."),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def chosen(self) -> dict[str, Any]:
        return {each: self.cleaned_data[each] for each in ("name", "frequency")}

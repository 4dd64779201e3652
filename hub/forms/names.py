"""The field for a name."""

from __future__ import annotations

from typing import Any

from django import forms

from hub import names


class NameField(forms.CharField):
    """A name of a person or an organisation; one of characters that nobody sees is none."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        widget = forms.TextInput({"dir": "auto", "autocomplete": autocomplete})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> str:
        name = names.tidy(super().clean(value))
        self.validate(name)
        return name

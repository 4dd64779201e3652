"""The form of preferences: one choice for each kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

from hub.forms.keyed import KeyedForm
from hub.models import Frequency, User
from hub.notifications import kinds


class PreferencesForm(KeyedForm):
    """Fields are named by the kinds, of which there are those that concern the person."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds.offered_to(person)
        for kind in self.kinds:
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label, help_text=kind.hint, choices=Frequency.choices
            )

    def grouped(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under the names of their groups."""
        groups: dict[str, list[BoundField]] = {}
        for kind in self.kinds:
            groups.setdefault(str(kind.group), []).append(self[kind.name])
        return list(groups.items())

    def choices(self) -> dict[str, str]:
        return {kind.name: self.cleaned_data[kind.name] for kind in self.kinds}

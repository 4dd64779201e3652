"""The form of preferences: one choice for each kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from hub.forms.keyed import KeyedForm
from hub.models import Frequency, User
from hub.notifications import kinds, switches

# Where each object has a frequency of its own.
ON_OR_OFF = [
    (Frequency.INSTANT.value, _("As often as chosen for each")),
    (Frequency.OFF.value, Frequency.OFF.label),
]


class PreferencesForm(KeyedForm):
    """Fields are named by the kinds, of which there are those that concern the person, and by the
    switches."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds.offered_to(person)
        for kind in self.kinds:
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.hint,
                choices=Frequency.choices if kind.rhythms is None else ON_OR_OFF,
            )
        for switch in switches.registered():
            self.fields[switch.name] = forms.BooleanField(
                label=switch.label, help_text=switch.hint, required=False
            )

    def grouped(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under the names of their groups."""
        groups: dict[str, list[BoundField]] = {}
        for kind in self.kinds:
            groups.setdefault(str(kind.group), []).append(self[kind.name])
        for switch in switches.registered():
            groups.setdefault(str(switch.group), []).append(self[switch.name])
        return list(groups.items())

    def choices(self) -> dict[str, str]:
        data = self.cleaned_data
        return {kind.name: data[kind.name] for kind in self.kinds} | {
            each.name: switches.as_choice(data[each.name]) for each in switches.registered()
        }

"""The buttons that put a concept in use and out of use."""

from __future__ import annotations

from django import forms

from hub.forms.keyed import KeyedForm


class SwitchForm(KeyedForm):
    concept = forms.CharField(max_length=120)
    verb = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])

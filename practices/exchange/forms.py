"""The forms with which a file goes out and comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.forms.keyed import KeyedForm
from practices.writing.forms import choices

FORMATS = ("docx", "json")


class SendBackForm(KeyedForm):
    file = forms.FileField(
        label=_("The form, filled in"),
        help_text=_("DOCX or JSON. You see what was read before anything is taken."),
        max_length=1_000,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".docx,.json"}),
    )


class EmptyFormForm(forms.Form):
    """In which language somebody wants to write offline. Sent with GET."""

    language = forms.ChoiceField(
        label=_("Language in which you write"), choices=choices.any_language
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["language"].initial = languages.current().code

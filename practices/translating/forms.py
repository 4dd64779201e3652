"""The form of a translation: a field for each field of the original."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.forms.keyed import KeyedForm
from practices.fields import Field
from practices.models import PracticeText
from practices.translating.segments import FIELDS


class TranslationForm(KeyedForm):
    """None of its fields is required: a translation is written bit by bit.

    language: of the translation. lengths: of the original's fields in letters, for the size of
    the boxes.
    """

    def __init__(self, *args: Any, language: str, lengths: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {
            "lang": languages.html_tag(language),
            "dir": languages.direction(language),
        }
        for name in FIELDS:
            column = cast(models.Field, PracticeText._meta.get_field(name))
            rows = 2 if name == "title" else max(4, min(24, lengths[name] // 60 + 2))
            kind = OneLine if name == "title" else Words
            self.fields[name] = kind(
                label=Field(language, name).label(),
                required=False,
                max_length=column.max_length,
                widget=forms.Textarea(attrs={**attributes, "rows": rows}),
            )

    @property
    def words(self) -> dict[str, str]:
        """What is valid of what was sent, by field."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


class Words(forms.CharField):
    """Text with the line ends of no particular browser, which count as one letter each."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class OneLine(Words):
    """The box is as wide as the column and breaks long titles; the title itself has no breaks."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class IntoForm(forms.Form):
    """Which languages a translator works into."""

    into = forms.MultipleChoiceField(
        label=_("Languages you translate into"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = languages.current().code
        choices = [(code, languages.language_name(code, reader)) for code in languages.CODES]
        cast(forms.MultipleChoiceField, self.fields["into"]).choices = choices

"""What is written in several languages, in one form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub import languages
from hub.forms.keyed import KeyedForm


def interface_languages() -> list[tuple[str, str]]:
    """The choice among the six, by their names for the reader."""
    reader = languages.current().code
    return [(code, languages.language_name(code, reader)) for code in languages.CODES]


class MomentField(forms.DateTimeField):
    """A date and a time in UTC, which the hint says."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            {"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M"
        )
        options.setdefault("help_text", _("In Coordinated Universal Time (UTC)."))
        super().__init__(widget=widget, **options)


@dataclass(frozen=True)
class Column:
    """One thing that is said in each language. rows: of its text area; 0 for one line."""

    name: str
    label: Any
    longest: int
    rows: int = 0
    hint: Any = ""


@dataclass(frozen=True)
class Group:
    """The fields of one language. is_open: whether they are in view before anybody asks."""

    code: str
    name: str
    fields: list[forms.BoundField]
    is_open: bool
    is_written: bool


class TextsForm(KeyedForm):
    """The columns of each language; `title_en` is the column `title` in English.

    codes: languages in which something is written already, beside the six of the interface.
    """

    columns: tuple[Column, ...] = ()

    original_language = forms.ChoiceField(
        label=_("Original language"),
        help_text=_("The others are translations of it. It is shown where one is missing."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, codes: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = list(dict.fromkeys([*languages.CODES, *codes]))
        reader = languages.current().code
        names = {code: languages.language_name(code, reader) for code in self.codes}
        self.names = names
        self.fields["original_language"].choices = list(names.items())  # type: ignore[attr-defined]  # a ChoiceField
        for code in self.codes:
            for column in self.columns:
                self.fields[f"{column.name}_{code}"] = _field(column, code, reader)
        needed = f"{self.columns[0].name}_{self['original_language'].value()}"
        if needed in self.fields:
            self.fields[needed].required = True

    def texts(self) -> dict[str, dict[str, str]]:
        """What was sent, by language and column, as the actions take it."""
        return {
            code: {
                column.name: self.cleaned_data.get(f"{column.name}_{code}", "")
                for column in self.columns
            }
            for code in self.codes
        }

    @property
    def groups(self) -> list[Group]:
        """The languages, the original first."""
        original = str(self["original_language"].value() or "")
        ordered = sorted(self.codes, key=lambda code: code != original)
        return [self._group(code, original) for code in ordered]

    def _group(self, code: str, original: str) -> Group:
        fields = [self[f"{column.name}_{code}"] for column in self.columns]
        wrong = any(field.errors for field in fields)
        written = bool(str(fields[0].value() or "").strip())
        return Group(code, self.names[code], fields, code == original or wrong, written)

    @property
    def others(self) -> list[forms.BoundField]:
        """The visible fields that are about all languages."""
        inside = {field.name for group in self.groups for field in group.fields}
        return [field for field in self.visible_fields() if field.name not in inside]


def _field(column: Column, code: str, reader: str) -> forms.CharField:
    spoken = {"lang": languages.html_tag(code), "dir": languages.direction(code)}
    widget: forms.Widget = forms.TextInput(spoken)
    if column.rows:
        widget = forms.Textarea({**spoken, "rows": column.rows})
    return forms.CharField(
        label=_("%(field)s (%(language)s)")
        % {"field": column.label, "language": languages.language_in_sentence(code, reader)},
        help_text=column.hint,
        required=False,
        max_length=column.longest,
        widget=widget,
    )


def initial_texts(rows: Iterable[Any], columns: Iterable[Column]) -> dict[str, str]:
    """What stands in the fields when somebody edits."""
    columns = list(columns)
    return {
        f"{column.name}_{row.language}": getattr(row, column.name)
        for row in rows
        for column in columns
    }


def in_minutes(at: datetime | None) -> datetime | None:
    """A moment as the field of a browser has it."""
    return at.replace(second=0, microsecond=0) if at else None

"""The forms with which a practice, and a text of it, begins."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import languages
from hub.forms.keyed import KeyedForm
from hub.models import Organisation
from practices.writing.forms import choices

LONGEST_TITLE = 300


class TitleField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Title"),
            max_length=LONGEST_TITLE,
            widget=forms.TextInput({"dir": "auto"}),
            **options,
        )


class StartForm(KeyedForm):
    """organisations: those in whose name the writer may draft; with one alone nothing is asked."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("In whose name you write"),
        queryset=Organisation.objects.none(),
        empty_label="",
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language in which you write"),
        help_text=gettext_lazy("Texts in other languages can be added later."),
        choices=choices.any_language,
    )
    title = TitleField(
        help_text=gettext_lazy(
            "Short, and saying what is done and for whom. You can change it at any time."
        ),
    )

    def __init__(self, *args: Any, organisations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.only: Organisation | None = None
        if len(organisations) == 1:
            self.only = organisations[0]
            del self.fields["organisation"]
        else:
            field: Any = self.fields["organisation"]
            field.queryset = organisations
        self.fields["language"].initial = languages.current().code

    @property
    def organisation_chosen(self) -> Organisation:
        return self.only or self.cleaned_data["organisation"]


class LanguageForm(KeyedForm):
    """A language that no other text of the practice is in. own: of the text that changes its."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=choices.any_language)

    def __init__(
        self, *args: Any, taken: Container[str], own: str = "", **options: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.taken, self.own = taken, own

    def clean_language(self) -> str:
        code: str = self.cleaned_data["language"]
        if code in self.taken and code != self.own:
            name = languages.language_in_sentence(code, languages.current().code)
            raise forms.ValidationError(
                _("There is a text in %(language)s.") % {"language": name}
            )  # fmt: skip
        return code


class AddLanguageForm(LanguageForm):
    title = TitleField(help_text=gettext_lazy("In that language."))
    made = forms.ChoiceField(
        label=gettext_lazy("How the text comes about"),
        choices=[
            ("written", gettext_lazy("We write it ourselves")),
            ("translated", gettext_lazy("It is translated from the original by a person")),
        ],
        initial="written",
        widget=forms.RadioSelect,
    )

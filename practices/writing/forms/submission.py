"""The forms before and at the submission."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import vocabulary
from hub.forms.keyed import KeyedForm
from practices.screening.actions.submitting import NOT_STATED
from practices.writing.actions import LONGEST_NOTE
from practices.writing.forms import choices

CHOICES = [
    ("yes", gettext_lazy("Yes")), ("partly", gettext_lazy("Partly")), ("no", gettext_lazy("No")),
]  # fmt: skip


class SelfCheckForm(KeyedForm):
    """Two controls for each criterion: what its people say, and a note to themselves."""

    def __init__(self, *args: Any, kept: dict[str, dict[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for criterion in vocabulary.criteria():
            said = kept.get(criterion.key, {})
            self.fields[criterion.key] = forms.ChoiceField(
                label=criterion.question(), choices=CHOICES, required=False,
                widget=forms.RadioSelect({"aria-invalid": "false"}),
                initial=said.get("answer") or None,
            )  # fmt: skip
            self.fields[f"{criterion.key}-note"] = forms.CharField(
                label=_("Note"), required=False, max_length=LONGEST_NOTE,
                widget=forms.Textarea({"rows": 2, "dir": "auto"}), initial=said.get("note", ""),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[vocabulary.Criterion, Any, Any]]:
        return [
            (criterion, self[criterion.key], self[f"{criterion.key}-note"])
            for criterion in vocabulary.criteria()
        ]

    def answers(self) -> dict[str, dict[str, str]]:
        return {
            criterion.key: {
                "answer": self.cleaned_data[criterion.key],
                "note": self.cleaned_data[f"{criterion.key}-note"],
            }
            for criterion in vocabulary.criteria()
        }


def _licences() -> list[tuple[str, Any]]:
    return [each for each in choices.explained("licence")() if each[0] != NOT_STATED]


class SubmitForm(KeyedForm):
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("What others may do with the texts once they are published."),
        choices=_licences,
        widget=forms.RadioSelect({"aria-invalid": "false"}),
        error_messages={
            "required": gettext_lazy("Choose the licence under which others may reuse it.")
        },
    )
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "We may publish this under the licence chosen, for everything in it that is ours, and "
            "have the leave of others for the rest."
        ),
        error_messages={"required": gettext_lazy("Without this it cannot be submitted.")},
    )

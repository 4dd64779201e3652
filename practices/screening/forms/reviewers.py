"""What is known of a reviewer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub import languages, vocabulary
from hub.forms.keyed import KeyedForm
from practices.models import Reviewer, Side
from practices.screening.forms.findings import language_choices


class AvailabilityForm(KeyedForm):
    """What reviewers say of themselves."""

    languages_read = forms.MultipleChoiceField(
        label=_("Languages that you read well enough to judge in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.MultipleChoiceField(
        label=_("Regions that you know"),
        help_text=_("None ticked means any."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    objectives = forms.TypedMultipleChoiceField(
        label=_("Objectives that you know"),
        help_text=_("None ticked means any."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_available = forms.BooleanField(label=_("Takes new work"), required=False)
    most_at_once = forms.IntegerField(label=_("Most at once"), min_value=1, max_value=50)

    def __init__(
        self, data: Any = None, *, reviewer: Reviewer | None = None, **options: Any
    ) -> None:
        initial: dict[str, Any] = {"most_at_once": 5, "is_available": True}
        if reviewer is not None:
            initial = {
                "side": reviewer.side,
                "languages_read": reviewer.languages,
                "regions": reviewer.regions,
                "objectives": reviewer.objectives,
                "is_available": reviewer.is_available,
                "most_at_once": reviewer.most_at_once,
            }
        super().__init__(data, initial=initial, **options)
        choices: dict[str, Any] = {
            "languages_read": [*language_choices(), *_others(reviewer)],
            "regions": vocabulary.set_named("region").choices(),
            "objectives": [
                (each.number, f"{each.number} {each.short()}") for each in vocabulary.objectives()
            ],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]  # a choice field

    def payload(self) -> dict[str, Any]:
        """What the action takes; only of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class ReviewerForm(AvailabilityForm):
    """The same, with the side on which the secretariat knows the reviewer to stand."""

    side = forms.ChoiceField(
        label=_("Side"),
        help_text=_("At least one of the United Nations and two others judge each practice."),
        choices=Side.choices,
        widget=forms.RadioSelect({"aria-invalid": "false"}),
    )
    field_order = ["side", "is_available", "most_at_once", "languages_read"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["languages_read"].label = _("Languages read")
        self.fields["regions"].label = _("Regions known")
        self.fields["objectives"].label = _("Objectives known")


def _others(reviewer: Reviewer | None) -> list[tuple[str, str]]:
    """Languages beside the six that are kept for the reviewer already, so that saving the form
    takes none away."""
    here = languages.current().code
    kept = reviewer.languages if reviewer is not None else ()
    return [
        (code, languages.language_name(code, here)) for code in kept if code not in languages.CODES
    ]

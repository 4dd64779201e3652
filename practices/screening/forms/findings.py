"""What a reviewer writes: conflicts of interest, findings, the recommendation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub import languages, vocabulary
from hub.actions import Refused
from hub.forms.keyed import Answer, KeyedForm
from practices.models.screening import CannedReason, Finding, Recommendation, Verdict

FieldGroups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def language_choices() -> list[tuple[str, str]]:
    """The languages of the interface, called in the reader's."""
    here = languages.current().code
    return [(code, languages.language_name(code, here)) for code in languages.CODES]


class ConflictForm(KeyedForm):
    """Whether an interest stands in the way, before the text opens."""

    conflict = forms.ChoiceField(
        label=_("Does an interest of yours stand in the way?"),
        help_text=_(
            "You work or worked for one of these bodies, you or somebody close to you gains or "
            "loses by the decision, or you had a part in the practice."
        ),
        choices=[
            ("no", _("No. I can judge it fairly.")),
            ("yes", _("Yes. Somebody else should judge it.")),
        ],
        widget=forms.RadioSelect({"aria-invalid": "false"}),
    )
    said = forms.CharField(
        label=_("What it is"),
        help_text=_("Only the secretariat reads it. A few words are enough."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"dir": "auto"}),
    )

    @property
    def has_conflict(self) -> bool:
        return bool(self.cleaned_data["conflict"] == "yes")


class HandBackForm(KeyedForm):
    """Giving an assignment back."""

    said = forms.CharField(
        label=_("Why"),
        help_text=_("Only the secretariat reads it."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"dir": "auto"}),
    )


class FindingForm(KeyedForm):
    """What a reviewer says of one criterion. Its prefix is the criterion's key.

    groups: the fields that it may be about. ready: the ready-made reasons of this criterion.
    """

    # Sent with the form, and nothing of the finding.
    _aside = frozenset({"key", "ready"})

    def __init__(
        self,
        data: Any = None,
        *,
        criterion: vocabulary.Criterion,
        required: bool,
        groups: FieldGroups,
        ready: Sequence[CannedReason] = (),
        finding: Finding | None = None,
        **options: Any,
    ) -> None:
        here = languages.current().code
        self.criterion, self.is_required, self.groups = criterion, required, groups
        self.finding, self.ready_made = finding, ready
        self.is_saved = finding is not None
        initial: dict[str, Any] = {"reason_language": here}
        if finding is not None:
            initial = {
                "verdict": finding.verdict,
                "fields": finding.fields,
                "reason": finding.reason,
                "reason_language": finding.reason_language or here,
                "private_note": finding.private_note,
            }
        super().__init__(data, prefix=criterion.key, initial=initial, **options)
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Verdict"),
            choices=Verdict.choices,
            widget=forms.RadioSelect({"aria-invalid": "false"}),
            error_messages={"required": _("Choose met, partly met or not met.")},
        )
        self.fields["fields"] = forms.MultipleChoiceField(
            label=_("Fields that it is about"),
            choices=[choice for _title, group in groups for choice in group],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["reason"] = forms.CharField(
            label=pgettext_lazy("of a finding", "Reason"),
            help_text=_(
                "Needed unless the criterion is met. The submitter may read it: say what would "
                "meet it."
            ),
            required=False,
            max_length=8_000,
            widget=forms.Textarea({"dir": "auto", "rows": 4}),
        )
        self.fields["reason_language"] = forms.ChoiceField(
            label=_("Language of the reason"), choices=language_choices(), required=False
        )
        self.fields["ready"] = forms.ChoiceField(
            label=_("Ready-made reason"),
            choices=[("", _("Choose one to put it in")), *_titles(ready, here)],
            required=False,
        )
        self.fields["private_note"] = forms.CharField(
            label=_("Private note"),
            help_text=_("For the secretariat and the other reviewers, never for the submitter."),
            required=False,
            max_length=4_000,
            widget=forms.Textarea({"dir": "auto", "rows": 2}),
        )

    def forget_errors(self) -> None:
        """Show what was typed without complaining about it yet."""
        self._errors = ErrorDict()

    @property
    def was_touched(self) -> bool:
        """Whether it says something else than what is saved."""
        changed = set(self.changed_data) - self._aside
        if not self["reason"].value():
            # In which language nothing is said says nothing.
            changed.discard("reason_language")
        return bool(changed)

    def field_choices(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The fields by group, each with whether it is ticked."""
        ticked = set(self["fields"].value() or ())
        return [
            (title, [(name, label, name in ticked) for name, label in group])
            for title, group in self.groups
        ]

    @property
    def ticked(self) -> int:
        return len(self["fields"].value() or ())

    def payload(self) -> dict[str, Any]:
        """What the action takes; only of a valid form."""
        names = ("verdict", "fields", "reason", "reason_language", "private_note")
        sent = {name: self.cleaned_data[name] for name in names}
        if not sent["reason"]:
            sent["reason_language"] = ""
        return sent


def _titles(ready: Sequence[CannedReason], language: str) -> list[tuple[str, str]]:
    return [(each.key, text_in(each, language)) for each in ready]


def text_in(reason: CannedReason, language: str) -> str:
    """A ready-made reason in a language, else in the default one, else in any."""
    texts: dict[str, str] = reason.texts
    return texts.get(language) or texts.get(languages.DEFAULT) or next(iter(texts.values()), "")


class RecommendationForm(KeyedForm):
    """What a reviewer advises, once every criterion has a finding."""

    recommendation = forms.ChoiceField(
        label=_("What do you recommend?"),
        choices=Recommendation.choices,
        widget=forms.RadioSelect({"aria-invalid": "false"}),
    )
    private_note = forms.CharField(
        label=_("Note to the secretariat"),
        help_text=_("The secretariat and the other reviewers read it, the submitter never."),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"dir": "auto"}),
    )

    def carry_out(self, run: Callable[..., Answer], **payload: Any) -> Answer | None:
        """As every form; what is missing in the findings is kept by criterion in `gaps`."""
        self.gaps: dict[str, str] = {}
        try:
            return run(key=self.cleaned_data["key"], **payload)
        except Refused as refusal:
            known = vocabulary.set_named("criterion")
            for name, message in refusal.messages.items():
                if name in known:
                    self.gaps[name] = message
                else:
                    self.add_error(name if name in self.fields else None, message)
            if self.gaps:
                self.add_error(None, _("Some findings are not complete yet; see below."))
            return None

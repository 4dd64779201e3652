"""What the secretariat sends back to a submitter: reasons made of findings, and a note."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from hub import languages, vocabulary
from hub.actions import Refused
from hub.forms.keyed import Answer, KeyedForm
from practices.models import Finding, Verdict
from practices.screening.forms.findings import FieldGroups, language_choices

# More reasons than this help nobody; what is sent beyond is not read.
MOST_REASONS = 60


class ReasonForm(forms.Form):
    """One reason that may go back. Its prefix is `r` and its place."""

    take = forms.BooleanField(label=gettext_lazy("Return this reason"), required=False)
    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Verdict.choices)
    # Keys of the findings that it is made of, with commas.
    findings = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    fields_named = forms.MultipleChoiceField(
        label=gettext_lazy("Fields that it is about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("As help: say what would meet the criterion."),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"dir": "auto", "rows": 4}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the reason"))

    def __init__(
        self, *args: Any, criteria: Sequence[vocabulary.Criterion], groups: FieldGroups, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.groups = groups
        choices: dict[str, Any] = {
            "criterion": [(each.key, each.name()) for each in criteria],
            "fields_named": [choice for _title, group in groups for choice in group],
            "language": language_choices(),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]  # a choice field

    @property
    def criterion_name(self) -> str:
        key = self["criterion"].value() or ""
        known = vocabulary.set_named("criterion")
        return known.label(key) if key in known else ""

    def field_choices(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The fields by group, each with whether it is ticked."""
        ticked = set(self["fields_named"].value() or ())
        return [
            (title, [(name, label, name in ticked) for name, label in group])
            for title, group in self.groups
        ]

    @property
    def ticked(self) -> int:
        return len(self["fields_named"].value() or ())

    @property
    def finding_ids(self) -> list[int]:
        given = self.cleaned_data["findings"].split(",")
        return [int(each) for each in given if each.isdecimal() and len(each) < 18]

    def payload(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "criterion": said["criterion"],
            "verdict": said["verdict"],
            "fields": said["fields_named"],
            "reason": said["reason"].strip(),
            "language": said["language"],
            "findings": self.finding_ids,
        }


class DecisionForm(KeyedForm):
    """The note that goes with a decision."""

    note = forms.CharField(
        label=gettext_lazy("Note to the submitter"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the note"))

    def __init__(
        self,
        data: Any = None,
        *,
        understood: Sequence[str],
        rows: Sequence[ReasonForm] = (),
        **kw: Any,
    ) -> None:
        super().__init__(data, initial={"language": understood[0]}, **kw)
        here = languages.current().code
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, languages.language_name(code, here)) for code in understood
        ]
        self.rows = rows

    @property
    def taken(self) -> list[ReasonForm]:
        return [row for row in self.rows if row["take"].value() in (True, "on", "1")]

    def is_valid(self) -> bool:
        """With every reason that is to be returned; the others may be as they like."""
        return all([super().is_valid(), *(row.is_valid() for row in self.taken)])

    def carry_out(self, run: Callable[..., Answer], **payload: Any) -> Answer | None:
        """As every form; what is wrong with a reason stands beside it."""
        taken = self.taken
        try:
            return run(key=self.cleaned_data["key"], **payload)
        except Refused as refusal:
            for name, message in refusal.messages.items():
                place = name.removeprefix("reasons.")
                if place.isdecimal() and int(place) < len(taken):
                    taken[int(place)].add_error("reason", message)
                else:
                    self.add_error(name if name in self.fields else None, message)
            return None

    def wrong_rows(self) -> list[tuple[ReasonForm, str]]:
        return [
            (row, str(message))
            for row in self.taken
            if row.is_bound
            for found in row.errors.values()
            for message in found
        ]


def rows_of_findings(findings: Iterable[Finding], language: str) -> list[dict[str, Any]]:
    """What a composing page begins with: each finding that is not met or partly met, ticked where
    it has a reason. language: for those that have none."""
    return [
        {
            "take": bool(each.reason),
            "criterion": each.criterion,
            "verdict": each.verdict,
            "findings": str(each.pk),
            "fields_named": each.fields,
            "reason": each.reason,
            "language": each.reason_language or language,
        }
        for each in findings
        if each.verdict != Verdict.MET
    ]


def sent_rows(data: QueryDict) -> list[dict[str, Any]]:
    """The rows of a form that was sent, as they were typed."""
    count = data.get("rows", "0")
    number = min(int(count), MOST_REASONS) if count.isdecimal() and len(count) < 5 else 0
    return [
        {
            "take": f"r{place}-take" in data,
            "fields_named": data.getlist(f"r{place}-fields_named"),
            **{
                name: data.get(f"r{place}-{name}", "")
                for name in ("criterion", "verdict", "findings", "reason", "language")
            },
        }
        for place in range(number)
    ]


def merged(rows: list[dict[str, Any]], criterion: str) -> list[dict[str, Any]]:
    """The ticked rows of a criterion as one, in the place of the first: the reasons under each
    other, every field that one of them names, the worst verdict."""
    parts = [row for row in rows if row["take"] and row["criterion"] == criterion]
    if len(parts) < 2:
        return rows
    worst = list(Verdict.values)
    said = dict.fromkeys(row["reason"].strip() for row in parts)
    one = {
        "take": True,
        "criterion": criterion,
        "verdict": max(
            (row["verdict"] for row in parts if row["verdict"] in worst),
            key=worst.index,
            default=Verdict.NOT_MET,
        ),
        "findings": ",".join(row["findings"] for row in parts if row["findings"]),
        "fields_named": list(dict.fromkeys(name for row in parts for name in row["fields_named"])),
        "reason": "\n\n".join(each for each in said if each),
        "language": parts[0]["language"],
    }
    rest = [row for row in rows if row not in parts[1:]]
    return [one if row is parts[0] else row for row in rest]

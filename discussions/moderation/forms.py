"""What moderators and readers fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from discussions.models import Deed
from discussions.moderation.reasons import LONGEST_NOTE, Reasons
from hub import languages
from hub.forms.keyed import KeyedForm
from practices.screening.forms.findings import language_choices

# A choice with this value is a group of choices.
Choices = Sequence[tuple[Any, Any]]


def _note(label: Any, hint: Any = "", most: int = LONGEST_NOTE) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=most,
        widget=forms.Textarea({"dir": "auto", "rows": 3}),
    )


def _language(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class _WithLanguage(KeyedForm):
    """The language of what is written is that of the interface unless one says another."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, **kw: Any):
        here = languages.current().code
        super().__init__(data, initial={"language": here, **(initial or {})}, **kw)
        self._choose("language", language_choices())

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def given(self) -> dict[str, Any]:
        """What an action wants of it."""
        names = ("reason", "note", "language", "seen")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class NoteForm(_WithLanguage):
    """A decision that needs no reason: to release, restore or dismiss."""

    note = _note(gettext_lazy("Words to the author"))
    language = _language(gettext_lazy("Language of these words"))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class DismissForm(_WithLanguage):
    note = _note(gettext_lazy("Note for the log"), gettext_lazy("Only moderators read it."))
    language = _language(gettext_lazy("Language of these words"))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class ReasonForm(_WithLanguage):
    """A decision that the author is told the reason of: to refuse, hide or warn."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    note = _note(
        gettext_lazy("Your own words to the author"),
        gettext_lazy("They come below the ready-made ones. Say what would make it right."),
    )
    language = _language(gettext_lazy("Language of these words"))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, reasons: Reasons, **kw: Any) -> None:
        super().__init__(data, **kw)
        self._choose("reason", [("", gettext_lazy("Choose")), *reasons.choices()])


class MoveForm(_WithLanguage):
    topic = forms.TypedChoiceField(label=gettext_lazy("To which topic"), coerce=int)
    note = _note(gettext_lazy("Note for the log"), gettext_lazy("Only moderators read it."))
    language = _language(gettext_lazy("Language of these words"))
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, topics: Choices, **kw: Any) -> None:
        super().__init__(data, **kw)
        self._choose("topic", [("", gettext_lazy("Choose")), *topics])


class ReparentForm(KeyedForm):
    place = forms.IntegerField(
        label=gettext_lazy("Number of the post that it answers"),
        help_text=gettext_lazy("Nothing puts it at the top of the topic."),
        required=False,
        min_value=1,
        max_value=2_000_000_000,
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class ReportForm(_WithLanguage):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it"), widget=forms.RadioSelect
    )  # fmt: skip
    said = _note(
        gettext_lazy("In your own words"),
        gettext_lazy("Only moderators read them. The author does not learn who reported it."),
        2_000,
    )
    language = _language(gettext_lazy("Language of these words"))

    def __init__(self, data: Any = None, *, reasons: Reasons, **kw: Any) -> None:
        super().__init__(data, **kw)
        self._choose("reason", reasons.choices())


class LockForm(_WithLanguage):
    note = _note(gettext_lazy("Why"), gettext_lazy("Only moderators read it, in the log."))
    language = _language(gettext_lazy("Language of these words"))


class BulkForm(_WithLanguage):
    """One decision about the posts that are ticked."""

    deed = forms.ChoiceField(
        label=gettext_lazy("What to do with the ticked posts"), widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For refusing, hiding and warning; the authors are told."),
        required=False,
    )
    note = _note(
        gettext_lazy("Your own words to the authors"),
        gettext_lazy("They come below the ready-made ones."),
    )
    language = _language(gettext_lazy("Language of these words"))

    DEEDS = (
        (Deed.RELEASE.value, gettext_lazy("Publish (held posts)")),
        (Deed.REFUSE.value, gettext_lazy("Do not publish (held posts)")),
        (Deed.DISMISS.value, gettext_lazy("Leave as it is (reported posts)")),
        (Deed.WARN.value, gettext_lazy("Warn the author (reported posts)")),
        (Deed.HIDE.value, gettext_lazy("Hide (reported posts)")),
    )

    def __init__(self, data: Any = None, *, reasons: Reasons, **kw: Any) -> None:
        super().__init__(data, **kw)
        self._choose("deed", self.DEEDS)
        self._choose("reason", [("", pgettext_lazy("reason", "None")), *reasons.choices()])


class QueueFilterForm(forms.Form):
    """What makes no sense is left out instead of refused: the address may be an old one."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    space = forms.TypedChoiceField(
        label=gettext_lazy("Space"), required=False, coerce=int, empty_value=None
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    def __init__(self, data: Any, *, spaces: Choices, spoken: Choices) -> None:
        super().__init__(data, auto_id="filter-%s")
        anything = ("", gettext_lazy("Any"))
        for name, choices in {
            "kind": [
                anything,
                ("held", pgettext_lazy("post", "Held")),
                ("reported", pgettext_lazy("post", "Reported")),
            ],
            "space": [anything, *spaces],
            "language": [anything, *spoken],
            "order": [
                ("", gettext_lazy("Longest waiting first")),
                ("newest", gettext_lazy("Newest first")),
            ],
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.is_valid()

    @property
    def wanted(self) -> dict[str, Any]:
        """By field; what is not chosen is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted.keys() - {"order"})


class LogFilterForm(forms.Form):
    """As that of the queue."""

    space = forms.TypedChoiceField(
        label=gettext_lazy("Space"), required=False, coerce=int, empty_value=None
    )
    deed = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    by = forms.TypedChoiceField(
        label=gettext_lazy("By whom"), required=False, coerce=int, empty_value=None
    )
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, data: Any, *, spaces: Choices, people: Choices) -> None:
        super().__init__(data, auto_id="filter-%s")
        anything = ("", gettext_lazy("Any"))
        for name, choices in {
            "space": [anything, *spaces],
            "deed": [anything, *Deed.choices],
            "by": [anything, *people],
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.is_valid()

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted)

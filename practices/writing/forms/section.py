"""What the forms of all pages have in common."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.forms.keyed import KeyedForm
from practices.fields import Field
from practices.merging import base_of
from practices.models import ReasonState, ReturnedReason
from practices.writing.budgets import Count
from practices.writing.completeness import is_required
from practices.writing.draft import Draft, Step

Content = dict[str, Any]
LONGEST_ANSWER = 4_000


@dataclass(frozen=True)
class Reply:
    """A reason that came back, and what its people answer to it. control: None where it is about
    several fields of the page and is answered at the first of them."""

    reason: ReturnedReason
    control: BoundField | None

    @property
    def is_open(self) -> bool:
        return self.reason.state == ReasonState.OPEN


@dataclass
class Answer:
    """One field of a practice as its page shows it.

    kind: which template draws it (`practices/writing/answers/<kind>.html`). controls: the inputs
    that it consists of. rows: the same for what can be there several times.
    """

    field: Field
    kind: str
    label: str
    hint: str | Promise = ""
    controls: list[BoundField] = dataclasses.field(default_factory=list)
    rows: list[forms.Form] = dataclasses.field(default_factory=list)
    required: bool = False
    count: Count | None = None
    reasons: list[Reply] = dataclasses.field(default_factory=list)
    extra: Any = None

    @property
    def id(self) -> str:
        """Where links to it lead."""
        return f"answer-{self.field.name}"

    @property
    def template(self) -> str:
        return f"practices/writing/answers/{self.kind}.html"

    @property
    def control(self) -> BoundField:
        return self.controls[0]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong with it, each with the id of the control that it is about."""
        found = [
            (str(error), id_of(control)) for control in self.controls for error in control.errors
        ]
        for row in self.rows:
            found += [
                (str(error), id_of(control)) for control in row.visible_fields()
                for error in control.errors
            ]  # fmt: skip
        return found


def id_of(control: BoundField) -> str:
    """The id of a control, or of the first of its boxes."""
    if control.use_fieldset:
        first = next(iter(control), None)
        return str(first.id_for_label) if first else str(control.auto_id)
    return str(control.id_for_label)


class SectionForm(KeyedForm):
    """A page of the form. What it says of the fields of the practice comes out of `content`.

    seen, base: what the page showed when it was opened (see `practices.merging`). done: whether
    its writer says that nothing is to be added.
    """

    # The controls of each field of the practice, where they are not one of the same name.
    controls: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    hints: ClassVar[Mapping[str, str | Promise]] = {}
    kinds: ClassVar[Mapping[str, str]] = {}
    # What can be there several times: the form of one of it, by field of the practice.
    row_forms: ClassVar[Mapping[str, type[RowForm]]] = {}

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    done = forms.BooleanField(label=_("This section is done"), required=False)

    def __init__(self, data: Any = None, *, draft: Draft, step: Step) -> None:
        self.draft, self.step = draft, step
        stored = draft.content(step.part)
        initial = {
            **self.values(stored),
            "seen": draft.seen(step.part),
            # Without blanks: what has some is taken for a text that somebody typed.
            "base": json.dumps(base_of(stored, step.section.fields), separators=(",", ":")),
            "done": step.key in draft.practice.sections_done,
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.add_controls()
        for reason in self._returned:
            self.fields[f"reply-{reason.pk}"] = forms.CharField(
                label=_("Your answer, where you leave it as it is or want to explain"),
                required=False,
                initial=reason.answer,
                # Checked when it was sent, and not by the browser, which would cut it.
                validators=[MaxLengthValidator(LONGEST_ANSWER)],
                widget=forms.Textarea({"rows": 2, "dir": "auto"}),
            )
        self.rows = {name: self._rows(name, stored.get(name) or []) for name in self.row_forms}
        for each in step.fields:
            for name in self._controls_of(each.name):
                attributes = self.fields[name].widget.attrs
                attributes["data-field"] = str(each)
                if each.name not in self.kinds:
                    attributes["aria-describedby"] = f"notes-{each.name} count-{each.name}"

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What the controls show, from the content that is stored."""
        raise NotImplementedError

    def said(self, name: str, by: Any) -> Any:
        """A field of the practice in the shape of a revision, from what was sent."""
        return self.cleaned_data[name]

    def add_controls(self) -> None:
        """For a form whose controls depend on the page."""

    # What it consists of

    def _controls_of(self, name: str) -> tuple[str, ...]:
        if name in self.row_forms:
            return ()
        own = self.controls.get(name, (name,))
        return tuple(each for each in own if each in self.fields)

    def _rows(self, name: str, children: list[Content]) -> list[RowForm]:
        made = self.row_forms[name]
        wanted = len(children) + made.blank
        if self.is_bound:
            wanted = _number(self.data.get(f"{name}-rows"), wanted)
        data = self.data if self.is_bound else None
        rows = [
            made(data, child=child, among=children, at=at, prefix=f"{name}-{at}", form=self)
            for at, child in enumerate([*children, *[{}] * wanted][: min(wanted, made.most)])
        ]
        for row in rows:
            for control in row.fields.values():
                control.widget.attrs["data-field"] = f"{self.step.part}.{name}"
        return rows

    @property
    def answers(self) -> list[Answer]:
        """The fields of the page, those that stand on it only."""
        return [
            self.answer(each)
            for each in self.step.fields
            if each.name in self.row_forms or self._controls_of(each.name)
        ]

    def answer(self, each: Field) -> Answer:
        controls = [self[name] for name in self._controls_of(each.name)]
        return Answer(
            field=each,
            kind="rows" if each.name in self.row_forms else self.kinds.get(each.name, "one"),
            label=each.label(),
            hint=self.hints.get(each.name, ""),
            controls=controls,
            rows=list(self.rows.get(each.name, [])),
            required=is_required(self.draft, each),
            reasons=[self._reply(each, reason) for reason in self.draft.reasons.get(str(each), [])],
        )

    # What came back

    @property
    def _returned(self) -> dict[ReturnedReason, Field]:
        """The reasons of the page, each with the first field of it that it is about."""
        found: dict[ReturnedReason, Field] = {}
        for each in self.step.fields:
            for reason in self.draft.reasons.get(str(each), []):
                found.setdefault(reason, each)
        return found

    def _reply(self, each: Field, reason: ReturnedReason) -> Reply:
        is_here = self._returned.get(reason) == each
        return Reply(reason, self[f"reply-{reason.pk}"] if is_here else None)

    def replies(self) -> list[tuple[ReturnedReason, str]]:
        """What was answered to reasons; call it after `is_valid`."""
        given = ((each, self.cleaned_data.get(f"reply-{each.pk}") or "") for each in self._returned)
        return [(each, said) for each, said in given if said.strip()]

    # What was sent

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self._all_rows()]
        return super().is_valid() and all(rows)

    def _all_rows(self) -> Iterable[RowForm]:
        return (row for rows in self.rows.values() for row in rows)

    def content(self, by: Any) -> Content:
        """The fields that were sent and can be kept, in the shape of a revision; call it after
        `is_valid`. What is impossible is left out, and stands in the errors. by: who writes."""
        given: Content = {}
        for each in self.step.fields:
            rows = self.rows.get(each.name)
            if rows is not None:
                if all(row.is_valid() for row in rows):
                    kept = [row.child() for row in rows if row.is_there]
                    given[each.name] = [
                        {**child, "position": at} for at, child in enumerate(kept)
                    ]  # fmt: skip
                continue
            names = self._controls_of(each.name)
            if names and not any(name in self.errors for name in names):
                given[each.name] = self.said(each.name, by)
        return given

    @property
    def base_read(self) -> dict[str, str]:
        """The hashes of what the writer read, by field; none where what came is no such thing."""
        try:
            sent = json.loads(self.cleaned_data.get("base") or "{}")
        except ValueError:
            return {}
        if not isinstance(sent, dict):
            return {}
        names = self.step.section.fields
        return {name: str(sent[name]) for name in names if isinstance(sent.get(name), str)}

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """For the list at the top: label, what is wrong, and the id of its control."""
        found = [
            (answer.label, error, target)
            for answer in self.answers
            for error, target in answer.errors
        ]
        for reason in self._returned:
            control = self[f"reply-{reason.pk}"]
            found += [(str(control.label), str(said), id_of(control)) for said in control.errors]
        return found


class RowForm(forms.Form):
    """One of several: an organisation, a link. A row that is left empty is none."""

    # How many empty ones a page offers, how many there can be, and what must be there.
    blank: ClassVar[int] = 1
    most: ClassVar[int] = 100
    main: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    title: ClassVar[Any]
    add: ClassVar[Any]

    remove = forms.BooleanField(label=_("Take this one away"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        child: Content,
        among: list[Content],
        at: int,
        prefix: str,
        form: SectionForm,
    ) -> None:
        self.stored, self.among, self.number = child, among, at + 1
        self.is_stored = bool(child)
        super().__init__(
            data,
            prefix=prefix,
            initial={**self.defaults(form), **{name: child.get(name) for name in child}},
            label_suffix="",
        )
        for name, control in self.fields.items():
            own = str(child.get(name) or "")
            # An import may hold a value that nobody can choose here: it stays until one is chosen.
            if own and isinstance(control, forms.ChoiceField) and not control.valid_value(own):
                control.choices = [(own, own), *list(control.choices)]  # type: ignore[arg-type]  # pairs

    def defaults(self, form: SectionForm) -> Content:
        """What an empty row is filled with."""
        return {}

    @property
    def is_there(self) -> bool:
        return bool(self.cleaned_data.get(self.main)) and not self.cleaned_data.get("remove")

    def clean(self) -> Content:
        given: Content = super().clean() or {}
        if given.get("remove"):
            self.errors.clear()
        return given

    def child(self) -> Content:
        """It in the shape of a revision: as it was stored, with what was sent. The one of the same
        name counts: where others went meanwhile, a row no longer stands where it stood."""
        said = {name: self.cleaned_data[name] for name in self.columns}
        same = (each for each in self.among if each.get(self.main) == said[self.main])
        return {**next(same, self.stored), **said}


def _number(sent: Any, otherwise: int) -> int:
    try:
        return min(max(0, int(sent)), 1_000)
    except (TypeError, ValueError):
        return otherwise

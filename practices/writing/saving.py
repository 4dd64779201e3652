"""Keeping what a page of the form says: with its button, and by its script while one types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from hub.actions import Act, KeyReused, action
from hub.models import User
from practices import fields
from practices.actions.drafting import keep_facts, keep_text
from practices.fields import FACTS
from practices.models import Practice
from practices.permissions import can_write
from practices.screening import moves
from practices.screening.actions.answers import keep_answer
from practices.writing import budgets
from practices.writing.draft import Draft, Step
from practices.writing.forms import SectionForm, form_of

MINE, SAVED = "mine", "saved"
# What a page sends and says nothing of the practice.
_ASIDE = frozenset({"csrfmiddlewaretoken", "key"})

Sent = dict[str, list[str]]


def save(by: User, form: SectionForm) -> dict[str, Any]:
    """Keep what the form says, as far as it can be kept.

    Answers as `save_draft` does, and `errors`: what is wrong by field; those stay as they were.
    Raises `Stale` where another person's words would be undone. A field also stays as it is saved
    where the person chose so (`choice-results=saved`), or has not chosen yet (`hold=results`).
    """
    step = form.step
    given: dict[str, Any] = {
        "by": by,
        "practice": form.draft.practice,
        "part": step.part,
        "section": step.section.key,
        "sent": {name: values for name, values in lists(form.data) if name not in _ASIDE},
    }
    try:
        return save_section(key=str(form.data.get("key") or "") or None, **given)
    except KeyReused:
        # Sent before with something else in it, by way of the back button: another save.
        return save_section(**given)


@action("practice.save-section")
def save_section(
    act: Act, *, practice: Practice, part: str, section: str, sent: Sent
) -> dict[str, Any]:
    """As `save`, of what the controls of a page sent. They are read here and not before, so that
    the same sent again is the same, whatever is saved by then."""
    row = Practice.objects.get(pk=practice.pk)
    act.require(can_write(act.user, row))
    data = MultiValueDict(sent)
    draft = Draft(row)
    language = "" if part == FACTS else part
    form = form_of(draft, Step(row.pk, fields.section(section), language), data)
    form.is_valid()
    content = {
        name: value
        for name, value in form.content(act.user).items()
        if choice(data, name) != SAVED and name not in data.getlist("hold")
    }
    seen, base = form.cleaned_data.get("seen"), form.base_read
    if seen is None:
        # What came is no number: only what is saved already is no clash.
        seen = -1
    if language:
        answer = keep_text(act, draft.rows[language], content, seen=seen, base=base)
    else:
        answer = keep_facts(act, row, content, seen=seen, base=base)
    if moves.is_allowed("answer_reason", act.user, row):
        for reason, said in form.replies():
            keep_answer(act, reason, said)
    wrong = {each.field.name: [str(error) for error, _id in each.errors] for each in form.answers}
    return {**answer, "errors": {name: said for name, said in wrong.items() if said}}


def lists(data: Any) -> Iterable[tuple[str, list[str]]]:
    """What was sent, each name with all its values."""
    return ((str(name), [str(each) for each in values]) for name, values in data.lists())


def choice(data: Mapping[str, Any], name: str) -> str:
    """What the person chose for a field of which there are two versions; "" before that."""
    chosen = str(data.get(f"choice-{name}") or "")
    return chosen if chosen in (MINE, SAVED) else ""


class Panel:
    """What the page of a section tells its script, and says without it."""

    def __init__(self, form: SectionForm, viewer: User) -> None:
        self.form, self.viewer = form, viewer

    @property
    def url(self) -> str:
        return reverse("practices:draft-save", args=[self.form.draft.pk])

    @property
    def place(self) -> str:
        """Names what stands on the page, for the copies in the browser's own storage: whose, of
        which practice, which part and section."""
        step = self.form.step
        return f"{self.viewer.pk}/{step.practice}/{step.part}/{step.section.key}"

    @property
    def labels(self) -> str:
        """JSON of what the fields of the page are called, by name."""
        return json.dumps({each.name: each.label() for each in self.form.step.fields})

    @property
    def counting(self) -> str:
        """JSON by which the script counts as `budgets.length` does, and says it as `Count`."""
        language = self.form.step.language
        return json.dumps(
            {
                "withoutBlanks": budgets.WITHOUT_BLANKS,
                "factor": float(budgets.factor(language)),
                "factorOfCharacters": float(budgets.factor("zh")),
                "over": {kind: _over(kind) for kind in ("words", "characters")},
            }
        )

    @cached_property
    def _latest(self) -> Any:
        draft, step = self.form.draft, self.form.step
        row = draft.rows[step.language] if step.language else draft.practice
        return row.latest_revision

    @property
    def saved_at(self) -> datetime | None:
        return self._latest.created_at if self._latest else None

    @property
    def saved_by(self) -> User | None:
        """Whoever saved last, where that is somebody else."""
        author = self._latest.user if self._latest else None
        return author if author and author.pk != self.viewer.pk else None


# A number of each kind that languages tell apart (CLDR); where one does not, it is never asked.
_KINDS_OF_NUMBER = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def _over(kind: str) -> dict[str, str]:
    """What is said of a text that is too long, for each kind of number."""
    said = {}
    for name, number in _KINDS_OF_NUMBER.items():
        if kind == "characters":
            sentence = ngettext("%(over)s character over", "%(over)s characters over", number)
        else:
            sentence = ngettext("%(over)s word over", "%(over)s words over", number)
        said[name] = sentence % {"over": "{over}"}
    return said

"""What a draft still needs before it can be submitted.

`lacking` is what the form adds to the checks of `practices.screening.completeness`; by that door
the submission asks for it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from practices.fields import FACTS, Field, UnknownField, parse
from practices.models import OrganisationPart, Practice, PracticeText, TextOrigin
from practices.screening import completeness
from practices.writing import budgets
from practices.writing.draft import Draft

# Of the facts, of the original text, and of a text in another language.
FACTS_NEEDED = ("levels", "start_year", "objectives", "organisations")
ORIGINAL_NEEDED = ("title", "summary", "activities", "results", "lessons")
TEXT_NEEDED = ("title", "summary")
_WORDS = ("title", "summary", *PracticeText.SECTIONS)


@dataclass(frozen=True)
class Lacking:
    field: Field
    reason: str

    @property
    def label(self) -> str:
        return self.field.full_label()

    @property
    def anchor(self) -> str:
        """Where it stands on the page on which answers are checked."""
        return f"said-{self.field.part}-{self.field.name}"


def is_required(draft: Draft, field: Field) -> bool:
    """Whether a practice cannot be submitted without it."""
    if field.part == FACTS:
        return field.name in FACTS_NEEDED
    original = field.part == draft.original_language
    return field.name in (ORIGINAL_NEEDED if original else TEXT_NEEDED)


def lacking(facts: Practice, texts: Sequence[PracticeText]) -> dict[str, str]:
    """Sentences by the names of the fields (`facts.levels`, `fr.summary`)."""
    found = {}
    if facts.start_year is None:
        found[f"{FACTS}.start_year"] = _("Say in which year it began.")
    if not any(row.part == OrganisationPart.IMPLEMENTING for row in facts.organisations.all()):
        found[f"{FACTS}.organisations"] = _("Name who carries it out.")
    for text in texts:
        original = text.language == facts.original_language
        for name in _WORDS:
            counted = budgets.count(name, getattr(text, name), text.language)
            if counted and counted.is_too_long:
                found[f"{text.language}.{name}"] = _("Too long: %(count)s.") % {"count": counted}
        for name in ORIGINAL_NEEDED if original else TEXT_NEEDED:
            if not getattr(text, name).strip():
                found[f"{text.language}.{name}"] = _("Not answered yet.")
    return found


def what_is_missing(draft: Draft) -> list[Lacking]:
    """All that stands between the draft and its submission, in the order of the form. A
    translation that is still being made stands in nobody's way."""
    own = draft.original_language
    texts = [
        text
        for code, text in draft.texts.items()
        if code == own or text.origin == TextOrigin.AUTHOR
    ]
    draft.facts.original_language = own
    said = completeness.lacking(draft.facts, texts)
    if own not in draft.texts:
        said[f"{own}.title"] = _("There is no text yet.")
    found = {}
    for name, reason in said.items():
        try:
            found[parse(name)] = reason
        except UnknownField:
            # Not of the form: the licence is chosen at submission.
            continue
    order = [field for step in draft.steps for field in step.fields]
    order += [field for field in found if field not in order]
    return [Lacking(field, found[field]) for field in order if field in found]

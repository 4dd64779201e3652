"""A draft as its form reads it: the latest version of the facts and of each text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.functional import Promise

from hub import languages
from practices.fields import FACTS, SECTIONS, Field, Section
from practices.models import Practice, PracticeText, ReasonState, ReturnedReason, State
from practices.screening import earlier
from practices.writing.conditions import Condition

# The sections of the facts, and those that are there once for each text.
FACT_SECTIONS = tuple(section for section in SECTIONS if not section.of_text)
TEXT_SECTIONS = tuple(section for section in SECTIONS if section.of_text)


@dataclass(frozen=True)
class Step:
    """A page of the form of one practice. language: of the text, "" for the facts."""

    practice: int
    section: Section
    language: str = ""

    @property
    def key(self) -> str:
        """As `Practice.sections_done` names it: `place`, `fr/summary`."""
        return f"{self.language}/{self.section.key}" if self.language else self.section.key

    @property
    def anchor(self) -> str:
        """Where it stands on the page on which answers are checked."""
        return f"section-{self.key.replace('/', '-')}"

    @property
    def part(self) -> str:
        return self.language or FACTS

    @property
    def title(self) -> str | Promise:
        return self.section.title

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(Field(self.part, name) for name in self.section.fields)

    @property
    def url(self) -> str:
        if self.language:
            return reverse(
                "practices:draft-text-section",
                args=[self.practice, self.language, self.section.key],
            )
        return reverse("practices:draft-section", args=[self.practice, self.section.key])


class Draft:
    """One practice with the latest version of everything in it."""

    def __init__(self, practice: Practice) -> None:
        """The row as it stands; its texts are read here, in one query."""
        self.practice = practice
        self.facts: Practice = _latest(practice)
        rows = list(practice.texts.select_related("latest_revision__user"))
        rows.sort(key=lambda text: (text.language != practice.original_language, text.pk))
        self.rows: dict[str, PracticeText] = {text.language: text for text in rows}
        self.texts: dict[str, PracticeText] = {
            code: _latest(text) for code, text in self.rows.items()
        }
        self._contents: dict[str, dict[str, Any]] = {}

    @property
    def pk(self) -> int:
        return self.practice.pk

    @property
    def original_language(self) -> str:
        return self.practice.original_language

    def content(self, part: str) -> Mapping[str, Any]:
        """The facts, or a text by its language, in the shape of a revision."""
        if part not in self._contents:
            version = self.facts if part == FACTS else self.texts.get(part)
            self._contents[part] = version.serializable_data() if version else {}
        return self._contents[part]

    def seen(self, part: str) -> int:
        """The number of the version that is read here; a save says it."""
        row = self.practice if part == FACTS else self.rows.get(part)
        return row.draft_number if row else 0

    def value(self, field: Field) -> Any:
        return self.content(field.part).get(field.name)

    @cached_property
    def title(self) -> str:
        """What the draft is called: the original's title, else any; "" where none has one."""
        titles = [text.title for text in self.texts.values() if text.title.strip()]
        return titles[0] if titles else ""

    @cached_property
    def title_language(self) -> str:
        titled = [code for code, text in self.texts.items() if text.title.strip()]
        return titled[0] if titled else self.original_language

    # The pages of the form

    @cached_property
    def fact_steps(self) -> list[Step]:
        return [Step(self.pk, section) for section in FACT_SECTIONS]

    def text_steps(self, language: str) -> list[Step]:
        return [Step(self.pk, section, language) for section in TEXT_SECTIONS]

    @cached_property
    def steps(self) -> list[Step]:
        """All pages in order: the facts, then each text, the original first."""
        texts = [step for code in self.rows for step in self.text_steps(code)]
        return [*self.fact_steps, *texts]

    def after(self, step: Step) -> Step | None:
        """The next page of the same part, None at its end."""
        same = [each for each in self.steps if each.language == step.language]
        at = same.index(step) + 1
        return same[at] if at < len(same) else None

    # What was returned

    @cached_property
    def returned(self) -> list[ReturnedReason]:
        """The reasons of the last round while changes are requested, in one query."""
        if self.practice.state != State.CHANGES_REQUESTED:
            return []
        last = self.practice.rounds.order_by("-number").values("pk")[:1]
        rows = ReturnedReason.objects.filter(round__in=last).select_related("round__facts")
        return list(rows)

    @cached_property
    def reasons(self) -> dict[str, list[ReturnedReason]]:
        """`returned`, by the names of the fields that they are about."""
        found: dict[str, list[ReturnedReason]] = {}
        for reason in self.returned:
            for name in reason.fields:
                found.setdefault(name, []).append(reason)
        return found

    @cached_property
    def _judged(self) -> earlier.Contents:
        return earlier.contents(self.returned[0].round) if self.returned else {}

    def has_changed(self, field: Field) -> bool:
        """Whether a field with a reason reads differently than it did when it was judged."""
        name = str(field)
        # As a revision keeps it, so that the same value is the same.
        kept = json.dumps({field.name: self.value(field)}, cls=DjangoJSONEncoder)
        now = {field.part: json.loads(kept)}
        return bool(earlier.value(now, name) != earlier.value(self._judged, name))

    def asks_for(self, field: Field) -> bool:
        """Whether something that was said of a field is neither answered nor followed."""
        is_open = any(
            each.state == ReasonState.OPEN for each in self.reasons.get(str(field), [])
        )  # fmt: skip
        return is_open and not self.has_changed(field)

    # Where each page stands

    def condition(self, step: Step) -> Condition:
        if any(self.asks_for(field) for field in step.fields):
            return Condition.NEEDS_CHANGES
        if step.key in self.practice.sections_done:
            return Condition.DONE
        if any(self.is_answered(field) for field in step.fields):
            return Condition.IN_PROGRESS
        return Condition.NOT_STARTED

    def is_answered(self, field: Field) -> bool:
        """Whether something stands in it that a person put there."""
        if field.name == "type":
            # Every practice has one from the start.
            return False
        value = self.value(field)
        return bool(value.strip() if isinstance(value, str) else value)

    @property
    def languages_called(self) -> list[str]:
        """The languages of its texts, named in that of the interface."""
        inside = languages.current().code
        return [languages.language_name(code, inside) for code in self.rows]


def _latest(row: Any) -> Any:
    """The latest version of a row; from what is at hand already, unlike Wagtail's own way."""
    return row.with_content_json(row.latest_revision.content) if row.latest_revision else row

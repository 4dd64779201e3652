"""What a draft says in each field, for reading it through before it is submitted."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub import languages, richtext, vocabulary
from practices.fields import FACTS, Field
from practices.links import Named
from practices.models import PracticeText, ReturnedReason
from practices.page import PracticePage
from practices.writing import budgets
from practices.writing.budgets import Count
from practices.writing.completeness import Lacking
from practices.writing.conditions import Condition
from practices.writing.draft import Draft, Step


@dataclass(frozen=True)
class Said:
    """One field: its values by name, or its text. missing: why it cannot be submitted so."""

    field: Field
    values: list[Named]
    html: SafeString | str = ""
    count: Count | None = None
    missing: str = ""
    reasons: list[ReturnedReason] = dataclasses.field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"said-{self.field.part}-{self.field.name}"

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.html


@dataclass(frozen=True)
class Part:
    """A section with all that is said in it."""

    step: Step
    condition: Condition
    said: list[Said]


class Answers:
    def __init__(self, draft: Draft, missing: list[Lacking]) -> None:
        self.draft = draft
        self._missing = {each.field: each.reason for each in missing}
        nameless = PracticeText(practice=draft.practice, language=draft.original_language)
        self._page = PracticePage(
            practice=draft.facts,
            content=draft.content(FACTS),
            texts=list(draft.texts.values()) or [nameless],
            path="",
        )

    @cached_property
    def facts(self) -> list[Part]:
        return [self._part(step) for step in self.draft.fact_steps]

    def of(self, language: str) -> list[Part]:
        return [self._part(step) for step in self.draft.text_steps(language)]

    @property
    def texts(self) -> list[tuple[str, str, list[Part]]]:
        """Each text: its language, what that is called, its sections."""
        inside = languages.current().code
        return [
            (code, languages.language_name(code, inside), self.of(code)) for code in self.draft.rows
        ]

    def _part(self, step: Step) -> Part:
        return Part(step, self.draft.condition(step), [self._said(each) for each in step.fields])

    def _said(self, each: Field) -> Said:
        missing = self._missing.get(each, "")
        reasons = self.draft.reasons.get(str(each), [])
        if each.language is None:
            return Said(each, self._values(each.name), missing=missing, reasons=reasons)
        written = str(self.draft.value(each) or "")
        html = written if each.name == "title" else richtext.render(written)
        count = budgets.count(each.name, written, each.language) if written else None
        return Said(each, [], html, count, missing, reasons)

    def _values(self, name: str) -> list[Named]:
        page, facts = self._page, self.draft.facts
        if name == "type":
            return [Named(page.type)]
        if name == "objectives":
            return self._objectives()
        if name in ("start_year", "end_year"):
            year = getattr(facts, name)
            return [Named(str(year))] if year else []
        if name == "evidence":
            return [Named(page.evidence.name())] if page.evidence else []
        if name == "organisations":
            return [
                *(Named(each.name, "", each.code) for each in page.led_by),
                *(Named(_("with %(name)s") % {"name": each.name}) for each in page.partners),
            ]
        if name == "files":
            return [Named(each.get("label") or _("A file")) for each in self._children("files")]
        shown: list[Named] = {
            "levels": lambda: page.levels,
            "countries": lambda: page.countries,
            "regions": lambda: page.regions,
            "principles": lambda: page.principles,
            "sdgs": lambda: page.sdgs,
            "theme_items": lambda: page.themes,
            "links": lambda: page.links,
        }[name]()
        # Here they lead nowhere: who checks answers stays on the page.
        return [Named(each.name, "", each.code) for each in shown]

    def _objectives(self) -> list[Named]:
        primary = self._page.primary
        return [
            Named(
                _("%(objective)s (number %(rank)s in importance)")
                % {"objective": _objective(n), "rank": primary.index(n) + 1}
                if n in primary
                else _objective(n)
            )
            for n in self._page.objectives
        ]

    def _children(self, name: str) -> list[dict[str, Any]]:
        return self.draft.content(FACTS).get(name) or []


def _objective(number: int) -> str:
    return f"{number}. {vocabulary.objective(number).short()}"

"""Rounds as lists show them: which ones a filter keeps, in which order, and what a row says.

A list asks one query for the whole of what waits, narrows and sorts it here, and then one more
for the titles of the rows on its page: objectives and countries are those of the version that was
submitted, which no column holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from hub import languages, vocabulary
from practices.links import Named
from practices.models import (
    Assignment,
    AssignmentState,
    Decision,
    Reviewer,
    RoundText,
    ScreeningRound,
    State,
)
from practices.screening import rules

# In the order of the way through screening.
OPEN_STAGES = (
    State.SUBMITTED,
    State.ELIGIBILITY,
    State.IN_REVIEW,
    State.EXTRA_REVIEWER,
    State.ACCEPTED,
)
# What became of a round that another one followed; nothing follows what is accepted before it is
# published.
_BECAME = {
    Decision.ACCEPTED: State.PUBLISHED,
    Decision.CHANGES: State.CHANGES_REQUESTED,
    Decision.DECLINED: State.DECLINED,
}


@dataclass(frozen=True)
class Row:
    """One round. `title` is empty where the list does not show it."""

    pk: int
    practice: int
    number: int
    reference: str
    stage: State
    language: str
    submitted_at: datetime
    due: date
    held: bool
    is_open: bool
    submitter: Named
    submitter_kind: str
    submitter_country: str
    facts: dict[str, list[dict[str, Any]]]
    asked: int = 0
    spoken: int = 0
    title: str = ""
    title_language: str = ""

    @cached_property
    def objectives(self) -> list[int]:
        return sorted(each["number"] for each in self.facts["objectives"])

    @cached_property
    def countries(self) -> list[str]:
        known = vocabulary.set_named("country")
        return [each["country"] for each in self.facts["countries"] if each["country"] in known]

    @property
    def country_names(self) -> list[Named]:
        return [Named(vocabulary.country_name(code)) for code in self.countries]

    @cached_property
    def regions(self) -> frozenset[str]:
        """Those that the practice names, and those of its countries."""
        named = {each["region"] for each in self.facts["regions"]}
        for code in self.countries:
            named.update(vocabulary.country(code).regions)
        return frozenset(named)

    @property
    def others(self) -> list[Named]:
        """Who carries it out or is a partner, as the submission names them."""
        rows = sorted(self.facts["organisations"], key=lambda each: each.get("position", 0))
        return [Named(each["name"], code=each.get("language", "")) for each in rows]

    @property
    def kind_name(self) -> str:
        known = vocabulary.set_named("organisation_kind")
        return known.label(self.submitter_kind) if self.submitter_kind in known else ""

    @property
    def country_name(self) -> str:
        code = self.submitter_country
        return vocabulary.country_name(code) if code in vocabulary.set_named("country") else ""

    @property
    def days(self) -> int:
        """For how many days it waits."""
        return max(0, (timezone.localdate() - timezone.localdate(self.submitted_at)).days)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due < timezone.localdate()


def rows_of(rounds: QuerySet[ScreeningRound]) -> list[Row]:
    """What lists show of these rounds, without their titles, in one query."""
    later = ScreeningRound.objects.filter(
        practice=OuterRef("practice"), number__gt=OuterRef("number")
    )
    standing = Q(assignments__state__in=rules.STANDING)
    found = rounds.annotate(
        overtaken=Exists(later),
        asked=Count("assignments", filter=standing, distinct=True),
        spoken=Count(
            "assignments", filter=Q(assignments__state=AssignmentState.SPOKEN), distinct=True
        ),
        **{
            f"in_{name}": KeyTransform(name, "facts__content")
            for name in ("objectives", "countries", "regions", "organisations")
        },
    ).values(
        "pk", "practice_id", "number", "language", "submitted_at", "due", "held", "closed_at",
        "decision", "overtaken", "asked", "spoken", "in_objectives", "in_countries",
        "in_regions", "in_organisations", "practice__reference", "practice__state",
        "practice__organisation__name", "practice__organisation__name_language",
        "practice__organisation__kind", "practice__organisation__country",
    )  # fmt: skip
    return [_row(each) for each in found]


def _row(each: Mapping[str, Any]) -> Row:
    if each["overtaken"]:
        stage = _BECAME.get(each["decision"], State.WITHDRAWN)
    else:
        stage = State(each["practice__state"])
    return Row(
        pk=each["pk"],
        practice=each["practice_id"],
        number=each["number"],
        reference=each["practice__reference"] or "",
        stage=stage,
        language=each["language"],
        submitted_at=each["submitted_at"],
        due=each["due"],
        held=each["held"],
        is_open=each["closed_at"] is None,
        submitter=Named(
            each["practice__organisation__name"] or "",
            code=each["practice__organisation__name_language"] or "",
        ),
        submitter_kind=each["practice__organisation__kind"] or "",
        submitter_country=each["practice__organisation__country"] or "",
        facts={
            name: each[f"in_{name}"] or []
            for name in ("objectives", "countries", "regions", "organisations")
        },
        asked=each["asked"],
        spoken=each["spoken"],
    )


def with_titles(rows: Sequence[Row]) -> list[Row]:
    """The same rows, each with the title of the text in which it was submitted first."""
    titles = (
        RoundText.objects.filter(
            round__in=[row.pk for row in rows], text__language=F("round__language")
        )
        .annotate(title=KeyTransform("title", "revision__content"))
        .values_list("round_id", "title")
    )
    found = dict(titles)
    return [
        replace(row, title=found.get(row.pk) or "", title_language=row.language) for row in rows
    ]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. stage: a state, `open` for what waits, `all` for everything."""

    stage: str = "open"
    language: str = ""
    objective: int | None = None
    region: str = ""
    overdue: bool = False
    held: bool = False
    order: str = "due"

    def keeps(self, row: Row) -> bool:
        return (
            self._keeps_stage(row)
            and self.language in ("", row.language)
            and (self.objective is None or self.objective in row.objectives)
            and (not self.region or self.region in row.regions)
            and (not self.overdue or row.is_overdue)
            and (not self.held or row.held)
        )

    def _keeps_stage(self, row: Row) -> bool:
        if self.stage == "all":
            return True
        if self.stage == "open":
            return row.stage in OPEN_STAGES and (row.is_open or row.stage == State.ACCEPTED)
        return row.stage == self.stage

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """Those that it keeps, in its order; what comes first in it by due date, then by age."""
        kept = sorted(
            (row for row in rows if self.keeps(row)), key=lambda row: (row.due, row.submitted_at)
        )
        name = self.order.removeprefix("-")
        if name in ORDERS and name != "due":
            kept.sort(key=ORDERS[name])
        if self.order.startswith("-"):
            kept.reverse()
        return kept


_PLACE = {stage: place for place, stage in enumerate(State)}
ORDERS: dict[str, Any] = {
    "due": lambda row: row.due,
    "age": lambda row: row.submitted_at,
    "reference": lambda row: (row.reference, row.number),
    "submitter": lambda row: row.submitter.name.casefold(),
    "language": lambda row: languages.language_name(row.language, languages.current().code),
    "stage": lambda row: _PLACE[row.stage],
    "spoken": lambda row: (row.spoken, row.asked),
}


@dataclass(frozen=True)
class Fit:
    """How well a round suits a reviewer, by languages, objectives and regions; each is empty
    where anything suits."""

    languages: frozenset[str]
    objectives: frozenset[int]
    regions: frozenset[str]

    def __call__(self, row: Row) -> int:
        """Higher is better: a language that one reads weighs more than all else."""
        return (
            4 * (not self.languages or row.language in self.languages)
            + 2 * (not self.objectives or not self.objectives.isdisjoint(row.objectives))
            + (not self.regions or not self.regions.isdisjoint(row.regions))
        )


def fit_of(reviewer: Reviewer | None) -> Fit:
    """What suits a reviewer; anything does where nothing is known."""
    if reviewer is None:
        return Fit(frozenset(), frozenset(), frozenset())
    return Fit(
        frozenset(reviewer.languages),
        frozenset(reviewer.objectives),
        frozenset(reviewer.regions),
    )


def own_assignments(viewer: Any) -> list[Assignment]:
    """What a reviewer was asked and has not ended, and what they have spoken on, by due date."""
    return list(
        Assignment.objects.filter(reviewer=viewer, state__in=rules.STANDING).order_by("due", "pk")
    )

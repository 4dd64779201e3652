"""What reviewers said of a round, criterion by criterion, side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hub import vocabulary
from practices.models.screening import Assignment, Finding, ScreeningRound
from practices.screening import rules


@dataclass(frozen=True)
class Line:
    """One criterion: what each reviewer of the table said of it, None for nothing."""

    criterion: vocabulary.Criterion
    is_required: bool
    findings: list[tuple[Assignment, Finding | None]]

    @property
    def disagrees(self) -> bool:
        return len({finding.verdict for _by, finding in self.findings if finding}) > 1


@dataclass(frozen=True)
class Table:
    assignments: list[Assignment]
    lines: list[Line]


def side_by_side(round: ScreeningRound, of: Collection[int]) -> Table:
    """The findings of these assignments of a round. Whether the reader may see them is asked
    before. Two queries."""
    assignments = list(
        Assignment.objects.filter(round=round, pk__in=of)
        .select_related("reviewer")
        .prefetch_related("findings")
    )
    said = {
        (each.assignment_id, each.criterion): each
        for assignment in assignments
        for each in assignment.findings.all()
    }
    known = vocabulary.set_named("criterion")
    must = rules.required(round)
    lines = [
        Line(
            vocabulary.criterion(key),
            key in must,
            [(each, said.get((each.pk, key))) for each in assignments],
        )
        for key in rules.criteria_to_judge(round)
        if key in known
    ]
    return Table(assignments, lines)

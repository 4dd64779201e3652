"""May this person do this in screening? Each `can_…` has its twin in `querysets` beside it.

What may be done to a practice in which state stands in `practices.screening.moves`; here is who
reads what.
"""

from __future__ import annotations

from typing import Any

from practices.models import (
    OPEN_ASSIGNMENTS,
    Assignment,
    AssignmentState,
    Finding,
    Reviewer,
    ScreeningEvent,
    ScreeningRound,
    State,
)
from practices.permissions import can_view_draft
from practices.screening import rules, standing

_DECLARED = (AssignmentState.READING, AssignmentState.SPOKEN)
_JUDGED = (State.IN_REVIEW, State.EXTRA_REVIEWER)


def can_decide(viewer: Any, round: ScreeningRound) -> bool:
    """Whether the viewer runs the screening of the round. Twin of
    `ScreeningRoundQuerySet.decidable_by`."""
    return standing.runs_screening_of(viewer, round.practice)


def can_view_round(viewer: Any, round: ScreeningRound) -> bool:
    """That it is there and how it stands, not what was submitted. Twin of
    `ScreeningRoundQuerySet.visible_to`."""
    return can_decide(viewer, round) or _reviews(viewer, round, rules.STANDING)


def can_read_submission(viewer: Any, round: ScreeningRound) -> bool:
    """What was submitted: for a reviewer only after the declaration. Twin of
    `ScreeningRoundQuerySet.readable_by`."""
    return can_view_draft(viewer, round.practice) or _reviews(viewer, round, _DECLARED)


def can_claim(viewer: Any, round: ScreeningRound) -> bool:
    """Twin of `ScreeningRoundQuerySet.claimable_by`."""
    from practices.screening.actions.assigning import why_not

    if round.closed_at is not None or round.practice.state not in _JUDGED:
        return False
    profile = Reviewer.objects.filter(user=viewer.pk).first()
    if profile is None or why_not(viewer, round):
        return False
    extra = round.practice.state == State.EXTRA_REVIEWER
    return rules.has_vacancy(round, profile.side, extra=extra)


def can_judge(viewer: Any, assignment: Assignment) -> bool:
    """Twin of `AssignmentQuerySet.judgeable_by`."""
    round = assignment.round
    return (
        assignment.reviewer_id == viewer.pk
        and assignment.state == AssignmentState.READING
        and round.closed_at is None
        and round.practice.state in _JUDGED
        and standing.may_review(viewer, round.practice)
    )


def can_view_assignment(viewer: Any, assignment: Assignment) -> bool:
    """Who reviews, and what they recommend. Twin of `AssignmentQuerySet.visible_to`."""
    if not viewer.is_authenticated:
        return False
    if assignment.reviewer_id == viewer.pk or can_decide(viewer, assignment.round):
        return True
    round = assignment.round
    everybody = round.assignments.all()
    return (
        assignment.state == AssignmentState.SPOKEN
        and _reviews(viewer, round, (AssignmentState.SPOKEN,))
        and not everybody.filter(state__in=OPEN_ASSIGNMENTS).exists()
    )


def can_see_finding(viewer: Any, finding: Finding) -> bool:
    """Twin of `FindingQuerySet.visible_to`."""
    return can_view_assignment(viewer, finding.assignment)


def can_view_event(viewer: Any, event: ScreeningEvent) -> bool:
    """Twin of `ScreeningEventQuerySet.visible_to`."""
    if standing.runs_screening_of(viewer, event.practice):
        return True
    return event.for_submitter and can_view_draft(viewer, event.practice)


def _reviews(viewer: Any, round: ScreeningRound, states: tuple[str, ...]) -> bool:
    return (
        standing.may_review(viewer, round.practice)
        and round.assignments.filter(reviewer=viewer.pk, state__in=states).exists()
    )

"""What happens to a round as a whole."""

from __future__ import annotations

from django.utils import timezone

from practices.models import (
    OPEN_ASSIGNMENTS,
    AssignmentState,
    ScreeningRound,
)


def close(round: ScreeningRound) -> None:
    """End a round: nobody judges it any more."""
    now = timezone.now()
    round.closed_at = now
    round.save(update_fields=["closed_at"])
    release_all(round)


def release_all(round: ScreeningRound) -> None:
    """End what reviewers have not finished."""
    round.assignments.filter(state__in=OPEN_ASSIGNMENTS).update(
        state=AssignmentState.RELEASED, ended_at=timezone.now()
    )

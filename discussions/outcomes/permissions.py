"""May this person do this with an outcome? Each `can_…` has its twin in `querysets` beside it.

Whoever moderates a topic writes its outcome, closes it and answers for it:
`discussions.permissions.can_moderate_topic`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discussions.models import Citation, Misquotation, MisquotationState, Outcome
from discussions.outcomes.querysets import reporting_since
from discussions.permissions import can_moderate_topic, can_view_topic

if TYPE_CHECKING:
    from hub.querysets import Viewer


def can_view_outcome(viewer: Viewer, outcome: Outcome) -> bool:
    """Twin of `OutcomeQuerySet.visible_to`."""
    if outcome.published_at is not None and can_view_topic(viewer, outcome.topic):
        return True
    return can_moderate_topic(viewer, outcome.topic)


def can_report_misquotation(viewer: Viewer, citation: Citation) -> bool:
    """Say that one's own post is misread, while the time for it runs and no report of theirs on
    that post waits. Twin of `CitationQuerySet.reportable_by`."""
    outcome = citation.paragraph.outcome
    if not viewer.is_authenticated or not viewer.is_active:
        return False
    if citation.post.author_id != viewer.pk or outcome.published_at is None:
        return False
    if outcome.published_at <= reporting_since() or not can_view_topic(viewer, outcome.topic):
        return False
    waiting = outcome.misquotations.filter(
        post=citation.post_id, by=viewer.pk, state=MisquotationState.OPEN
    )
    return not waiting.exists()


def can_view_misquotation(viewer: Viewer, misquotation: Misquotation) -> bool:
    """Twin of `MisquotationQuerySet.visible_to`."""
    if not viewer.is_authenticated:
        return False
    return misquotation.by_id == viewer.pk or can_answer_misquotation(viewer, misquotation)


def can_answer_misquotation(viewer: Viewer, misquotation: Misquotation) -> bool:
    """Twin of `MisquotationQuerySet.moderated_by`."""
    return can_moderate_topic(viewer, misquotation.outcome.topic)

"""Whom screening tells what. The kinds of notices are registered in `practices.apps`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub.models import Following, User
from hub.notifications import notify
from practices.models import Assignment, Practice, ScreeningRound
from practices.screening import standing

SUBMITTED = "screening.submitted"
RETURNED = "screening.returned"
DECIDED = "screening.decided"
PUBLISHED = "practice.published"
FOLLOWED = "practice.changed"
OFFERED = "screening.offered"
REMINDED = "screening.reminder"
LAPSED = "screening.lapsed"
FOR_SECRETARIAT = "screening.secretariat"


def submitter(kind: str, practice: Practice, key: str, **data: Any) -> None:
    """Tell the people of the submitting organisation whom it concerns."""
    _tell(kind, standing.people_of(practice), key, practice, data)


def secretariat(practice: Practice, what: str, key: str, **data: Any) -> None:
    """Tell those of the secretariat who run the screening; `what` names the occasion."""
    people = standing.secretariat_for(practice)
    _tell(FOR_SECRETARIAT, people, key, practice, {"what": what, **data})


def reviewer(kind: str, assignment: Assignment, key: str) -> None:
    round = assignment.round
    _tell(
        kind, [assignment.reviewer], key, round.practice,
        {"round": round.pk, "assignment": assignment.pk, "due": assignment.due.date().isoformat()},
    )  # fmt: skip


def followers(practice: Practice, key: str) -> None:
    """Tell those who follow a practice that it was published, or a new version of it."""
    following = Following.objects.filter(kind="practice", object_id=str(practice.pk))
    people = User.objects.filter(pk__in=following.values("user"), is_active=True)
    own = standing.people_of(practice).values("pk")
    _tell(FOLLOWED, people.exclude(pk__in=own), key, practice, {})


def of(round: ScreeningRound) -> dict[str, Any]:
    """What every notice about a round carries."""
    return {"round": round.pk, "number": round.number}


def _tell(
    kind: str, people: Iterable[User], key: str, practice: Practice, data: dict[str, Any]
) -> None:
    notify(kind, people, key, str(practice.pk), {"reference": practice.reference or "", **data})

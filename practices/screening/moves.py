"""The moves of a practice through its screening: one table, and the one door through which a
state changes.

    step = moves.take(act, "accept", practice)     # locked, allowed, in a state from which it goes
    ...
    step.done(note="…")                            # the new state, and a line in the log
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.actions import Act, NotAllowed, Refused, system
from practices.models import Assignment, Practice, ScreeningEvent, ScreeningRound, State
from practices.screening import log, rounds, standing


class Who(StrEnum):
    """What somebody is to a practice; one person can be several of these."""

    SUBMITTER = "submitter"  # may submit for its organisation
    FOCAL_POINT = "focal point"  # decides for its organisation
    SCREENER = "screener"  # may judge, and has no part in this round yet
    REVIEWER = "reviewer"  # has the assignment that is spoken of
    SECRETARIAT = "secretariat"  # and not of the submitting organisation
    EDITOR = "editor"  # of the secretariat, whatever else


@dataclass(frozen=True)
class Move:
    """target: None where the practice stays in its state.

    told: whether the submitter's people read the line in the log. logged: False for what happens
    too often to be a line; the audit has it.
    """

    verb: str
    sources: frozenset[State]
    target: State | None
    who: frozenset[Who]
    told: bool = True
    logged: bool = True


_S = State
_JUDGED = (_S.IN_REVIEW, _S.EXTRA_REVIEWER)
_OPEN = (_S.SUBMITTED, _S.ELIGIBILITY, *_JUDGED)
_ALL = tuple(State)


def _move(
    verb: str, sources: tuple[State, ...], target: State | None, *who: Who, **kw: Any
) -> Move:
    return Move(verb, frozenset(sources), target, frozenset(who), **kw)


MOVES = (
    # The submitter's side.
    _move("submit", (_S.DRAFT, _S.CHANGES_REQUESTED, _S.PUBLISHED), _S.SUBMITTED, Who.SUBMITTER),
    _move("take_back", _OPEN, _S.DRAFT, Who.SUBMITTER),
    _move("answer_reason", (_S.CHANGES_REQUESTED, _S.DECLINED), None, Who.SUBMITTER),
    _move(
        "ask_reconsideration", (_S.CHANGES_REQUESTED, _S.DECLINED), _S.SUBMITTED, Who.SUBMITTER
    ),
    _move(
        "reopen", (_S.PUBLISHED, _S.DECLINED, _S.WITHDRAWN), _S.DRAFT, Who.SUBMITTER, Who.EDITOR
    ),
    # The secretariat takes it in and gives it out.
    _move("take_in", (_S.SUBMITTED,), _S.ELIGIBILITY, Who.SECRETARIAT),
    _move("pass_eligibility", (_S.ELIGIBILITY,), _S.IN_REVIEW, Who.SECRETARIAT),
    _move("assign", _JUDGED, None, Who.SECRETARIAT, told=False),
    _move("reassign", _JUDGED, None, Who.SECRETARIAT, told=False),
    _move("allow_fewer", _JUDGED, None, Who.SECRETARIAT),
    _move("ask_one_more", _JUDGED, _S.EXTRA_REVIEWER, Who.SECRETARIAT),
    # Reviewers.
    _move("claim", _JUDGED, None, Who.SCREENER, told=False),
    _move("declare", _JUDGED, None, Who.REVIEWER, told=False),
    _move("hand_back", _JUDGED, None, Who.REVIEWER, told=False),
    _move("save_finding", _JUDGED, None, Who.REVIEWER, told=False, logged=False),
    _move("recommend", _JUDGED, None, Who.REVIEWER, told=False),
    # The secretariat decides.
    _move(
        "request_changes", (_S.ELIGIBILITY, *_JUDGED), _S.CHANGES_REQUESTED, Who.SECRETARIAT
    ),
    _move("accept", _JUDGED, _S.ACCEPTED, Who.SECRETARIAT),
    _move("decline", (_S.ELIGIBILITY, *_JUDGED), _S.DECLINED, Who.SECRETARIAT),
    _move("publish", (_S.ACCEPTED,), _S.PUBLISHED, Who.SECRETARIAT),
    # What is public, or was.
    _move("publish_directly", (_S.DRAFT, _S.WITHDRAWN, _S.PUBLISHED), _S.PUBLISHED, Who.EDITOR),
    _move("correct", (_S.CHANGES_REQUESTED, _S.DECLINED), None, Who.EDITOR),
    _move("publish_text", tuple(s for s in _ALL if s != _S.ARCHIVED), None, Who.EDITOR),
    _move("withdraw_text", _ALL, None, Who.EDITOR),
    _move(
        "withdraw", tuple(s for s in _ALL if s not in (_S.WITHDRAWN, _S.ARCHIVED)), _S.WITHDRAWN,
        Who.FOCAL_POINT, Who.EDITOR,
    ),
    _move(
        "retire", tuple(s for s in _ALL if s not in (_S.WITHDRAWN, _S.ARCHIVED)), _S.ARCHIVED,
        Who.FOCAL_POINT, Who.SECRETARIAT,
    ),
    _move("archive", (_S.PUBLISHED, _S.DECLINED, _S.WITHDRAWN), _S.ARCHIVED, Who.SECRETARIAT),
    _move("unarchive", (_S.ARCHIVED,), _S.PUBLISHED, Who.SECRETARIAT),
    # Timers; nobody else.
    _move("release", (_S.SUBMITTED,), None),
    _move("drop_held", (_S.SUBMITTED,), _S.DRAFT),
    _move("lapse", _JUDGED, None, told=False),
)  # fmt: skip
BY_VERB = {move.verb: move for move in MOVES}


def holds(who: Who, viewer: Any, practice: Practice, assignment: Assignment | None = None) -> bool:
    """Whether a person is that to a practice, or to an assignment of its round."""
    if who == Who.SUBMITTER:
        return standing.may_submit(viewer, practice)
    if who == Who.FOCAL_POINT:
        return standing.decides_for(viewer, practice)
    if who == Who.SCREENER:
        return standing.may_review(viewer, practice)
    if who == Who.REVIEWER:
        own = assignment is not None and viewer.pk == assignment.reviewer_id
        return own and standing.may_review(viewer, practice)
    if who == Who.SECRETARIAT:
        return standing.runs_screening_of(viewer, practice)
    return bool(viewer.is_authenticated and viewer.has_role("secretariat"))


def is_allowed(
    verb: str, viewer: Any, practice: Practice, assignment: Assignment | None = None
) -> bool:
    """Whether the person may do it to the practice in the state that it is in. For buttons: the
    action asks again."""
    move = BY_VERB[verb]
    return practice.state in move.sources and _may(move, viewer, practice, assignment)


def _may(move: Move, viewer: Any, practice: Practice, assignment: Assignment | None) -> bool:
    """The system does everything, but for what a screener takes up: that needs a person."""
    if viewer is system:
        return move.who != {Who.SCREENER}
    return any(holds(who, viewer, practice, assignment) for who in move.who)


@dataclass
class Step:
    """A move under way: the practice is locked, and may go."""

    act: Act
    move: Move
    practice: Practice
    round: ScreeningRound | None = None
    came_from: str = field(init=False)

    def __post_init__(self) -> None:
        self.came_from = self.practice.state

    def done(self, note: str = "", target: State | None = None) -> ScreeningEvent | None:
        """Change the state as the table says, and write the line. Announce what changed."""
        to = target or self.move.target or State(self.came_from)
        if to != self.came_from:
            now = timezone.now()
            Practice.objects.filter(pk=self.practice.pk).update(state=to, state_since=now)
            self.practice.state, self.practice.state_since = to, now
        self.act.changed("screening", self.practice.pk)
        if not self.move.logged:
            return None
        return log.write(
            self.act,
            self.practice,
            self.move.verb,
            round=self.round,
            from_state=self.came_from,
            to_state=to,
            note=note,
            for_submitter=self.move.told,
        )

    def end_round(self) -> None:
        """End the round that is open, if there is one."""
        if self.round is not None:
            rounds.close(self.round)

    @property
    def the_round(self) -> ScreeningRound:
        """The round; for moves that exist only within one."""
        if self.round is None:
            raise Refused(_("Nothing is being screened here."))
        return self.round


def take(
    act: Act,
    verb: str,
    practice: Practice,
    *,
    round: ScreeningRound | None = None,
    assignment: Assignment | None = None,
) -> Step:
    """Lock the practice and begin a move. Raises `NotAllowed` where the actor is nothing to the
    practice that may do it, `Refused` where its state does not let it go.

    round: the one that is spoken of; a round that has ended is no longer judged. Without it, the
    open one.
    """
    move = BY_VERB[verb]
    # Itself alone: PostgreSQL locks no row that may not be there, such as its organisation.
    locked = Practice.objects.select_for_update(of=("self",)).select_related("organisation")
    row = locked.get(pk=practice.pk)
    if not _may(move, act.user, row, assignment):
        raise NotAllowed(act.verb)
    if row.state not in move.sources:
        raise Refused(_cannot(row))
    current = row.rounds.filter(closed_at__isnull=True).first()
    if round is not None and (current is None or current.pk != round.pk):
        raise Refused(_("This round of screening has ended."))
    return Step(act, move, row, current)


def _cannot(practice: Practice) -> str:
    return _("This cannot be done now. State of the practice: “%(state)s”.") % {
        "state": practice.get_state_display()
    }

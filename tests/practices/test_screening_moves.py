"""The table of moves against the actions: every state, every role, every verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from hub.actions import NotAllowed, Refused, system
from hub.models import Membership, Organisation, Role
from practices.actions import publish_practice, publish_text, save_draft, withdraw_text
from practices.models import (
    Assignment,
    Practice,
    ReturnedReason,
    ScreeningEvent,
    ScreeningRound,
    State,
)
from practices.screening import actions, moves, rules
from practices.screening.actions.watching import lapse, settle_held
from practices.screening.moves import Who
from tests.practices.library import person
from tests.practices.screening import LICENCE, Desk, a_reason, finding, reviewer

pytestmark = pytest.mark.django_db

# What each role is to the practice, said here once more and by hand.
ROLES: dict[str, set[Who]] = {
    "visitor": set(),
    "stranger": set(),
    "member": {Who.SUBMITTER},
    "focal point": {Who.SUBMITTER, Who.FOCAL_POINT},
    "screener not assigned": {Who.SCREENER},
    "assigned reviewer": {Who.SCREENER, Who.REVIEWER},
    "reviewer of the submitting organisation": {Who.SUBMITTER},
    "translator": set(),
    "moderator": set(),
    "secretariat": {Who.SECRETARIAT, Who.EDITOR},
    "secretariat of the submitting organisation": {Who.SUBMITTER, Who.EDITOR},
    "system": set(Who) - {Who.SCREENER},
}


@dataclass
class World(Desk):
    """One practice in its first round, with everybody around it."""

    people: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        Practice.objects.filter(pk=self.practice.pk).update(import_id="example-1")
        self.round, self.assignments = self.reading()
        # Free for whoever takes it up.
        self.round.assignments.filter(reviewer=self.others[1]).update(
            state="handed-back", ended_at=timezone.now()
        )
        inside = self.others[0]
        self.people = {
            "visitor": AnonymousUser(),
            "stranger": person("stranger"),
            "member": self._member("member"),
            "focal point": self.focal,
            "screener not assigned": reviewer("free"),
            "assigned reviewer": self.un,
            "reviewer of the submitting organisation": inside,
            "translator": person("translator", Role.TRANSLATOR),
            "moderator": person("moderator", Role.MODERATOR),
            "secretariat": self.secretariat,
            "secretariat of the submitting organisation": self._member(
                "inside", Role.SECRETARIAT
            ),
            "system": system,
        }  # fmt: skip
        self.spare = [reviewer("spare"), reviewer("another")]
        Membership.objects.create(user=inside, organisation=self.body, role="member")

    def _member(self, name: str, *roles: Role) -> Any:
        made = person(name, *roles)
        Membership.objects.create(user=made, organisation=self.body, role="member")
        return made

    def assignment_of(self, role: str) -> Assignment:
        """The role's own, where it has one; somebody's else."""
        own = self.round.assignments.filter(reviewer=getattr(self.people[role], "pk", None))
        return own.first() or self.assignments[0]

    def closed(self, decision: str) -> None:
        ScreeningRound.objects.filter(pk=self.round.pk).update(
            closed_at=timezone.now(), decision=decision, decided_at=timezone.now()
        )

    def all_spoken(self, *recommendations: str) -> None:
        self.round.assignments.update(state="handed-back", ended_at=timezone.now())
        given = recommendations or ("accept",) * 3
        for each, said in zip((self.un, *self.spare), given, strict=True):
            self.round.assignments.create(
                reviewer=each, side=each.reviewer.side, state="spoken", recommendation=said,
                due=timezone.now(),
            )  # fmt: skip

    def judged(self, role: str) -> Assignment:
        assignment = self.assignment_of(role)
        state = self.state
        Practice.objects.filter(pk=self.practice.pk).update(state=State.IN_REVIEW)
        if assignment.reviewer == self.un:
            for criterion in rules.criteria_to_judge(self.round):
                finding(assignment, criterion)
        Practice.objects.filter(pk=self.practice.pk).update(state=state)
        return assignment


def _submit(world: World, by: Any, role: str) -> Any:
    world.closed("changes")
    return actions.submit(by=by, practice=world.practice, licence=LICENCE, language="en")


def _answer(world: World, by: Any, role: str) -> Any:
    world.closed("changes")
    values = {**a_reason(), "round": world.round}
    return actions.answer_reason(
        by=by, reason=ReturnedReason.objects.create(**values), answer="It is there."
    )


def _reconsider(world: World, by: Any, role: str) -> Any:
    world.closed("declined")
    return actions.ask_reconsideration(by=by, round=world.round, reason="It was misread.")


def _one_more(world: World, by: Any, role: str) -> Any:
    world.all_spoken("accept", "changes", "changes")
    return actions.ask_one_more(by=by, round=world.round, reviewer=world.others[1])


def _claim(world: World, by: Any, role: str) -> Any:
    if world.state == State.IN_REVIEW:
        world.round.assignments.exclude(reviewer=world.un).update(
            state="handed-back", ended_at=timezone.now()
        )
    return actions.claim(by=by, round=world.round)


def _declare(world: World, by: Any, role: str) -> Any:
    assignment = world.assignment_of(role)
    Assignment.objects.filter(pk=assignment.pk).update(state="offered")
    return actions.declare(by=by, assignment=assignment, conflict=False)


def _recommend(world: World, by: Any, role: str) -> Any:
    return actions.recommend(
        by=by, assignment=world.judged(role), recommendation="accept"
    )  # fmt: skip


def _decide(verb: str) -> Callable[[World, Any, str], Any]:
    def run(world: World, by: Any, role: str) -> Any:
        world.all_spoken()
        more = {} if verb == "accept" else {"reasons": [a_reason()]}
        return getattr(actions, verb)(by=by, round=world.round, **more)

    return run


def _publish(world: World, by: Any, role: str) -> Any:
    world.closed("accepted")
    return actions.publish(by=by, practice=world.practice)


def _correct(world: World, by: Any, role: str) -> Any:
    save_draft(by=system, practice=world.practice, content={"start_year": 2020})
    return publish_practice(by=by, practice=world.practice)


def _unarchive(world: World, by: Any, role: str) -> Any:
    state = world.state
    Practice.objects.filter(pk=world.practice.pk).update(state=State.DRAFT)
    publish_practice(by=system, practice=world.practice)
    actions.withdraw(by=system, practice=world.practice)
    Practice.objects.filter(pk=world.practice.pk).update(state=state)
    return actions.unarchive(by=by, practice=world.practice)


def _settle(verification: str) -> Callable[[World, Any, str], Any]:
    def run(world: World, by: Any, role: str) -> Any:
        ScreeningRound.objects.filter(pk=world.round.pk).update(held=True)
        Organisation.objects.filter(pk=world.body.pk).update(verification=verification)
        return settle_held(by=by, organisations=[world.body.pk])

    return run


def _lapse(world: World, by: Any, role: str) -> Any:
    past = timezone.now() - timedelta(days=1)
    Assignment.objects.filter(pk=world.assignments[0].pk).update(state="offered", due=past)
    return lapse(by=by, assignment=world.assignments[0])


def _withdraw_text(world: World, by: Any, role: str) -> Any:
    state = world.state
    Practice.objects.filter(pk=world.practice.pk).update(state=State.DRAFT)
    publish_text(by=system, text=world.text)
    Practice.objects.filter(pk=world.practice.pk).update(state=state)
    return withdraw_text(by=by, text=world.text)


def _of_practice(verb: str) -> Callable[[World, Any, str], Any]:
    return lambda world, by, role: getattr(actions, verb)(by=by, practice=world.practice)


def _of_round(verb: str, **more: Any) -> Callable[[World, Any, str], Any]:
    return lambda world, by, role: getattr(actions, verb)(by=by, round=world.round, **more)


RUN: dict[str, Callable[[World, Any, str], Any]] = {
    "submit": _submit,
    "take_back": _of_practice("take_back"),
    "answer_reason": _answer,
    "ask_reconsideration": _reconsider,
    "reopen": _of_practice("reopen"),
    "take_in": _of_round("take_in"),
    "pass_eligibility": _of_round("pass_eligibility"),
    "assign": lambda world, by, role: actions.assign(
        by=by, round=world.round, reviewers=world.spare
    ),
    "reassign": lambda world, by, role: actions.reassign(
        by=by, assignment=world.assignments[0], reviewer=world.spare[0]
    ),
    "allow_fewer": _of_round("allow_fewer", reason="Nobody else reads it."),
    "ask_one_more": _one_more,
    "claim": _claim,
    "declare": _declare,
    "hand_back": lambda world, by, role: actions.hand_back(
        by=by, assignment=world.assignment_of(role)
    ),
    "save_finding": lambda world, by, role: actions.save_finding(
        by=by, assignment=world.assignment_of(role), criterion="timely", verdict="met"
    ),
    "recommend": _recommend,
    "request_changes": _decide("request_changes"),
    "accept": _decide("accept"),
    "decline": _decide("decline"),
    "publish": _publish,
    "publish_directly": _correct,
    "correct": _correct,
    "publish_text": lambda world, by, role: publish_text(by=by, text=world.text),
    "withdraw_text": _withdraw_text,
    "withdraw": _of_practice("withdraw"),
    "archive": _of_practice("archive"),
    "unarchive": _unarchive,
    "release": _settle("verified"),
    "drop_held": _settle("declined"),
    "lapse": _lapse,
}
# One action, two moves: which of them it is depends on the state.
TOGETHER = {"publish_directly", "correct"}
# The reviewer has a part in the round already.
REFUSED = {("claim", "assigned reviewer")}


@dataclass
class _RolledBack(Exception):
    """Carries what happened out of a transaction that is undone."""

    outcome: str
    state: str
    told: list[bool]


def outcome_of(world: World, state: State, role: str, verb: str) -> _RolledBack:
    """Run the real action in that state, and undo it."""
    try:
        with transaction.atomic():
            Practice.objects.filter(pk=world.practice.pk).update(state=state)
            before = set(ScreeningEvent.objects.values_list("pk", flat=True))
            try:
                with transaction.atomic():
                    RUN[verb](world, world.people[role], role)
                outcome = "done"
            except NotAllowed:
                outcome = "not allowed"
            except Refused as refused:
                now = "This cannot be done now" in str(refused)
                outcome = "not in this state" if now else f"refused: {refused}"
            new = ScreeningEvent.objects.exclude(pk__in=before).filter(verb=verb)
            raise _RolledBack(
                outcome, world.state, list(new.values_list("for_submitter", flat=True))
            )
    except _RolledBack as happened:
        return happened


def expected(state: State, role: str, verb: str) -> str:
    move = moves.BY_VERB[verb]
    sources = move.sources
    if verb in TOGETHER:
        sources = moves.BY_VERB["correct"].sources | moves.BY_VERB["publish_directly"].sources
    if role != "system" and move.who.isdisjoint(ROLES[role]):
        return "not allowed"
    if role == "system" and verb == "claim":
        return "not allowed"
    return "done" if state in sources else "not in this state"


@pytest.mark.parametrize("state", State)
def test_every_role_does_in_each_state_what_the_table_allows_and_nothing_else(
    state: State,
) -> None:
    world = World()
    wrong = []
    for verb, move in moves.BY_VERB.items():
        for role in ROLES:
            happened = outcome_of(world, state, role, verb)
            want = expected(state, role, verb)
            if want == "done" and (verb, role) in REFUSED:
                assert happened.outcome.startswith("refused"), (verb, role)
                continue
            if happened.outcome != want:
                wrong.append((verb, role, happened.outcome, want))
            elif want == "done" and state in move.sources:
                to = move.target or state
                assert happened.state == to, (verb, role, happened.state)
                lines = [move.told] if move.logged else []
                assert happened.told == lines, (verb, role, happened.told)
            elif want != "done":
                assert happened.told == [], (verb, role)
    assert wrong == []


def test_the_matrix_runs_every_move_of_the_table() -> None:
    assert set(RUN) == set(moves.BY_VERB)


def test_nothing_but_the_table_changes_a_state() -> None:
    """Every state is reached by some move, and left by some."""
    reached = {move.target for move in moves.MOVES} | {State.DRAFT}
    left = {state for move in moves.MOVES if move.target for state in move.sources}
    assert reached - {None} == set(State)
    assert left == set(State)


def test_the_log_is_only_ever_added_to() -> None:
    desk = Desk()
    desk.submitted()
    with pytest.raises(TypeError):
        ScreeningEvent.objects.all().update(note="Another.")
    with pytest.raises(TypeError):
        ScreeningEvent.objects.all().delete()
    line = ScreeningEvent.objects.get(verb="submit")
    line.note = "Another."
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


def test_the_submitters_people_do_not_read_who_reviewed_what() -> None:
    desk = Desk()
    round, _assignments = desk.spoken()
    told = ScreeningEvent.objects.visible_to(desk.focal)
    assert set(told.values_list("verb", flat=True)) == {"submit", "take_in", "pass_eligibility"}
    assert not told.filter(by__in=desk.panel).exists()
    every = ScreeningEvent.objects.visible_to(desk.secretariat).filter(round=round)
    assert every.filter(verb="recommend").count() == 3

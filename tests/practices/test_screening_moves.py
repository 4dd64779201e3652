"""The table of moves against the actions: every state, every role, every verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Max
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

pytestmark = [pytest.mark.django_db, pytest.mark.once]

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

    def judge(self) -> None:
        state = self.state
        Practice.objects.filter(pk=self.practice.pk).update(state=State.IN_REVIEW)
        for criterion in rules.criteria_to_judge(self.round):
            finding(self.assignments[0], criterion)
        Practice.objects.filter(pk=self.practice.pk).update(state=state)

    def in_state(self, state: State, do: Callable[[], Any]) -> None:
        """Do what brings it to where a verb begins, whatever state it is in."""
        now = self.state
        Practice.objects.filter(pk=self.practice.pk).update(state=state)
        do()
        Practice.objects.filter(pk=self.practice.pk).update(state=now)


# Who does it, and their role.
Run = Callable[[Any, str], Any]


def _submit(world: World) -> Run:
    world.closed("changes")
    return lambda by, role: actions.submit(
        by=by, practice=world.practice, licence=LICENCE, language="en"
    )


def _answer(world: World) -> Run:
    world.closed("changes")
    reason = ReturnedReason.objects.create(**{**a_reason(), "round": world.round})
    return lambda by, role: actions.answer_reason(by=by, reason=reason, answer="It is there.")


def _reconsider(world: World) -> Run:
    world.closed("declined")
    return lambda by, role: actions.ask_reconsideration(
        by=by, round=world.round, reason="It was misread."
    )


def _one_more(world: World) -> Run:
    world.all_spoken("accept", "changes", "changes")
    return lambda by, role: actions.ask_one_more(by=by, round=world.round, reviewer=world.others[1])


def _claim(world: World) -> Run:
    if world.state == State.IN_REVIEW:
        world.round.assignments.exclude(reviewer=world.un).update(
            state="handed-back", ended_at=timezone.now()
        )
    return lambda by, role: actions.claim(by=by, round=world.round)


def _declare(world: World) -> Run:
    Assignment.objects.filter(state="reading").update(state="offered")
    return lambda by, role: actions.declare(
        by=by, assignment=world.assignment_of(role), conflict=False
    )


def _recommend(world: World) -> Run:
    world.judge()
    return lambda by, role: actions.recommend(
        by=by, assignment=world.assignment_of(role), recommendation="accept"
    )


def _decide(verb: str) -> Callable[[World], Run]:
    def prepared(world: World) -> Run:
        world.all_spoken()
        more = {} if verb == "accept" else {"reasons": [a_reason()]}
        return lambda by, role: getattr(actions, verb)(by=by, round=world.round, **more)

    return prepared


def _publish(world: World) -> Run:
    world.closed("accepted")
    return lambda by, role: actions.publish(by=by, practice=world.practice)


def _correct(world: World) -> Run:
    save_draft(by=system, practice=world.practice, content={"start_year": 2020})
    return lambda by, role: publish_practice(by=by, practice=world.practice)


def _unarchive(world: World) -> Run:
    def was_public() -> None:
        publish_practice(by=system, practice=world.practice)
        actions.withdraw(by=system, practice=world.practice)

    world.in_state(State.DRAFT, was_public)
    return lambda by, role: actions.unarchive(by=by, practice=world.practice)


def _retire(world: World) -> Run:
    world.in_state(State.DRAFT, lambda: publish_practice(by=system, practice=world.practice))
    return lambda by, role: actions.retire(by=by, practice=world.practice, reason="It ended.")


def _settle(verification: str) -> Callable[[World], Run]:
    def prepared(world: World) -> Run:
        ScreeningRound.objects.filter(pk=world.round.pk).update(held=True)
        Organisation.objects.filter(pk=world.body.pk).update(verification=verification)
        return lambda by, role: settle_held(by=by, organisations=[world.body.pk])

    return prepared


def _lapse(world: World) -> Run:
    past = timezone.now() - timedelta(days=1)
    Assignment.objects.filter(pk=world.assignments[0].pk).update(state="offered", due=past)
    return lambda by, role: lapse(by=by, assignment=world.assignments[0])


def _withdraw_text(world: World) -> Run:
    world.in_state(State.DRAFT, lambda: publish_text(by=system, text=world.text))
    return lambda by, role: withdraw_text(by=by, text=world.text)


def _of_practice(verb: str) -> Callable[[World], Run]:
    return lambda world: lambda by, role: getattr(actions, verb)(by=by, practice=world.practice)


def _of_round(verb: str, **more: Any) -> Callable[[World], Run]:
    return lambda world: lambda by, role: getattr(actions, verb)(by=by, round=world.round, **more)


def _of_assignment(verb: str, **more: Any) -> Callable[[World], Run]:
    return lambda world: (
        lambda by, role: getattr(actions, verb)(by=by, assignment=world.assignment_of(role), **more)
    )


# What has to be there before each verb, and the verb.
RUN: dict[str, Callable[[World], Run]] = {
    "submit": _submit,
    "take_back": _of_practice("take_back"),
    "answer_reason": _answer,
    "ask_reconsideration": _reconsider,
    "reopen": _of_practice("reopen"),
    "take_in": _of_round("take_in"),
    "pass_eligibility": _of_round("pass_eligibility"),
    "assign": lambda world: (
        lambda by, role: actions.assign(by=by, round=world.round, reviewers=world.spare)
    ),
    "reassign": lambda world: (
        lambda by, role: actions.reassign(
            by=by, assignment=world.assignments[0], reviewer=world.spare[0]
        )
    ),
    "allow_fewer": _of_round("allow_fewer", reason="Nobody else reads it."),
    "ask_one_more": _one_more,
    "claim": _claim,
    "declare": _declare,
    "hand_back": _of_assignment("hand_back"),
    "save_finding": _of_assignment("save_finding", criterion="timely", verdict="met"),
    "recommend": _recommend,
    "request_changes": _decide("request_changes"),
    "accept": _decide("accept"),
    "decline": _decide("decline"),
    "publish": _publish,
    "publish_directly": _correct,
    "correct": _correct,
    "publish_text": lambda world: lambda by, role: publish_text(by=by, text=world.text),
    "withdraw_text": _withdraw_text,
    "withdraw": _of_practice("withdraw"),
    "archive": _of_practice("archive"),
    "retire": _retire,
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
class Happened:
    """told: of each line that was written in the log, whether the submitter's people read it."""

    outcome: str
    state: str
    told: list[bool]


class _Undone(Exception): ...


@contextmanager
def undone() -> Iterator[None]:
    """What is done within leaves nothing."""
    with suppress(_Undone), transaction.atomic():
        yield
        raise _Undone


def outcome_of(world: World, run: Run, role: str, verb: str) -> Happened:
    """Run the real action."""
    last = ScreeningEvent.objects.aggregate(last=Max("pk"))["last"]
    try:
        with transaction.atomic():
            run(world.people[role], role)
        outcome = "done"
    except NotAllowed:
        return Happened("not allowed", "", [])
    except Refused as refused:
        now = "This cannot be done now" in str(refused)
        return Happened("not in this state" if now else f"refused: {refused}", "", [])
    new = ScreeningEvent.objects.filter(pk__gt=last, verb=verb)
    return Happened(outcome, world.state, list(new.values_list("for_submitter", flat=True)))


def outcomes(world: World, verb: str) -> Iterator[tuple[str, Happened]]:
    """What came of it for each role, each from the same beginning."""
    found = {}
    with undone():
        run = RUN[verb](world)
        for role in ROLES:
            with undone():
                found[role] = outcome_of(world, run, role, verb)
    yield from found.items()


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
    Practice.objects.filter(pk=world.practice.pk).update(state=state)
    for verb, move in moves.BY_VERB.items():
        for role, happened in outcomes(world, verb):
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

"""Who should review each of several rounds: what `balance` answers for one, in a handful of queries
for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Q

from hub.models import Role
from practices.models import (
    OPEN_ASSIGNMENTS,
    Assignment,
    AssignmentState,
    Reviewer,
    RoundText,
    ScreeningRound,
)
from practices.screening import rules
from practices.screening.balance import Candidate
from practices.screening.queues import Row
from practices.screening.standing import memberships_that_bind


class Candidates:
    """rounds: with their practice and assignments. rows: of the same rounds."""

    def __init__(self, rounds: Sequence[ScreeningRound], rows: Sequence[Row]) -> None:
        self._rows = {row.pk: row for row in rows}
        unfinished = Q(user__assignments__state__in=OPEN_ASSIGNMENTS)
        self._reviewers = list(
            Reviewer.objects.filter(
                is_available=True, user__is_active=True, user__groups__name=Role.SCREENER
            )
            .select_related("user")
            .annotate(load=Count("user__assignments", filter=unfinished, distinct=True))
            .order_by("pk")
        )
        # How many more each was suggested for meanwhile.
        self._more: dict[int, int] = defaultdict(int)
        self._read_assignments({each.practice_id for each in rounds})
        self._parts: dict[int | None, set[int]] = defaultdict(set)
        bodies = {each.practice.organisation_id for each in rounds}
        bound = memberships_that_bind().filter(organisation__in=bodies)
        for body, person in bound.values_list("organisation", "user"):
            self._parts[body].add(person)
        self._languages: dict[int, set[str]] = defaultdict(set)
        texts = RoundText.objects.filter(round__in=rounds)
        for round, language in texts.values_list("round", "text__language"):
            self._languages[round].add(language)

    def _read_assignments(self, practices: set[int]) -> None:
        self._submitters: dict[int, set[int | None]] = defaultdict(set)
        submitted = ScreeningRound.objects.filter(practice__in=practices)
        for practice, person in submitted.values_list("practice", "submitted_by"):
            self._submitters[practice].add(person)
        self._conflicted: dict[int, set[int]] = defaultdict(set)
        self._spoken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        given = Assignment.objects.filter(
            round__practice__in=practices,
            state__in=(AssignmentState.CONFLICT, AssignmentState.SPOKEN),
        )
        for practice, number, person, state in given.values_list(
            "round__practice", "round__number", "reviewer", "state"
        ):
            if state == AssignmentState.CONFLICT:
                self._conflicted[practice].add(person)
            else:
                self._spoken[practice].append((number, person))

    def of(self, round: ScreeningRound) -> list[Candidate]:
        """As `balance.candidates`, counting what was suggested for other rounds before."""
        row = self._rows[round.pk]
        objectives, read = set(row.objectives), {round.language, *self._languages[round.pk]}
        standing = {
            each.reviewer_id for each in round.assignments.all() if each.state in rules.STANDING
        }
        before = {
            person for number, person in self._spoken[round.practice_id] if number < round.number
        }
        apart = (
            standing
            | self._parts[round.practice.organisation_id]
            | self._submitters[round.practice_id]
            | self._conflicted[round.practice_id]
            | {round.practice.focal_point_id}
            | (before if round.reconsideration else set())
        )
        found = []
        for each in self._reviewers:
            if each.user_id in apart:
                continue
            load = each.load + self._more[each.user_id]
            found.append(
                Candidate(
                    person=each.user,
                    side=each.side,
                    load=load,
                    has_room=load < each.most_at_once,
                    reads=not each.languages or not read.isdisjoint(each.languages),
                    knows_objective=bool(objectives.intersection(each.objectives)),
                    knows_region=bool(row.regions.intersection(each.regions)),
                    again=each.user_id in before,
                )
            )
        found.sort(key=lambda each: (not each.has_room, -each.score, each.load, each.person.pk))
        return found

    def suggested(self, round: ScreeningRound) -> list[Candidate]:
        """As `balance.suggestion`. What is suggested here counts as load for the rounds after it,
        so that several are not all given to the same people."""
        missing = dict(rules.panel_of(round).missing)
        chosen = []
        for each in self.of(round):
            if missing[each.side] and each.has_room and each.reads:
                missing[each.side] -= 1
                self._more[each.person.pk] += 1
                chosen.append(each)
        return chosen

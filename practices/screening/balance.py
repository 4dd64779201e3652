"""Who should review a round: those who read it, know its region and objectives, and have time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from hub import vocabulary
from hub.models import Role, User
from practices.models import (
    Assignment,
    AssignmentState,
    Reviewer,
    ScreeningRound,
)
from practices.screening import rules
from practices.screening.standing import memberships_that_bind

# What each counts when reviewers are compared; reading a text of it counts more than all else.
_READS, _OBJECTIVE, _REGION, _AGAIN = 8, 2, 1, 2


@dataclass(frozen=True)
class Candidate:
    """A reviewer who may judge a round. load: how many rounds they have not finished. again:
    judged the practice in an earlier round."""

    person: User
    side: str
    load: int
    has_room: bool
    reads: bool
    knows_objective: bool
    knows_region: bool
    again: bool

    @property
    def score(self) -> int:
        return (
            _READS * self.reads
            + _OBJECTIVE * self.knows_objective
            + _REGION * self.knows_region
            + _AGAIN * self.again
        )


def candidates(round: ScreeningRound) -> list[Candidate]:
    """Everybody who may judge the round and takes new work, the best first: who has room, reads
    it, knows it, and has least to do. A handful of queries, however many reviewers there are."""
    facts = round.facts.content
    objectives = {each["number"] for each in facts.get("objectives", ())}
    regions = {each["region"] for each in facts.get("regions", ())}
    known = vocabulary.set_named("country")
    for each in facts.get("countries", ()):
        if each["country"] in known:
            regions.update(vocabulary.regions_of(each["country"]))
    read = languages_of(round)
    before = set(_spoken_before(round).values_list("reviewer", flat=True))
    found = []
    for row in _possible(round).annotate(load=_load()):
        found.append(
            Candidate(
                person=row.user,
                side=row.side,
                load=row.load,
                has_room=row.load < row.most_at_once,
                reads=not row.languages or not read.isdisjoint(row.languages),
                knows_objective=bool(objectives.intersection(row.objectives)),
                knows_region=bool(regions.intersection(row.regions)),
                again=row.user_id in before,
            )
        )
    found.sort(key=lambda each: (not each.has_room, -each.score, each.load, each.person.pk))
    return found


def suggestion(round: ScreeningRound) -> list[Candidate]:
    """Whom to ask for the places of the panel that are free: the best of each side."""
    missing = dict(rules.panel_of(round).missing)
    chosen = []
    for each in candidates(round):
        if missing[each.side] and each.has_room and each.reads:
            missing[each.side] -= 1
            chosen.append(each)
    return chosen


def languages_of(round: ScreeningRound) -> set[str]:
    """The languages in which the submission can be read."""
    return {round.language, *round.texts.values_list("text__language", flat=True)}


def somebody_reads(round: ScreeningRound) -> bool:
    """Whether a reviewer who takes new work reads the submission in one of its languages."""
    read = languages_of(round)
    spoken = _possible(round, but_standing=False).values_list("languages", flat=True)
    return any(not languages or not read.isdisjoint(languages) for languages in spoken)


def languages_nobody_reads(languages: Sequence[str]) -> list[str]:
    """Those that no reviewer who takes new work reads."""
    rows = _available().values_list("languages", flat=True)
    read: set[str] = set()
    for row in rows:
        if not row:
            return []
        read.update(row)
    return [each for each in languages if each not in read]


def _available() -> QuerySet[Reviewer]:
    return Reviewer.objects.filter(
        is_available=True, user__is_active=True, user__groups__name=Role.SCREENER
    )


def _possible(round: ScreeningRound, *, but_standing: bool = True) -> QuerySet[Reviewer]:
    practice = round.practice
    possible = _available().select_related("user").order_by("pk")
    conflicted = Assignment.objects.filter(
        round__practice=practice, state=AssignmentState.CONFLICT
    ).values("reviewer")
    submitters = ScreeningRound.objects.filter(practice=practice, submitted_by__isnull=False)
    possible = possible.exclude(user__in=conflicted).exclude(
        user__in=submitters.values("submitted_by")
    )
    if practice.focal_point_id is not None:
        possible = possible.exclude(user=practice.focal_point_id)
    if practice.organisation_id is not None:
        bound = memberships_that_bind().filter(organisation=practice.organisation_id)
        possible = possible.exclude(user__in=bound.values("user"))
    if round.reconsideration:
        possible = possible.exclude(user__in=_spoken_before(round).values("reviewer"))
    if but_standing:
        standing = round.assignments.filter(state__in=rules.STANDING).values("reviewer")
        possible = possible.exclude(user__in=standing)
    return possible


def _spoken_before(round: ScreeningRound) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        round__practice=round.practice_id,
        round__number__lt=round.number,
        state=AssignmentState.SPOKEN,
    )


def _load() -> Count:
    unfinished = Q(user__assignments__state__in=("offered", "reading"))
    return Count("user__assignments", filter=unfinished, distinct=True)

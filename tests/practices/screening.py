"""What the tests of screening are made with: a submission, and people around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hub.actions import system
from hub.models import Membership, Organisation, Role, User
from practices.actions import save_text
from practices.models import Assignment, Practice, PracticeText, Reviewer, ScreeningRound
from practices.screening import actions, rules
from tests.practices.library import drafted, organisation, person

LICENCE = "cc-by-4.0"


# What a submission needs beside the facts of any practice.
WHOLE: dict[str, Any] = {
    "start_year": 2021,
    "organisations": [{"part": "implementing", "name": "Example Harbour Board", "language": "en"}],
}
TOLD = {
    "summary": "An example desk gives work permits on the day.",
    "challenge": "Permits took weeks.",
    "activities": "A desk was opened.",
    "results": "Permits take a day.",
    "lessons": "Begin with the crew.",
}


def reviewer(name: str, side: str = "other", **values: Any) -> User:
    made = person(name, Role.SCREENER)
    Reviewer.objects.create(user=made, side=side, **values)
    return made


def submittable(body: Organisation, **content: Any) -> tuple[Practice, PracticeText]:
    """A draft of which nothing is missing."""
    practice, text = drafted(body, **WHOLE | content)
    save_text(by=system, text=text, content=TOLD)
    return practice, text


@dataclass
class Desk:
    """A submission with the people whom it needs."""

    body: Organisation = field(default_factory=organisation)
    prefix: str = ""

    def __post_init__(self) -> None:
        self.focal = person(f"{self.prefix}focal")
        Membership.objects.create(user=self.focal, organisation=self.body, role="focal-point")
        self.secretariat = person(f"{self.prefix}secretariat", Role.SECRETARIAT)
        self.un = reviewer(f"{self.prefix}unreviewer", "un")
        self.others = [reviewer(f"{self.prefix}first"), reviewer(f"{self.prefix}second")]
        self.practice, self.text = submittable(self.body)

    @property
    def panel(self) -> list[User]:
        return [self.un, *self.others]

    def now(self) -> Practice:
        return Practice.objects.get(pk=self.practice.pk)

    @property
    def state(self) -> str:
        return self.now().state

    def submitted(self) -> ScreeningRound:
        answer = actions.submit(
            by=self.focal, practice=self.practice, licence=LICENCE, language="en"
        )
        return ScreeningRound.objects.get(pk=answer["round"])

    def in_review(self) -> ScreeningRound:
        round = self.submitted()
        actions.take_in(by=self.secretariat, round=round)
        actions.pass_eligibility(by=self.secretariat, round=round)
        return round

    def reading(self) -> tuple[ScreeningRound, list[Assignment]]:
        """All three have declared that nothing stands in the way."""
        round = self.in_review()
        actions.assign(by=self.secretariat, round=round, reviewers=self.panel)
        assignments = list(round.assignments.all())
        for each in assignments:
            actions.declare(by=each.reviewer, assignment=each, conflict=False)
        return round, assignments

    def spoken(self, *recommendations: str) -> tuple[ScreeningRound, list[Assignment]]:
        round, assignments = self.reading()
        given = recommendations or ("accept",) * 3
        for each, recommendation in zip(assignments, given, strict=True):
            speak(each, recommendation)
        return round, list(round.assignments.all())

    def accepted(self) -> ScreeningRound:
        round, _assignments = self.spoken()
        actions.accept(by=self.secretariat, round=round)
        return round

    def published(self) -> ScreeningRound:
        round = self.accepted()
        actions.publish(by=self.secretariat, practice=self.practice)
        return round

    def returned(self, **reason: Any) -> ScreeningRound:
        round, _assignments = self.spoken("changes", "changes", "changes")
        actions.request_changes(by=self.secretariat, round=round, reasons=[a_reason(**reason)])
        return round


def a_reason(**values: Any) -> dict[str, Any]:
    return {
        "criterion": "replicable",
        "verdict": "partly-met",
        "fields": ["en.replication"],
        "reason": "Say what others would need.",
        "language": "en",
        **values,
    }


def speak(
    assignment: Assignment, recommendation: str = "accept", verdicts: dict[str, str] | None = None
) -> None:
    """Judge every criterion, and recommend."""
    for criterion in rules.criteria_to_judge(assignment.round):
        verdict = (verdicts or {}).get(criterion, "met")
        finding(assignment, criterion, verdict)
    actions.recommend(by=assignment.reviewer, assignment=assignment, recommendation=recommendation)


def finding(assignment: Assignment, criterion: str, verdict: str = "met", **values: Any) -> None:
    if verdict != "met":
        values = {
            "fields": ["en.results"], "reason": "Why.", "reason_language": "en", **values,
        }  # fmt: skip
    actions.save_finding(
        by=assignment.reviewer, assignment=assignment, criterion=criterion, verdict=verdict,
        **values,
    )  # fmt: skip

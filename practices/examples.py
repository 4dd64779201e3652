"""Practices to look at on a trial run: of fictitious bodies, one or more in each state and queue.

They go through the same actions as anybody's, by the trial people of `hub.trial`. Only what would
take long is written at once: the findings of a reviewer, and how long ago something was submitted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from hub.actions import Act, action, system
from hub.models import Notice, Organisation, User
from hub.working_days import working_days_later
from practices.actions import add_text, save_text, start_practice
from practices.models import (
    Assignment,
    Finding,
    Practice,
    PracticeText,
    ScreeningRound,
    Side,
    Verdict,
)
from practices.screening import actions, rules

SHIPPED = Path(__file__).resolve().parent / "data" / "examples.json"
EXAMPLE = "example"
LICENCE = "cc-by-4.0"
# What each trial screener is, and reads.
REVIEWERS = {
    "un-screener": (Side.UN, ["en", "fr", "ar"]),
    "screener": (Side.OTHER, ["en", "fr"]),
    "second-screener": (Side.OTHER, ["en", "fr", "es", "ru"]),
    "third-screener": (Side.OTHER, ["en", "fr", "ar"]),
}


def make() -> None:
    """Make them, unless there are some."""
    if not Practice.objects.filter(provenance=EXAMPLE).exists():
        _make(by=system)


@action("trial.practices")
def _make(act: Act) -> dict[str, Any]:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    before = timezone.now()
    cast = Cast()
    for row in shipped["practices"]:
        example = Example(cast, row, shipped["told"][row["language"]])
        WAYS[row["reaches"]](example)
        example.age()
        if row.get("unconfirmed"):
            example.leave_unconfirmed()
        act.changed("practice", example.practice.pk)
    # Nobody is written to about examples.
    Notice.objects.filter(created_at__gte=before).update(settled_at=timezone.now())
    return {"practices": len(shipped["practices"])}


class Cast:
    """The trial people by the first part of their addresses."""

    def __init__(self) -> None:
        people = User.objects.filter(email__endswith="@example.org")
        self.people = {person.email.split("@")[0]: person for person in people}
        self.secretariat = self.people["secretariat"]
        for name, (side, languages) in REVIEWERS.items():
            actions.describe_reviewer(
                by=system, person=self.people[name], side=side, languages_read=languages
            )
        self.panel = [self.people[name] for name in list(REVIEWERS)[:3]]
        self.fourth = self.people["third-screener"]
        self.bodies = {each.name: each for each in Organisation.objects.all()}


class Example:
    """One practice, and how it comes to where it stands."""

    def __init__(self, cast: Cast, row: dict[str, Any], told: dict[str, str]) -> None:
        self.cast, self.row = cast, row
        body = cast.bodies[row["organisation"]]
        self.by = cast.people["city" if "City" in body.name else "focal-point"]
        self.language = row["language"]
        facts: dict[str, Any] = {
            "objectives": [{"number": number} for number in row["objectives"]],
            "levels": [{"level": row["level"]}],
        }
        if not row.get("bare"):
            facts |= {
                "start_year": row["year"],
                "organisations": [
                    {"part": "implementing", "name": body.name, "language": "en"}
                ],
            }  # fmt: skip
        answer = start_practice(
            by=self.by, original_language=self.language, organisation=body, content=facts
        )
        self.practice = Practice.objects.get(pk=answer["practice"])
        Practice.objects.filter(pk=self.practice.pk).update(provenance=EXAMPLE)
        said = {"title": row["title"], "summary": row["summary"]}
        if not row.get("bare"):
            said |= told
        answer = add_text(by=self.by, practice=self.practice, language=self.language, content=said)
        self.text = PracticeText.objects.get(pk=answer["text"])
        self.round: ScreeningRound | None = None

    def submit(self) -> ScreeningRound:
        answer = actions.submit(
            by=self.by, practice=self.practice, licence=LICENCE, language=self.language
        )
        self.round = ScreeningRound.objects.select_related("practice").get(pk=answer["round"])
        return self.round

    def take_in(self) -> ScreeningRound:
        round = self.submit()
        actions.take_in(by=self.cast.secretariat, round=round)
        return round

    def pass_eligibility(self) -> ScreeningRound:
        round = self.take_in()
        actions.pass_eligibility(by=self.cast.secretariat, round=round)
        return round

    def offer(self) -> list[Assignment]:
        round = self.pass_eligibility()
        actions.assign(by=self.cast.secretariat, round=round, reviewers=self.cast.panel)
        return list(round.assignments.select_related("reviewer"))

    def read(self) -> list[Assignment]:
        """The first has spoken, the second reads, the third has not answered."""
        first, second, third = self.offer()
        self.speak(first, "accept")
        actions.declare(by=second.reviewer, assignment=second, conflict=False)
        return [first, second, third]

    def hear(self, *recommendations: str) -> ScreeningRound:
        for assignment, recommendation in zip(self.offer(), recommendations, strict=True):
            self.speak(assignment, recommendation)
        return self.the_round

    def speak(self, assignment: Assignment, recommendation: str) -> None:
        actions.declare(by=assignment.reviewer, assignment=assignment, conflict=False)
        Finding.objects.bulk_create(self._findings(assignment, recommendation))
        actions.recommend(
            by=assignment.reviewer, assignment=assignment, recommendation=recommendation
        )

    def _findings(self, assignment: Assignment, recommendation: str) -> Iterable[Finding]:
        doubted = {"accept": (), "changes": ("replicable",), "decline": ("implemented",)}
        for criterion in rules.criteria_to_judge(self.the_round):
            finding = Finding(assignment=assignment, criterion=criterion, verdict=Verdict.MET)
            if criterion in doubted[recommendation]:
                finding.verdict = Verdict.PARTLY
                finding.fields = [f"{self.language}.results"]
                finding.reason = _REASONS.get(self.language, _REASONS["en"])
                finding.reason_language = self.language
            yield finding

    def accept(self) -> None:
        self.hear("accept", "accept", "accept")
        actions.accept(by=self.cast.secretariat, round=self.the_round)

    def publish(self) -> None:
        self.accept()
        actions.publish(by=self.cast.secretariat, practice=self.practice)

    def ask_one_more(self) -> None:
        self.hear("accept", "changes", "accept")
        actions.ask_one_more(
            by=self.cast.secretariat, round=self.the_round, reviewer=self.cast.fourth
        )

    def request_changes(self) -> None:
        self.hear("changes", "changes", "changes")
        reason = {
            "criterion": "replicable",
            "verdict": Verdict.PARTLY,
            "fields": [f"{self.language}.replication", f"{self.language}.results"],
            "reason": _REASONS[self.language],
            "language": self.language,
        }
        actions.request_changes(by=self.cast.secretariat, round=self.the_round, reasons=[reason])

    def decline(self) -> None:
        self.hear("decline", "decline", "decline")
        actions.decline(
            by=self.cast.secretariat,
            round=self.the_round,
            note="Please submit it again once it has begun.",
            language="en",
        )

    def update(self) -> None:
        """Public, with a new version that is being screened."""
        self.publish()
        content = {"results": "An example: the third town has joined."}
        save_text(by=self.by, text=self.text, content=content)
        self.submit()

    def withdraw(self) -> None:
        self.publish()
        actions.withdraw(by=self.by, practice=self.practice, reason="It has ended.")

    def archive(self) -> None:
        self.publish()
        actions.archive(by=self.cast.secretariat, practice=self.practice, reason="It has moved.")

    def leave_unconfirmed(self) -> None:
        """Public for over a year, and asked about in vain for two months."""
        now = timezone.now()
        then = now - timedelta(days=430)
        self.practice.rounds.update(decided_at=then, closed_at=then)
        for rows in (Practice.objects.filter(pk=self.practice.pk), self.practice.texts.all()):
            rows.update(first_published_at=then, last_published_at=then)
        Practice.objects.filter(pk=self.practice.pk).update(
            state_since=then, confirmation_asked_at=now - timedelta(days=62)
        )

    @property
    def the_round(self) -> ScreeningRound:
        assert self.round is not None  # noqa: S101  (each way submits first)
        return self.round

    def age(self) -> None:
        """Let what was submitted wait for as long as its row says."""
        days, now = self.row["age"], timezone.now()
        for round in self.practice.rounds.all():
            then = now - timedelta(days=days)
            due = working_days_later(then.date(), settings.HUB_SCREENING_DAYS)
            ScreeningRound.objects.filter(pk=round.pk).update(submitted_at=then, due=due)
            days = days // 8
        Practice.objects.filter(pk=self.practice.pk).update(
            state_since=now - timedelta(days=days // 2)
        )


_REASONS = {
    "en": "Please name what others would need to do the same: staff, cost, law, partners, time.",
    "fr": "Merci d’indiquer ce dont d’autres auraient besoin pour faire de même.",
}
WAYS: dict[str, Callable[[Example], Any]] = {
    "draft": lambda example: None,
    "submitted": Example.submit,
    "eligibility": Example.take_in,
    "in-review": Example.pass_eligibility,
    "offered": Example.offer,
    "reading": Example.read,
    "spoken": lambda example: example.hear("accept", "accept", "accept"),
    "disagreed": lambda example: example.hear("accept", "changes", "accept"),
    "extra-reviewer": Example.ask_one_more,
    "changes-requested": Example.request_changes,
    "accepted": Example.accept,
    "published": Example.publish,
    "updated": Example.update,
    "declined": Example.decline,
    "withdrawn": Example.withdraw,
    "archived": Example.archive,
}

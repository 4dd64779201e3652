"""What the rules say of a round: who must have spoken, and what keeps a practice from being
accepted.

- At least one reviewer of the United Nations and two others speak, or the reason why fewer do is
  recorded and shown.
- Where their recommendations differ, one more is asked before it is decided.
- A required criterion that any reviewer finds not met prevents acceptance, until one more reviewer
  has spoken and most of those who spoke do not find it so.
- What is not required, such as being recent, never prevents it. A practice that goes on and tells
  of results counts as completed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import vocabulary
from practices.models import (
    OPEN_ASSIGNMENTS,
    Assignment,
    AssignmentState,
    ScreeningRound,
    Side,
    Verdict,
)

# How many of each side must speak.
PANEL = {Side.UN: 1, Side.OTHER: 2}
STANDING = (*OPEN_ASSIGNMENTS, AssignmentState.SPOKEN)
COMPLETED = "completed"
# The secretariat judges these before anybody reviews.
ELIGIBILITY = "eligibility"


def criteria_now() -> list[dict[str, Any]]:
    """The criteria as a round keeps them."""
    return [
        {"key": each.key, "required": each.required, "kind": str(each.kind)}
        for each in vocabulary.criteria()
    ]


def criteria_to_judge(round: ScreeningRound) -> list[str]:
    """Keys of the criteria that each reviewer judges, in order."""
    return [each["key"] for each in round.criteria if each.get("kind") != ELIGIBILITY]


def required(round: ScreeningRound) -> set[str]:
    """Keys of the criteria that a practice must meet."""
    return {each["key"] for each in round.criteria if each["required"]}


@dataclass(frozen=True)
class Panel:
    """The reviewers of a round as they stand. missing: how many of each side are still to be
    found."""

    standing: list[Assignment]
    missing: dict[str, int]

    @property
    def waiting(self) -> list[Assignment]:
        return [each for each in self.standing if each.state in OPEN_ASSIGNMENTS]

    @property
    def spoken(self) -> list[Assignment]:
        return [each for each in self.standing if each.state == AssignmentState.SPOKEN]

    @property
    def is_whole(self) -> bool:
        return not any(self.missing.values())

    @property
    def disagrees(self) -> bool:
        """Whether those who spoke recommend different things, and nobody more was heard."""
        given = {each.recommendation for each in self.spoken}
        return len(given) > 1 and not self.heard_one_more

    @property
    def heard_one_more(self) -> bool:
        return any(each.is_extra for each in self.spoken)


def panel_of(round: ScreeningRound) -> Panel:
    """One query; none where `assignments` were fetched with the round."""
    standing = [each for each in round.assignments.all() if each.state in STANDING]
    missing = {}
    for side, wanted in PANEL.items():
        there = sum(each.side == side and not each.is_extra for each in standing)
        missing[side.value] = max(0, wanted - there)
    return Panel(standing, missing)


def has_vacancy(round: ScreeningRound, side: str, *, extra: bool) -> bool:
    """Whether one more reviewer of the side is looked for. extra: the one whom disagreement
    asks for, of either side."""
    panel = panel_of(round)
    if extra:
        return not any(each.is_extra and each in panel.waiting for each in panel.standing)
    return bool(panel.missing[side])


def why_not_decided(round: ScreeningRound) -> str:
    """A sentence where the round cannot be decided yet; "" where it can."""
    panel = panel_of(round)
    waiting = len(panel.waiting)
    if waiting:
        return ngettext(
            "%(count)s reviewer has not spoken yet.",
            "%(count)s reviewers have not spoken yet.",
            waiting,
        ) % {"count": waiting}
    if round.too_few_reason:
        return ""
    if not panel.is_whole:
        return _(
            "At least one reviewer of the United Nations and two others have to speak. Where that "
            "cannot be, record the reason; it is shown."
        )
    if panel.disagrees:
        return _("The reviewers do not agree. Ask one more, or record why that cannot be.")
    return ""


def standing_not_met(round: ScreeningRound) -> list[str]:
    """Keys of the required criteria that stand as not met, and so prevent acceptance."""
    panel = panel_of(round)
    votes: dict[str, list[str]] = defaultdict(list)
    for assignment in panel.spoken:
        for finding in assignment.findings.all():
            votes[finding.criterion].append(finding.verdict)
    against = []
    must = required(round)
    for key in (each["key"] for each in round.criteria):
        given = votes.get(key, [])
        no = given.count(Verdict.NOT_MET)
        prevents = 2 * no >= len(given) if panel.heard_one_more else True
        if key in must and no and prevents:
            against.append(key)
    if COMPLETED in against and goes_on_with_results(round):
        against.remove(COMPLETED)
    return against


def goes_on_with_results(round: ScreeningRound) -> bool:
    """Whether the practice had not ended when it was submitted, and a text tells of results."""
    end_year = round.facts.content.get("end_year")
    if end_year is not None and end_year < timezone.localdate().year:
        return False
    revisions = (each.revision for each in round.texts.select_related("revision"))
    return any((each.content.get("results") or "").strip() for each in revisions)


def names_of(criteria: list[str]) -> str:
    """Criteria by their names, in the language of the interface."""
    return _(", ").join(vocabulary.criterion(key).name() for key in criteria)

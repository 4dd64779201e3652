"""What a reviewer does with an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Act, Refused, action
from practices import fields as named_fields
from practices.models import (
    OPEN_ASSIGNMENTS,
    Assignment,
    AssignmentState,
    Finding,
    Recommendation,
    ScreeningRound,
    Verdict,
)
from practices.screening import moves, rules, telling
from practices.screening.limits import refuse_invalid


@action("screening.declare")
def declare(
    act: Act, *, assignment: Assignment, conflict: bool, said: str = ""
) -> dict[str, Any]:  # fmt: skip
    """Say whether an interest stands in the way. Without one the text opens; with one the
    assignment ends. Whoever finds a conflict while reading says so too."""
    step, row = _take(act, "declare", assignment, *OPEN_ASSIGNMENTS)
    now = timezone.now()
    if conflict:
        row.state, row.said, row.ended_at = AssignmentState.CONFLICT, said.strip(), now
    elif row.state == AssignmentState.OFFERED:
        row.state, row.declared_at = AssignmentState.READING, now
    _save(row)
    step.done()
    if conflict:
        _free(step, row, "conflict")
    act.details = {"assignment": row.pk, "conflict": conflict}
    return {"assignment": row.pk, "state": row.state}


@action("screening.hand-back")
def hand_back(act: Act, *, assignment: Assignment, said: str = "") -> dict[str, Any]:
    """Give an assignment back to the queue before recommending anything. said: why, for the
    secretariat."""
    step, row = _take(act, "hand_back", assignment, *OPEN_ASSIGNMENTS)
    row.state, row.said = AssignmentState.HANDED_BACK, said.strip()
    row.ended_at = timezone.now()
    _save(row)
    step.done()
    _free(step, row, "handed-back")
    act.details = {"assignment": row.pk}
    return {"assignment": row.pk, "state": row.state}


@action("screening.save-finding")
def save_finding(
    act: Act,
    *,
    assignment: Assignment,
    criterion: str,
    verdict: str,
    fields: Sequence[str] = (),
    reason: str = "",
    reason_language: str = "",
    private_note: str = "",
) -> dict[str, Any]:
    """Keep what a reviewer says of one criterion; said again, the later one stands. Answers
    `{"finding": 9}`.

    fields: names of `practices.fields` that it concerns. reason: for the submitter, in the
    language named. private_note: for the secretariat and the other reviewers alone.
    """
    step, row = _take(act, "save_finding", assignment, AssignmentState.READING)
    finding = Finding.objects.filter(assignment=row, criterion=criterion).first()
    finding = finding or Finding(assignment=row, criterion=criterion)
    if criterion not in rules.criteria_to_judge(step.the_round):
        raise Refused({"criterion": _("This is no criterion of this round.")})
    if verdict not in Verdict.values:
        raise Refused({"verdict": _("Choose one.")})
    finding.verdict = verdict
    finding.fields = check_fields(step.the_round, fields)
    finding.reason, finding.private_note = reason.strip(), private_note.strip()
    finding.reason_language = _language(reason_language) if finding.reason else ""
    refuse_invalid(finding, "reason", "private_note")
    finding.save()
    step.done()
    act.details = {"finding": finding.pk}
    return {"finding": finding.pk}


@action("screening.recommend")
def recommend(
    act: Act, *, assignment: Assignment, recommendation: str, private_note: str = ""
) -> dict[str, Any]:
    """Say what the secretariat should decide, when each criterion has been judged. What is
    partly met or not met needs a reason and the fields that it concerns."""
    step, row = _take(act, "recommend", assignment, AssignmentState.READING)
    if recommendation not in Recommendation.values:
        raise Refused({"recommendation": _("Choose one.")})
    _refuse_gaps(step.the_round, row)
    if recommendation == Recommendation.ACCEPT:
        _refuse_accepting_what_is_not_met(step.the_round, row)
    row.state, row.recommendation = AssignmentState.SPOKEN, recommendation
    row.private_note, row.ended_at = private_note.strip(), timezone.now()
    _save(row)
    step.done()
    panel = rules.panel_of(step.the_round)
    if not panel.waiting:
        key = f"spoken:{step.the_round.pk}:{len(panel.spoken)}"
        telling.secretariat(step.practice, "all-spoken", key, **telling.of(step.the_round))
    act.details = {"assignment": row.pk}
    return {"assignment": row.pk, "state": row.state}


def check_fields(round: ScreeningRound, names: Sequence[str]) -> list[str]:
    """The names of fields as they are kept, each once; `Refused` for one that the round has not."""
    judged = {named_fields.FACTS, *round.texts.values_list("text__language", flat=True)}
    for name in names:
        try:
            field = named_fields.parse(name)
        except named_fields.UnknownField as error:
            raise Refused(
                {"fields": _("There is no field “%(value)s”.") % {"value": name}}
            ) from error
        if field.part not in judged:
            raise Refused({"fields": _("There is no field “%(value)s”.") % {"value": name}})
    return list(dict.fromkeys(names))


def locked(assignment: Assignment) -> Assignment:
    """The row as it is now, held until the transaction ends."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("round")
    return rows.get(pk=assignment.pk)


def _take(
    act: Act, verb: str, assignment: Assignment, *states: str
) -> tuple[moves.Step, Assignment]:
    step = moves.take(
        act, verb, assignment.round.practice, round=assignment.round, assignment=assignment
    )
    row = locked(assignment)
    if row.state not in states:
        if row.state == AssignmentState.OFFERED:
            raise Refused(_("Say first whether an interest of yours stands in the way."))
        raise Refused(_("This assignment has ended."))
    return step, row


def _save(row: Assignment) -> None:
    refuse_invalid(row, "said", "private_note")
    row.save()


def _free(step: moves.Step, row: Assignment, what: str) -> None:
    """A place is free again: the secretariat hears of it."""
    telling.secretariat(step.practice, what, f"{what}:{row.pk}", **telling.of(step.the_round))


def _language(tag: str) -> str:
    try:
        return languages.normalise(tag)
    except ValueError as error:
        raise Refused(
            {"reason_language": _("Say in which language the reason is written.")}
        ) from error


def _refuse_gaps(round: ScreeningRound, row: Assignment) -> None:
    judged = {each.criterion: each for each in row.findings.all()}
    gaps = {}
    for key in rules.criteria_to_judge(round):
        finding = judged.get(key)
        if finding is None:
            gaps[key] = _("Not judged yet.")
        elif finding.verdict != Verdict.MET and not finding.reason:
            gaps[key] = _("Say why.")
        elif finding.verdict != Verdict.MET and not finding.fields:
            gaps[key] = _("Name the fields that it concerns.")
    if gaps:
        raise Refused(gaps)


def _refuse_accepting_what_is_not_met(round: ScreeningRound, row: Assignment) -> None:
    against = {each.criterion for each in row.findings.all() if each.verdict == Verdict.NOT_MET}
    against &= rules.required(round)
    if rules.COMPLETED in against and rules.goes_on_with_results(round):
        against.discard(rules.COMPLETED)
    if against:
        message = _("You find a required criterion not met: %(criteria)s.")
        raise Refused({"recommendation": message % {"criteria": rules.names_of(sorted(against))}})

"""What the hub does by itself: held submissions go on, offers lapse, people are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hub.actions import Act, action
from hub.models import Verification
from hub.working_days import working_days_later
from practices.models import Assignment, AssignmentState, ScreeningRound, State
from practices.screening import balance, moves, rounds, telling
from practices.screening.actions.judging import locked

# A reviewer who has not finished is reminded this often.
REMIND_EVERY = timedelta(days=7)


@action("screening.settle-held")
def settle_held(act: Act, *, organisations: Sequence[int]) -> dict[str, Any]:
    """What was held for organisations goes on where one has been verified, and becomes a draft
    again where one has been declined. Answers `{"released": 2, "dropped": 0}`."""
    answer = {"released": 0, "dropped": 0}
    held = ScreeningRound.objects.open().filter(
        held=True, practice__organisation__in=list(organisations)
    )
    for round in held.select_related("practice__organisation"):
        verification = _verification(round)
        if verification == Verification.VERIFIED:
            _release(act, round)
            answer["released"] += 1
        elif verification == Verification.DECLINED:
            step = moves.take(act, "drop_held", round.practice, round=round)
            rounds.close(round)
            step.done()
            answer["dropped"] += 1
    act.details = answer
    return answer


@action("screening.lapse")
def lapse(act: Act, *, assignment: Assignment) -> dict[str, Any]:
    """End an offer that was not answered in time; the place is free again."""
    step = moves.take(act, "lapse", assignment.round.practice, round=assignment.round)
    row = locked(assignment)
    if row.state != AssignmentState.OFFERED or row.due > timezone.now():
        return {"lapsed": False}
    row.state, row.ended_at = AssignmentState.LAPSED, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    step.done()
    key = f"lapsed:{row.pk}"
    telling.reviewer(telling.LAPSED, row, key)
    telling.secretariat(step.practice, "lapsed", key, **telling.of(step.the_round))
    return {"lapsed": True}


@action("screening.remind")
def remind(act: Act) -> dict[str, Any]:
    """Remind reviewers, and tell the secretariat what is overdue and what nobody can read.
    Harmless when it runs again: each is told once. Answers how many of each."""
    reminded = _remind_reviewers()
    waiting = ScreeningRound.objects.in_state(
        State.SUBMITTED, State.ELIGIBILITY, State.IN_REVIEW, State.EXTRA_REVIEWER
    ).filter(held=False)
    late = list(waiting.filter(due__lt=timezone.localdate()).select_related("practice"))
    for round in late:
        telling.secretariat(round.practice, "overdue", f"overdue:{round.pk}", **telling.of(round))
    unread = [
        round
        for round in waiting.filter(_somebody_missing()).select_related("practice", "facts")
        if tell_where_nobody_reads(round)
    ]
    answer = {"reminded": reminded, "overdue": len(late), "unread": len(unread)}
    act.details = answer
    return answer


def tell_where_nobody_reads(round: ScreeningRound) -> bool:
    """Within an action: tell the secretariat where no available reviewer reads the submission.
    Whether that is so."""
    if balance.somebody_reads(round):
        return False
    key = f"no-reader:{round.pk}"
    telling.secretariat(
        round.practice, "no-reader", key, language=round.language, **telling.of(round)
    )
    return True


def _verification(round: ScreeningRound) -> str:
    body = round.practice.organisation
    return body.verification if body else Verification.VERIFIED


def _release(act: Act, round: ScreeningRound) -> None:
    step = moves.take(act, "release", round.practice, round=round)
    row = step.the_round
    # What was promised counts from the day on which it could be looked at.
    row.held, row.due = False, working_days_later(timezone.localdate(), settings.HUB_SCREENING_DAYS)
    row.save(update_fields=["held", "due"])
    step.done()
    telling.secretariat(step.practice, "submitted", f"submitted:{row.pk}", **telling.of(row))
    tell_where_nobody_reads(row)


def _remind_reviewers() -> int:
    now = timezone.now()
    silent = Q(reminded_at__isnull=True, offered_at__lt=now - REMIND_EVERY)
    again = Q(state=AssignmentState.READING, reminded_at__lt=now - REMIND_EVERY)
    rows = Assignment.objects.waiting().filter(silent | again)
    rows = rows.select_related("round__practice", "reviewer").filter(round__closed_at__isnull=True)
    for row in rows:
        telling.reviewer(telling.REMINDED, row, f"{row.pk}:{now.date().isoformat()}")
    count = len(rows)
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    return count


def _somebody_missing() -> Q:
    """Rounds for which reviewers may still be looked for."""
    return ~Q(practice__state=State.EXTRA_REVIEWER)

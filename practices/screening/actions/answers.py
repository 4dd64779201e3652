"""What the submitter says to the reasons that came back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.actions import Act, Refused, action
from hub.working_days import working_days_later
from practices.models import (
    Decision,
    ReasonState,
    ReturnedReason,
    RoundText,
    ScreeningRound,
)
from practices.screening import moves, telling
from practices.screening.limits import refuse_invalid, refuse_long


@action("screening.answer-reason")
def answer_reason(act: Act, *, reason: ReturnedReason, answer: str) -> dict[str, Any]:
    """Answer a reason that was returned: why the field is right as it is, or what was done. Said
    again, the later answer stands."""
    keep_answer(act, reason, answer)
    act.details = {"reason": reason.pk}
    return {"reason": reason.pk}


def keep_answer(act: Act, reason: ReturnedReason, answer: str) -> None:
    """As `answer_reason`, within another action. One line in the log for each reason: an answer
    that is saved while it is typed comes many times."""
    step = moves.take(act, "answer_reason", reason.round.practice)
    row = ReturnedReason.objects.select_for_update().get(pk=reason.pk)
    said = answer.strip()
    if not said:
        raise Refused({"answer": _("Write an answer.")})
    if row.round_id != _latest(step.practice).pk:
        raise Refused(_("Only the reasons of the last round can be answered."))
    if row.answer == said:
        return
    is_first = not row.answer
    row.answer = said
    row.state = ReasonState.ANSWERED
    row.answered_by, row.answered_at = act.user_or_none, timezone.now()
    refuse_invalid(row, "answer")
    row.save()
    step.round = row.round
    if is_first:
        step.done()
    else:
        act.changed("screening", step.practice.pk)


@action("screening.ask-reconsideration")
def ask_reconsideration(act: Act, *, round: ScreeningRound, reason: str) -> dict[str, Any]:
    """Ask that others than those who judged look at the same submission again; once in the life
    of a practice. Answers `{"round": 4}`, the new round."""
    step = moves.take(act, "ask_reconsideration", round.practice)
    said = reason.strip()
    refuse_long("reason", said, ScreeningRound._meta.get_field("reconsideration").max_length)
    if not said:
        raise Refused({"reason": _("Say what others should look at again.")})
    last = _latest(step.practice)
    if last.pk != round.pk or last.decision not in (Decision.CHANGES, Decision.DECLINED):
        raise Refused(_("Only the last decision can be reconsidered."))
    if step.practice.rounds.exclude(reconsideration="").exists():
        raise Refused(_("A practice can be reconsidered once, and this one was."))
    again = ScreeningRound(
        practice=step.practice,
        number=last.number + 1,
        facts=last.facts,
        language=last.language,
        licence=last.licence,
        submitted_by=act.user_or_none,
        held=bool(step.practice.organisation and step.practice.organisation.holds_submissions),
        due=working_days_later(timezone.localdate(), settings.HUB_SCREENING_DAYS),
        criteria=last.criteria,
        reconsideration=said,
    )
    again.save()
    RoundText.objects.bulk_create(
        RoundText(round=again, text=each.text, revision=each.revision)
        for each in last.texts.select_related("text", "revision")
    )
    step.round = again
    step.done(note=said)
    telling.secretariat(
        step.practice, "reconsideration", f"submitted:{again.pk}", **telling.of(again)
    )
    act.details = {"round": again.pk}
    return {"round": again.pk}


def _latest(practice: Any) -> ScreeningRound:
    round = practice.rounds.order_by("-number").first()
    if round is None:
        raise Refused(_("Nothing was screened here."))
    return round

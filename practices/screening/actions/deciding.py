"""What the secretariat says to a submission: eligible, accepted, changes requested, declined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub import languages
from hub.actions import Act, Refused, action
from practices.models import (
    Decision,
    Finding,
    ReturnedReason,
    ScreeningRound,
    State,
    Verdict,
)
from practices.screening import moves, rounds, rules, telling
from practices.screening.actions.judging import check_fields
from practices.screening.limits import refuse_invalid, refuse_long

# `{"criterion", "verdict", "fields", "reason", "language", "findings": [ids]}`
Reason = Mapping[str, Any]


@action("screening.take-in")
def take_in(act: Act, *, round: ScreeningRound) -> dict[str, Any]:
    """Begin to check whether a submission is eligible. Refused while it is held."""
    step = moves.take(act, "take_in", round.practice, round=round)
    if step.the_round.held:
        raise Refused(_("The organisation has to be verified first."))
    step.done()
    return {"round": round.pk}


@action("screening.pass-eligibility")
def pass_eligibility(act: Act, *, round: ScreeningRound) -> dict[str, Any]:
    """Find a submission eligible: reviewers are looked for from now on."""
    step = moves.take(act, "pass_eligibility", round.practice, round=round)
    row = step.the_round
    row.eligible_by, row.eligible_at = act.user_or_none, timezone.now()
    row.save(update_fields=["eligible_by", "eligible_at"])
    step.done()
    return {"round": round.pk}


@action("screening.request-changes")
def request_changes(
    act: Act,
    *,
    round: ScreeningRound,
    reasons: Sequence[Reason],
    note: str = "",
    language: str = "",
) -> dict[str, Any]:
    """Return a submission with at least one reason, each beside the fields that it concerns.

    reasons: `{"criterion", "verdict", "fields", "reason", "language", "findings": [ids]}`. Each is
    in the submitter's language or in that of the original text, and so is the note: what a
    reviewer wrote in another one is translated before it is returned.
    """
    if not reasons:
        raise Refused({"reasons": _("Return at least one reason.")})
    return _end(act, "request_changes", Decision.CHANGES, round, reasons, note, language)


@action("screening.accept")
def accept(
    act: Act, *, round: ScreeningRound, note: str = "", language: str = ""
) -> dict[str, Any]:  # fmt: skip
    """Accept what the round judged; it is published by `publish`. Refused while a required
    criterion stands as not met (`practices.screening.rules`)."""
    return _end(act, "accept", Decision.ACCEPTED, round, (), note, language)


@action("screening.decline")
def decline(
    act: Act,
    *,
    round: ScreeningRound,
    reasons: Sequence[Reason] = (),
    note: str = "",
    language: str = "",
) -> dict[str, Any]:
    """Decline a submission, with reasons as in `request_changes`, or a note, or both."""
    if not reasons and not note.strip():
        raise Refused({"note": _("Say why it is declined.")})
    return _end(act, "decline", Decision.DECLINED, round, reasons, note, language)


def _end(
    act: Act,
    verb: str,
    decision: Decision,
    round: ScreeningRound,
    reasons: Sequence[Reason],
    note: str,
    language: str,
) -> dict[str, Any]:
    step = moves.take(act, verb, round.practice, round=round)
    row = step.the_round
    if step.came_from != State.ELIGIBILITY:
        missing = rules.why_not_decided(row)
        if missing:
            raise Refused(missing)
    if decision == Decision.ACCEPTED:
        against = rules.standing_not_met(row)
        if against:
            message = _("A required criterion is not met: %(criteria)s.")
            raise Refused(message % {"criteria": rules.names_of(against)})
    said = note.strip()
    row.decision = decision
    row.decision_note = said
    row.decision_language = _understood(row, language, "language") if said else ""
    row.decided_by, row.decided_at = act.user_or_none, timezone.now()
    refuse_invalid(row, "decision_note")
    row.save()
    for number, reason in enumerate(reasons):
        _return(row, reason, number)
    rounds.close(row)
    step.done(note=said)
    kind = telling.RETURNED if decision == Decision.CHANGES else telling.DECIDED
    # What is public stays, whatever is decided on a new version of it.
    more = {"decision": decision, "is_update": step.practice.live}
    telling.submitter(kind, step.practice, f"{row.pk}", **more, **telling.of(row))
    act.details = {"round": row.pk, "decision": decision}
    return {"round": row.pk, "decision": decision}


def languages_understood(round: ScreeningRound) -> list[str]:
    """Codes of the languages in which the submitter can be answered: the submitter's own, then
    that of the original text."""
    own = [round.submitted_by.language] if round.submitted_by else []
    return list(dict.fromkeys([*own, round.language]))


def _understood(round: ScreeningRound, language: str, field: str) -> str:
    try:
        code = languages.normalise(language)
    except ValueError as error:
        raise Refused({field: _("Say in which language it is written.")}) from error
    understood = languages_understood(round)
    if code not in understood:
        shown = languages.current().code
        names = (languages.language_in_sentence(each, shown) for each in understood)
        message = _("Translate it first. The submitter reads %(languages)s.")
        raise Refused({field: message % {"languages": _(", ").join(names)}})
    return code


def _return(round: ScreeningRound, reason: Reason, number: int) -> None:
    said = str(reason.get("reason", "")).strip()
    where = f"reasons.{number}"
    keys = {each["key"] for each in round.criteria}
    if reason.get("criterion") not in keys:
        raise Refused({where: _("This is no criterion of this round.")})
    if not said:
        raise Refused({where: _("Write the reason.")})
    refuse_long(where, said, ReturnedReason._meta.get_field("reason").max_length)
    verdict = reason.get("verdict", Verdict.NOT_MET)
    if verdict not in Verdict.values:
        raise Refused({where: _("Choose one.")})
    row = ReturnedReason(
        round=round,
        criterion=reason["criterion"],
        verdict=verdict,
        fields=check_fields(round, reason.get("fields", ())),
        reason=said,
        language=_understood(round, str(reason.get("language", "")), where),
    )
    row.save()
    row.findings.set(
        Finding.objects.filter(assignment__round=round, pk__in=reason.get("findings", ()))
    )

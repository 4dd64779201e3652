"""Who reviews what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import languages, vocabulary
from hub.actions import Act, NotAllowed, Refused, action
from hub.models import Role, User
from hub.permissions import is_secretariat
from practices.models import (
    Assignment,
    AssignmentState,
    Reviewer,
    ScreeningRound,
    Side,
    State,
)
from practices.screening import moves, rules, standing, telling
from practices.screening.limits import refuse_long


@action("screening.assign")
def assign(
    act: Act, *, round: ScreeningRound, reviewers: Sequence[User], reason: str = ""
) -> dict[str, Any]:
    """Offer a round to reviewers, who have 14 days to answer. Answers `{"assignments": [4, 5]}`.

    reason: why fewer than one reviewer of the United Nations and two others judge it; recorded
    with the round and shown. It may be said later (`allow_fewer`), but nothing is decided before.
    Refused, with nobody assigned, where one of them may not judge this practice.
    """
    step = moves.take(act, "assign", round.practice, round=round)
    if not reviewers and not reason.strip():
        raise Refused({"reviewers": _("Choose at least one reviewer.")})
    made = [_offer(act, step.the_round, person) for person in reviewers]
    if reason.strip():
        _record_reason(step.the_round, reason)
    step.done(note=reason.strip())
    act.details = {"round": round.pk, "reviewers": [person.pk for person in reviewers]}
    return {"assignments": [each.pk for each in made]}


@action("screening.allow-fewer")
def allow_fewer(act: Act, *, round: ScreeningRound, reason: str) -> dict[str, Any]:
    """Record why fewer reviewers than the rule says judge a round; the reason is shown."""
    step = moves.take(act, "allow_fewer", round.practice, round=round)
    if not reason.strip():
        raise Refused({"reason": _("Say why fewer reviewers judge it.")})
    _record_reason(step.the_round, reason)
    step.done(note=reason.strip())
    return {"round": round.pk}


@action("screening.ask-one-more")
def ask_one_more(act: Act, *, round: ScreeningRound, reviewer: User) -> dict[str, Any]:
    """Where those who spoke do not agree, ask one more. Answers `{"assignments": [6]}`."""
    step = moves.take(act, "ask_one_more", round.practice, round=round)
    panel = rules.panel_of(step.the_round)
    if panel.waiting:
        raise Refused(_("One more is asked when all have spoken."))
    if not panel.spoken:
        raise Refused(_("Nobody has spoken yet."))
    made = _offer(act, step.the_round, reviewer, extra=True)
    step.done()
    act.details = {"round": round.pk, "reviewers": [reviewer.pk]}
    return {"assignments": [made.pk]}


@action("screening.claim")
def claim(act: Act, *, round: ScreeningRound) -> dict[str, Any]:
    """A screener takes up a round for which somebody is looked for. Answers
    `{"assignments": [4]}`; the conflict of interest is still to be declared."""
    step = moves.take(act, "claim", round.practice, round=round)
    person = act.user_or_none
    if person is None:
        raise NotAllowed(act.verb)
    extra = step.practice.state == State.EXTRA_REVIEWER
    if not rules.has_vacancy(step.the_round, _profile(person).side, extra=extra):
        raise Refused(_("No more reviewer is looked for here."))
    made = _offer(act, step.the_round, person, extra=extra)
    step.done()
    act.details = {"round": round.pk}
    return {"assignments": [made.pk]}


@action("screening.reassign")
def reassign(act: Act, *, assignment: Assignment, reviewer: User) -> dict[str, Any]:
    """Give what a reviewer has not finished to somebody else. Answers `{"assignments": [7]}`."""
    step = moves.take(act, "reassign", assignment.round.practice, round=assignment.round)
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if row.ended_at is not None:
        raise Refused(_("This reviewer has finished, or has given it back."))
    row.state, row.ended_at = AssignmentState.RELEASED, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    made = _offer(act, step.the_round, reviewer, extra=row.is_extra)
    step.done()
    act.details = {"from": row.reviewer_id, "to": reviewer.pk}
    return {"assignments": [made.pk]}


@action("screening.describe-reviewer")
def describe_reviewer(
    act: Act,
    *,
    person: User,
    side: str,
    languages_read: Sequence[str] = (),
    regions: Sequence[str] = (),
    objectives: Sequence[int] = (),
    is_available: bool = True,
    most_at_once: int = 5,
) -> dict[str, Any]:
    """Keep what is known of a screener, so that work is shared out well. Empty lists mean any."""
    act.require(is_secretariat(act.user))
    if side not in Side.values:
        raise Refused({"side": _("Choose one.")})
    try:
        read = [languages.normalise(tag) for tag in languages_read]
    except ValueError as error:
        raise Refused({"languages_read": _("This is no language.")}) from error
    unknown = [each for each in regions if each not in vocabulary.set_named("region")]
    unknown += [n for n in objectives if n not in vocabulary.set_named("objective")]  # type: ignore[misc]  # a number
    if unknown:
        raise Refused({"regions": _("“%(value)s” is not known.") % {"value": unknown[0]}})
    if not 1 <= most_at_once <= 50:
        raise Refused({"most_at_once": _("Choose a number from 1 to 50.")})
    row, _new = Reviewer.objects.update_or_create(
        user=person,
        defaults={
            "side": side,
            "languages": read,
            "regions": list(regions),
            "objectives": list(objectives),
            "is_available": is_available,
            "most_at_once": most_at_once,
        },
    )
    act.changed("reviewer", row.pk)
    return {"reviewer": row.pk}


def why_not(person: User, round: ScreeningRound) -> str:
    """A sentence where a person may not judge a round; "" where they may."""
    name = {"person": person}
    if not standing.may_review(person, round.practice):
        if person.has_role(Role.SCREENER):
            return _("%(person)s has a part in this practice.") % name
        return _("%(person)s is no screener.") % name
    there = round.assignments.filter(reviewer=person)
    if there.filter(state__in=rules.STANDING).exists():
        return _("%(person)s reviews it already.") % name
    past = Assignment.objects.filter(reviewer=person, round__practice=round.practice_id)
    if past.filter(state=AssignmentState.CONFLICT).exists():
        return _("%(person)s has declared a conflict of interest.") % name
    if (
        round.reconsideration
        and past.filter(Q(state=AssignmentState.SPOKEN), round__number__lt=round.number).exists()
    ):
        return _("%(person)s has judged it before; others are to look again.") % name
    return ""


def answer_by(now: datetime) -> datetime:
    """When an offer that is made now lapses."""
    return now + timedelta(days=settings.HUB_ASSIGNMENT_DAYS)


def _offer(
    act: Act, round: ScreeningRound, person: User, *, extra: bool = False
) -> Assignment:  # fmt: skip
    reason = why_not(person, round)
    if reason:
        raise Refused({"reviewers": reason})
    now = timezone.now()
    made = Assignment.objects.create(
        round=round,
        reviewer=person,
        side=_profile(person).side,
        is_extra=extra,
        assigned_by=act.user_or_none,
        offered_at=now,
        due=answer_by(now),
    )
    if act.user_or_none != person:
        telling.reviewer(telling.OFFERED, made, f"{made.pk}")
    return made


def _profile(person: User) -> Reviewer:
    profile = Reviewer.objects.filter(user=person).first()
    if profile is None:
        raise Refused(
            {
                "reviewers": _("It is not recorded yet on which side %(person)s stands.")
                % {"person": person}
            }
        )
    return profile


def _record_reason(round: ScreeningRound, reason: str) -> None:
    round.too_few_reason = reason.strip()
    most = ScreeningRound._meta.get_field("too_few_reason").max_length
    refuse_long("reason", round.too_few_reason, most)
    round.save(update_fields=["too_few_reason"])

"""Making public what was accepted, and taking a practice back from the public."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hub.actions import Act, Refused, action
from practices.actions import publishing
from practices.models import Decision, Practice, ScreeningRound
from practices.screening import moves, telling
from practices.screening.limits import refuse_long


@action("screening.publish")
def publish(act: Act, *, practice: Practice) -> dict[str, Any]:
    """Make public exactly what the last round accepted: its facts and its texts, at once. Answers
    `{"practice": 7, "slug": "…"}`. Tells its people and whoever follows it."""
    step = moves.take(act, "publish", practice)
    round = _accepted(step.practice)
    texts = list(round.texts.select_related("text", "revision"))
    slug = publishing.publish_together(
        act, step.practice, round.facts, [(each.text, each.revision) for each in texts]
    )
    if step.practice.provenance == "imported":
        Practice.objects.filter(pk=practice.pk).update(provenance="screened")
    step.round = round
    step.done()
    key = f"{round.pk}"
    telling.submitter(telling.PUBLISHED, step.practice, key, **telling.of(round))
    telling.followers(step.practice, key)
    act.details = {
        "practice": practice.pk,
        "round": round.pk,
        "revisions": [round.facts_id, *(each.revision_id for each in texts)],
    }
    return {"practice": practice.pk, "slug": slug}


@action("screening.withdraw")
def withdraw(act: Act, *, practice: Practice, reason: str = "") -> dict[str, Any]:
    """Take a practice out of the public and out of its screening; nothing is lost. reason: kept in
    the log, which its people read."""
    step = moves.take(act, "withdraw", practice)
    return _take_away(step, reason)


@action("screening.archive")
def archive(act: Act, *, practice: Practice, reason: str = "") -> dict[str, Any]:
    """Lay a practice aside that nobody should find any more; `unarchive` brings it back."""
    step = moves.take(act, "archive", practice)
    return _take_away(step, reason)


@action("screening.retire")
def retire(
    act: Act, *, practice: Practice, reason: str, by_link: bool = False
) -> dict[str, Any]:  # fmt: skip
    """Its people say that a public practice is over, or that nobody should rely on it any more:
    it is laid aside as by `archive`. reason: kept in the log. by_link: without signing in."""
    step = moves.take(act, "retire", practice)
    said = reason.strip()
    if not said:
        raise Refused({"reason": _("Say why it is retired.")})
    if not step.practice.live:
        raise Refused(_("It is not public."))
    answer = _take_away(step, said)
    act.details["by_link"] = by_link
    key = f"retired:{step.practice.pk}:{step.practice.state_since.isoformat()}"
    last = step.practice.rounds.order_by("-number").first()
    telling.secretariat(step.practice, "retired", key[:100], **(telling.of(last) if last else {}))
    return answer


@action("screening.unarchive")
def unarchive(act: Act, *, practice: Practice) -> dict[str, Any]:
    """Make an archived practice public again as it was. Refused for one that never was public."""
    step = moves.take(act, "unarchive", practice)
    version = publishing.last_published(step.practice)
    if version is None:
        raise Refused(_("It was never published; it has to be screened first."))
    publishing.publish_together(act, step.practice, version, [])
    step.done()
    return {"practice": practice.pk}


@action("screening.reopen")
def reopen(act: Act, *, practice: Practice) -> dict[str, Any]:
    """Begin a new draft of a practice that is published, declined or withdrawn. What is public
    stays as it is until the draft has been screened."""
    step = moves.take(act, "reopen", practice)
    step.done()
    return {"practice": practice.pk}


def _accepted(practice: Practice) -> ScreeningRound:
    round = practice.rounds.order_by("-number").first()
    if round is None or round.decision != Decision.ACCEPTED:
        raise Refused(_("It has not been accepted."))
    return round


def _take_away(step: moves.Step, reason: str) -> dict[str, Any]:
    refuse_long("reason", reason, 2_000)
    step.end_round()
    publishing.take_from_public(step.act, step.practice, reason)
    step.done(note=reason.strip())
    step.act.details = {"practice": step.practice.pk, "reason": reason.strip()}
    key = f"{step.move.verb}:{step.practice.pk}:{step.practice.state_since.isoformat()}"
    telling.submitter(telling.DECIDED, step.practice, key[:100], decision=step.practice.state)
    return {"practice": step.practice.pk}

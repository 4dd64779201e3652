"""Reasons of earlier rounds: whether what they were about has changed since."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from practices import fields
from practices.models import ReasonState, ReturnedReason, RoundText, ScreeningRound

Contents = dict[str, dict[str, Any]]


def reasons(round: ScreeningRound) -> QuerySet[ReturnedReason]:
    """Those returned in the earlier rounds of the practice, the newest round first."""
    return (
        ReturnedReason.objects.filter(
            round__practice=round.practice_id, round__number__lt=round.number
        )
        .select_related("round")
        .order_by("-round__number", "pk")
    )


def compare(round: ScreeningRound) -> None:
    """Mark those as settled of which a field reads differently in this round than in the one that
    returned them. The others stay open, or answered."""
    now = contents(round)
    before: dict[int, Contents] = {}
    for reason in reasons(round).exclude(state=ReasonState.SETTLED):
        if reason.round_id not in before:
            before[reason.round_id] = contents(reason.round)
        then = before[reason.round_id]
        if any(value(now, name) != value(then, name) for name in reason.fields):
            reason.state = ReasonState.SETTLED
            reason.save(update_fields=["state"])


def contents(round: ScreeningRound) -> Contents:
    """What a round judges: `facts`, and each text by its language."""
    texts = RoundText.objects.filter(round=round).select_related("text", "revision")
    return {
        fields.FACTS: round.facts.content,
        **{each.text.language: each.revision.content for each in texts},
    }


def value(of: Contents, name: str) -> Any:
    """A field's value, without the keys of rows that may differ for the same value."""
    part, _dot, own = name.partition(".")
    found = of.get(part, {}).get(own)
    if isinstance(found, list):
        return [
            {key: each[key] for key in each if key not in ("pk", "practice", "content_object")}
            if isinstance(each, dict)
            else each
            for each in found
        ]
    return found

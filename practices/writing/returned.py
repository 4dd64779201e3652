"""What came back from the screening, as its people work it off: the fields that something was
said of, and what they have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from practices.differences import FieldDifference, differences
from practices.fields import Field
from practices.models import Decision, ReturnedReason, RoundText, ScreeningRound
from practices.screening import moves
from practices.writing.draft import Draft


@dataclass(frozen=True)
class Asked:
    """A field with what was said of it. is_settled: whether all of that is answered, or the field
    was changed since."""

    field: Field
    url: str
    reasons: list[ReturnedReason]
    is_settled: bool

    @property
    def is_changed_only(self) -> bool:
        """Whether it is settled by its change, and not by an answer."""
        return self.is_settled and any(each.state == "open" for each in self.reasons)


@dataclass(frozen=True)
class Returned:
    """Changes that are asked for. others: reasons about no field of the draft."""

    round: ScreeningRound
    fields: list[Asked]
    others: list[ReturnedReason]

    @property
    def open(self) -> int:
        """How many fields, and reasons about none, still wait for their people."""
        return sum(not each.is_settled for each in self.fields) + sum(
            each.state == "open" for each in self.others
        )


def returned(draft: Draft) -> Returned | None:
    """What the last round returned, in the order of the form; None where it asks for nothing."""
    if not draft.returned:
        return None
    asked: list[Asked] = []
    placed: set[int] = set()
    for step in draft.steps:
        for field in step.fields:
            reasons = draft.reasons.get(str(field))
            if reasons:
                placed.update(reason.pk for reason in reasons)
                url = f"{step.url}#answer-{field.name}"
                asked.append(Asked(field, url, reasons, not draft.asks_for(field)))
    others = [reason for reason in draft.returned if reason.pk not in placed]
    return Returned(draft.returned[0].round, asked, others)


def last_round(draft: Draft) -> ScreeningRound | None:
    """The last submission, whatever became of it."""
    rows = draft.practice.rounds.select_related("submitted_by", "facts")
    return rows.order_by("-number").first()


def changed_since(draft: Draft, round: ScreeningRound) -> list[FieldDifference]:
    """What the draft says otherwise than what was submitted, field by field."""
    texts = RoundText.objects.filter(round=round).select_related("revision")
    before = [round.facts, *(each.revision for each in texts)]
    return differences(before, [draft.facts, *draft.texts.values()])


def may_reconsider(viewer: Any, draft: Draft, round: ScreeningRound | None) -> bool:
    """Whether the person may ask that others look again: once in the life of a practice. For
    buttons: the action asks again."""
    return (
        round is not None
        and round.decision in (Decision.CHANGES, Decision.DECLINED)
        and moves.is_allowed("ask_reconsideration", viewer, draft.practice)
        and not draft.practice.rounds.exclude(reconsideration="").exists()
    )

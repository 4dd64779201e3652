"""What of screening waits for the secretariat: its part of the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from hub import inbox
from hub.models import User
from hub.wording import Name, worded
from practices.models import (
    OPEN_ASSIGNMENTS,
    Assignment,
    AssignmentState,
    Decision,
    RoundText,
    ScreeningRound,
    Side,
    State,
)
from practices.screening import rules
from practices.screening.querysets import ScreeningRoundQuerySet


def register() -> None:
    for kind, label, rows, since, sentence in (
        ("eligibility", gettext_lazy("Eligibility checks"), for_eligibility, "submitted_at",
         gettext_lazy("Check whether it is eligible: %(practice)s")),
        ("reviewers", gettext_lazy("Reviewers to be found"), without_reviewers, "submitted_at",
         gettext_lazy("Find reviewers: %(practice)s")),
        ("decision", gettext_lazy("Decisions"), for_decision, "submitted_at",
         gettext_lazy("Decide: %(practice)s")),
        ("publication", gettext_lazy("Accepted, to be published"), to_publish, "decided_at",
         gettext_lazy("Publish: %(practice)s")),
    ):  # fmt: skip
        inbox.register(
            inbox.Waiting(
                kind=kind, label=label, rows=_titled(rows), since=since, promised="due",
                item=_item(since, sentence),
            )
        )  # fmt: skip


def for_eligibility(viewer: User) -> ScreeningRoundQuerySet:
    """What was submitted and is not held."""
    rounds = ScreeningRound.objects.decidable_by(viewer)
    return rounds.in_state(State.SUBMITTED, State.ELIGIBILITY).filter(held=False)


def without_reviewers(viewer: User) -> ScreeningRoundQuerySet:
    """Rounds in which a place of the panel is free, or nobody is the one more."""
    rounds = ScreeningRound.objects.decidable_by(viewer).in_state(
        State.IN_REVIEW, State.EXTRA_REVIEWER
    )
    return rounds.filter(_is_missing_somebody(), too_few_reason="")


def for_decision(viewer: User) -> ScreeningRoundQuerySet:
    """Rounds in which all have spoken whom the rule asks for."""
    rounds = ScreeningRound.objects.decidable_by(viewer).in_state(
        State.IN_REVIEW, State.EXTRA_REVIEWER
    )
    return rounds.exclude(_is_missing_somebody(), too_few_reason="").filter(
        Exists(_of_round(AssignmentState.SPOKEN)), ~Exists(_of_round(*OPEN_ASSIGNMENTS))
    )


def to_publish(viewer: User) -> ScreeningRoundQuerySet:
    """What was accepted and is not public yet."""
    later = ScreeningRound.objects.filter(
        practice=OuterRef("practice"), number__gt=OuterRef("number")
    )
    return ScreeningRound.objects.decidable_by(viewer).filter(
        ~Exists(later), decision=Decision.ACCEPTED, practice__state=State.ACCEPTED
    )


def _of_round(*states: str) -> QuerySet[Assignment]:
    return Assignment.objects.filter(round=OuterRef("pk"), state__in=states)


def _is_missing_somebody() -> Q:
    missing = Q()
    for side in Side:
        there = _of_round(*rules.STANDING).filter(side=side, is_extra=False).order_by()
        count = there.values("round").annotate(count=Count("pk")).values("count")
        missing |= Q(_fewer(count, rules.PANEL[side]))
    extra = _of_round(*rules.STANDING).filter(is_extra=True)
    return missing | Q(~Exists(extra), practice__state=State.EXTRA_REVIEWER)


def _fewer(count: QuerySet[Any, Any], than: int) -> LessThan:
    return LessThan(Coalesce(Subquery(count, output_field=IntegerField()), Value(0)), than)


def _titled(
    rows: Callable[[User], ScreeningRoundQuerySet],
) -> Callable[[User], QuerySet[ScreeningRound]]:
    title = (
        RoundText.objects.filter(round=OuterRef("pk"), text__language=OuterRef("language"))
        .annotate(said=KeyTextTransform("title", "revision__content"))
        .values("said")[:1]
    )

    def titled(viewer: User) -> QuerySet[ScreeningRound]:
        return rows(viewer).annotate(title=Subquery(title), reference=F("practice__reference"))

    return titled


def _item(since: str, sentence: Any) -> Callable[[Any], inbox.Item]:
    def item(round: Any) -> inbox.Item:
        notes = [round.reference or ""]
        if round.number > 1:
            notes.append(gettext("Round %(number)s") % {"number": round.number})
        return inbox.Item(
            title=worded(str(sentence), practice=Name(round.title or "", round.language)),
            url=reverse("practices:screening-decide", args=[round.pk]),
            since=getattr(round, since),
            promised=round.due,
            note=" · ".join(note for note in notes if note),
        )

    return item

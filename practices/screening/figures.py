"""How screening goes, in figures that anyone may read: how long it takes, how much is returned and
accepted, and for which reasons.

Nothing is said of fewer than `LEAST` rounds. A language with fewer is counted together with others,
so that what all of them make up less those that are shown is never fewer either. Shares are rounded
to 5 in a hundred, so that one more decision does not tell what it was. Eight queries, whatever is
there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext as _

from hub import languages, vocabulary
from practices.models import Decision, ReturnedReason, ScreeningRound

LEAST = 5
STEP = 5
TOP = 3


@dataclass(frozen=True)
class Row:
    """One language of submission, or several together.

    returned, accepted: in a hundred rounds that were decided; None where these are too few.
    reasons: names of the criteria that most often were reasons to return one, each with how many
    in a hundred returned ones; None where too few were returned.
    """

    name: str
    returned: int | None
    accepted: int | None
    reasons: list[tuple[str, int]] | None


@dataclass(frozen=True)
class Figures:
    """answer_days, publication_days: medians of days since the submission, None for too few."""

    answer_days: int | None
    publication_days: int | None
    overall: Row
    by_language: list[Row] = field(default_factory=list)
    with_examples: bool = False


def gather() -> Figures:
    decided = ScreeningRound.objects.exclude(decision="")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for code, decision, count in (
        decided.order_by().values_list("language", "decision").annotate(count=Count("pk"))
    ):
        counts[code][decision] += count
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    given = ReturnedReason.objects.filter(round__decision=Decision.CHANGES).order_by()
    for code, criterion, count in given.values_list("round__language", "criterion").annotate(
        count=Count("round", distinct=True)
    ):
        reasons[code][criterion] += count
    groups = grouped({code: each.total() for code, each in counts.items()})
    rows = [_row(_named(group), _sum(counts, group), _sum(reasons, group)) for group in groups]
    everything = tuple(counts)
    overall = _row(_("All languages"), _sum(counts, everything), _sum(reasons, everything))
    speaking = _all_together(counts, groups)
    if speaking != everything:
        own = _row("", _sum(counts, speaking), _sum(reasons, speaking))
        overall = replace(overall, reasons=own.reasons)
    return Figures(
        answer_days=_median(decided.filter(number=1), F("decided_at") - F("submitted_at")),
        publication_days=_median(
            decided.filter(
                number=1, practice__first_published_at__gt=F("submitted_at")
            ),
            F("practice__first_published_at") - F("submitted_at"),
        ),
        overall=overall,
        by_language=rows if len(groups) > 1 else [],
        with_examples=decided.filter(practice__provenance="example").exists(),
    )  # fmt: skip


def grouped(counts: Mapping[str, int], least: int = LEAST) -> list[tuple[str, ...]]:
    """Languages as they may be told apart, the most frequent first: each by itself where it has
    enough, the others together. These are joined by the rarest of the rest until they are at least
    two and have enough themselves; where that cannot be, all are one."""
    alone = sorted(
        (code for code in counts if counts[code] >= least), key=lambda c: (-counts[c], c)
    )
    together = sorted(code for code in counts if counts[code] < least)
    while together and (sum(counts[c] for c in together) < least or len(together) < 2):
        if not alone:
            break
        together.append(alone.pop())
    if not together:
        return [(code,) for code in alone]
    return [*((code,) for code in alone), tuple(sorted(together))]


def _all_together(
    counts: Mapping[str, Counter[str]], groups: list[tuple[str, ...]]
) -> tuple[str, ...]:
    """The languages whose reasons are counted together: all, unless those that say nothing of
    their reasons would be too few, taken together, to stay unknown beside the others."""
    returned = {group: sum(counts[code][Decision.CHANGES] for code in group) for group in groups}
    silent = [group for group in groups if returned[group] < LEAST]
    if 0 < sum(returned[group] for group in silent) < LEAST:
        return tuple(code for group in groups if group not in silent for code in group)
    return tuple(counts)


def _sum(counts: Mapping[str, Counter[str]], group: tuple[str, ...]) -> Counter[str]:
    total: Counter[str] = Counter()
    for code in group:
        total.update(counts.get(code, Counter()))
    return total


def _named(group: tuple[str, ...]) -> str:
    inside = languages.current().code
    if len(group) == 1:
        return languages.language_name(group[0], inside)
    return _("Other languages together")


def _row(name: str, decisions: Counter[str], reasons: Counter[str]) -> Row:
    total, returned = decisions.total(), decisions[Decision.CHANGES]
    known = vocabulary.set_named("criterion")
    often = [
        (known.label(key), _share(count, returned))
        for key, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        if count >= LEAST and key in known
    ]
    return Row(
        name=name,
        returned=_share(returned, total) if total >= LEAST else None,
        accepted=_share(decisions[Decision.ACCEPTED], total) if total >= LEAST else None,
        reasons=often[:TOP] if returned >= LEAST else None,
    )


def _share(part: int, whole: int) -> int:
    return STEP * round(100 * part / whole / STEP)


def _median(rows: QuerySet[ScreeningRound], span: Any) -> int | None:
    """The median of a span in whole days, begun ones counted; two queries, of at most two rows."""
    count = rows.count()
    if count < LEAST:
        return None
    spans = rows.annotate(span=ExpressionWrapper(span, output_field=DurationField()))
    middle = spans.order_by("span").values_list("span", flat=True)
    found = list(middle[(count - 1) // 2 : count // 2 + 1])
    days = sum(found, timedelta()) / len(found) / timedelta(days=1)
    return max(1, round(days))

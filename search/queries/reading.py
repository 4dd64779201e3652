"""What was searched for, summed up for the secretariat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from hub import languages
from hub.querysets import Viewer
from search.models import AskedQuery

# What is shown: searches without a result, without all of the words, or all of them; and the sum
# that the list is in the order of.
_COUNTED = {"nothing": "without", "partly": "some", "all": "times"}
SHOWN = tuple(_COUNTED)
PERIODS = (7, 30, 90)


@dataclass(frozen=True)
class Wanted:
    """days: of the last so many. language: a code, or "" for all."""

    show: str = "nothing"
    days: int = 30
    language: str = ""

    def rows(self, viewer: Viewer) -> QuerySet[AskedQuery]:
        """The rows of the period and language, those whose text is not shown too."""
        since = timezone.localdate() - timedelta(days=self.days - 1)
        rows = AskedQuery.objects.visible_to(viewer).filter(day__gte=since)
        return rows.filter(language=self.language) if self.language else rows

    def of_kind(self, rows: QuerySet[AskedQuery]) -> QuerySet[AskedQuery]:
        return rows if self.show == "all" else rows.filter(**{f"{self.show}__gt": 0})


@dataclass(frozen=True)
class Sums:
    """asked: searches. nothing, partly: those of them that found nothing, and nothing with all the
    words. hidden: those whose words are not shown."""

    asked: int
    nothing: int
    partly: int
    hidden: int


def sums(rows: QuerySet[AskedQuery]) -> Sums:
    """One statement."""
    found = rows.aggregate(
        all_asked=Sum("asked"), all_nothing=Sum("nothing"), all_partly=Sum("partly"),
        all_hidden=Sum("asked", filter=Q(text="")),
    )  # fmt: skip
    return Sums(*(found[f"all_{name}"] or 0 for name in ("asked", "nothing", "partly", "hidden")))


def grouped(rows: QuerySet[AskedQuery], show: str) -> QuerySet[AskedQuery, Any]:
    """One line for each text in each language of what is shown, the most frequent first."""
    lines = (
        rows.exclude(text="")
        .order_by()
        .values("digest", "language")
        .annotate(
            words=Max("text"), times=Sum("asked"), without=Sum("nothing"), some=Sum("partly"),
            changed=Sum("corrected"), last=Max("day"),
        )
    )  # fmt: skip
    counted = _COUNTED[show]
    return lines.filter(**{f"{counted}__gt": 0}).order_by(f"-{counted}", "words", "language")


def latest(rows: QuerySet[AskedQuery], lines: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """How much was found last for each of the lines, by digest and language. One statement."""
    found = rows.filter(digest__in=[line["digest"] for line in lines]).order_by("day", "pk")
    return {
        (digest, language): results
        for digest, language, results in found.values_list("digest", "language", "results")
    }


def table(rows: QuerySet[AskedQuery]) -> Iterator[AskedQuery]:
    """Day by day, the latest first, for a file."""
    yield from rows.order_by("-day", "language", "-asked", "text", "pk").iterator(chunk_size=500)


def wanted(given: Any) -> Wanted:
    """Read from an address; what makes no sense is left out."""
    show, days, language = (given.get(name, "") for name in ("show", "days", "language"))
    return Wanted(
        show=show if show in SHOWN else "nothing",
        days=int(days) if days in map(str, PERIODS) else 30,
        language=language if language in languages.CODES else "",
    )

"""Writing down how often something was searched for, and forgetting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from search.engines.embedded.memory import State
from search.models import AskedQuery
from search.queries import private
from search.queries.noting import Asked, Count

BATCH = 200
# The columns of one row in the order of the constraint.
Row = tuple[date, str, str, str, str]


def write(counts: Mapping[Asked, Count]) -> int:
    """Add counts to those of the database, in one transaction; how many searches they are.

    A text is written with them, and with what was counted of it before, only from the time on when
    it may be (`search.queries.private`).
    """
    rows: dict[Row, Count] = {}
    texts: dict[str, str] = {}
    for asked, count in counts.items():
        digest = ""
        if asked.text and not private.is_personal(asked.text):
            digest = private.digest(asked.text)
            texts[digest] = asked.text
        row = (asked.day, asked.language, digest, asked.place, asked.engine)
        rows.setdefault(row, Count()).add(count)
    common = _common(texts)
    with transaction.atomic():
        names = ("day", "language", "digest", "place", "engine")
        # In one order, so that two processes do not wait for each other.
        ordered = sorted(rows, key=str)
        AskedQuery.objects.bulk_create(
            [AskedQuery(**dict(zip(names, row, strict=True))) for row in ordered],
            ignore_conflicts=True, batch_size=BATCH,
        )  # fmt: skip
        for row in ordered:
            count = rows[row]
            AskedQuery.objects.filter(**dict(zip(names, row, strict=True))).update(
                asked=F("asked") + count.asked,
                nothing=F("nothing") + count.nothing,
                partly=F("partly") + count.partly,
                corrected=F("corrected") + count.corrected,
                results=count.results,
            )
        for digest in sorted(common | _often(texts)):
            AskedQuery.objects.filter(digest=digest).update(text=texts[digest])
    return sum(count.asked for count in counts.values())


def _common(texts: Mapping[str, str]) -> set[str]:
    if not texts:
        return set()
    known, named = private.known_words(State.read())
    return {digest for digest, text in texts.items() if private.is_common(text, known, named)}


def _often(texts: Mapping[str, str]) -> set[str]:
    """Those that were asked for so often that they are nobody's alone."""
    found: set[str] = set()
    digests = list(texts)
    for start in range(0, len(digests), BATCH):
        totals = (
            AskedQuery.objects.filter(digest__in=digests[start : start + BATCH])
            .values("digest")
            .annotate(total=Sum("asked"))
            .filter(total__gte=settings.HUB_SEARCH_LOG_TIMES)
        )
        found.update(totals.values_list("digest", flat=True))
    return found


def forget() -> int:
    """Delete what is older than the days that it is kept for; how many rows."""
    last = timezone.localdate() - timedelta(days=settings.HUB_SEARCH_LOG_DAYS)
    return AskedQuery.objects.filter(day__lt=last).delete()[0]

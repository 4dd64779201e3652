"""News: objects that can be found for the first time, noted in the transaction that lets them be
found. An object is news once, however often it is changed, hidden and shown again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from search.models import SearchNews
from search.soon import Soon

BATCH = 500
# Seconds between the first of what is noted and the work; what comes in between is told with it.
PAUSE = 2.0


_work = Soon("tell_news", PAUSE)


def note(kind: str, objects: Mapping[int, bool], *, told: bool = False) -> int:
    """Note those of the objects that are news, by id whether everybody may find them; how many.
    One statement where none is.

    told: they are not news to anybody, as what stood there before the index was made."""
    if not objects:
        return 0
    rows = SearchNews.objects.filter(kind=kind, object_id__in=objects)
    known = dict(rows.values_list("object_id", "public"))
    opened = [key for key, public in objects.items() if public and not known.get(key, True)]
    new = sorted(objects.keys() - known)
    if not new and not opened:
        return 0
    now = timezone.now()
    at = now if told else None
    if opened:
        rows.filter(object_id__in=opened).update(public=True, published_at=now, alerted_at=at)
    SearchNews.objects.bulk_create(
        [
            SearchNews(
                kind=kind, object_id=key, public=objects[key], published_at=now, alerted_at=at
            )
            for key in new
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    if not told:
        transaction.on_commit(_work.ask, robust=True)
    return len(new) + len(opened)

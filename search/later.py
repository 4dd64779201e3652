"""Kinds that the index follows a moment after the change.

A post of a discussion is answered in a few milliseconds; reading its words and writing them would
take as long again, while everybody who writes another waits. So the change only notes the object,
in its own transaction, and the worker follows what was noted, many at once. What nobody may find
any more does not wait: it leaves the index with the change.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction

from hub import indexing, statements
from search.models import SearchObject, SearchPending
from search.outbox import noting
from search.registry import engine
from search.soon import Soon

logger = logging.getLogger("search.later")

BATCH = 200
# Seconds between the first change that is noted and the work; those in between come with it.
PAUSE = 1.0


_work = Soon("catch_up", PAUSE)


def note(kind: str, ids: Iterable[int], new: Collection[int] = ()) -> None:
    """Note objects, and take out at once those that must not be found. new: those that the index
    cannot know yet, one statement for each."""
    for each in new:
        statements.insert(SearchPending(kind=kind, object_id=each), unless=("kind", "object_id"))
    transaction.on_commit(_work.ask, robust=True)
    keys = sorted({int(each) for each in ids if each not in new})
    if not keys:
        return
    known = set(
        SearchObject.objects.filter(kind__name=kind, object_id__in=keys).values_list(
            "object_id", "public"
        )
    )
    leaving = _leaving(kind, known) if known else set()
    if leaving:
        engine("embedded").remove(kind, leaving)
        noting.note(kind, dict.fromkeys(leaving, ()))
    rows = [SearchPending(kind=kind, object_id=each) for each in keys]
    SearchPending.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True,
        unique_fields=["kind", "object_id"], update_fields=["noted_at"],
    )  # fmt: skip


def _leaving(kind: str, known: set[tuple[int, bool]]) -> set[int]:
    """Those in the index that nobody may find any more, and those in it as public that visitors
    may no longer find: the others come back when they were followed."""
    source = indexing.source(kind)
    keys = [key for key, _public in known]
    there = set(source.indexable().filter(pk__in=keys).values_list("pk", flat=True))
    visitor = source.visible_to(AnonymousUser())
    open_to_all = set(visitor.filter(pk__in=keys).values_list("pk", flat=True))
    return {key for key, public in known if key not in (open_to_all if public else there)}


def catch_up() -> int:
    """Follow what was noted; how many objects."""
    done = 0
    while True:
        with transaction.atomic():
            rows = list(SearchPending.objects.order_by("pk")[:BATCH])
            if not rows:
                return done
            # First: a change that notes one of these waits here, or is read below.
            SearchPending.objects.filter(pk__in=[row.pk for row in rows]).delete()
            by_kind: dict[str, list[int]] = {}
            for row in rows:
                by_kind.setdefault(row.kind, []).append(row.object_id)
            for kind in by_kind.keys() & set(indexing.kinds()):
                _follow(kind, by_kind[kind])
        done += len(rows)


def _follow(kind: str, ids: list[int]) -> None:
    """Follow them; where one cannot be read, the others all the same. `search_check` names it."""
    from search.indexing import follow

    try:
        with transaction.atomic():
            follow(kind, ids)
    except DatabaseError:
        # Not about one of them: all are tried again.
        raise
    except Exception:
        # Whatever is wrong with one object, the others of its batch are still to be found.
        if len(ids) == 1:
            logger.exception("search.unreadable kind=%s id=%s", kind, ids[0])
            return
        for each in ids:
            _follow(kind, [each])

"""The search engine inside the hub's own database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from search.engine import Hit, Request, Result, Suggestion
from search.engines.embedded import alike, finding, matching, memory, store, suggesting
from search.engines.embedded.memory import Changed, State
from search.models import SearchKind

if TYPE_CHECKING:
    from hub.indexing import Document
    from hub.querysets import Viewer

logger = logging.getLogger("search.engines.embedded")

T = TypeVar("T")
# Readings that are tried while others write, before one is made that lets nobody write.
TRIES = 4


class EmbeddedEngine:
    """See `search.engine.SearchEngine`. It holds no state of its own; any thread may use it."""

    name = "embedded"

    def ensure(self) -> None:
        """Nothing: the migrations made it."""

    def bulk(self, documents: Iterable[Document]) -> int:
        return store.write(documents)

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        store.remove(kind, ids)

    def clear(self) -> None:
        store.clear()

    def search(self, request: Request) -> Result:
        started = time.perf_counter()
        result = _undisturbed(lambda: finding.search(request))
        return replace(result, took=(time.perf_counter() - started) * 1000)

    def matching(
        self, requests: Sequence[Request], kind: str, ids: Iterable[int]
    ) -> list[set[int]]:
        keys = list(ids)
        return _undisturbed(lambda: matching.matching(requests, kind, keys))

    def suggest(self, text: str, language: str, limit: int = 8) -> list[Suggestion]:
        return _undisturbed(lambda: suggesting.suggest(State.read(), text, language, limit))

    def more_like(
        self, kind: str, *, object_id: int | None = None, text: str = "", limit: int = 5,
        viewer: Viewer | None = None,
    ) -> list[Hit]:  # fmt: skip
        def read() -> list[Hit]:
            state = State.read()
            for one in memory.kinds(state, (kind,)):
                seen = memory.visible(one, viewer or AnonymousUser())
                return alike.more_like(
                    state, one, seen, object_id=object_id, text=text, limit=limit
                )
            return []

        return _undisturbed(read)


def _undisturbed(read: Callable[[], T]) -> T:
    """Read until nobody wrote in between, so that all of it is of one moment."""
    for _attempt in range(TRIES):
        try:
            return read()
        except Changed:
            continue
    logger.warning("search.crowded tries=%s", TRIES)
    with transaction.atomic():
        # On SQLite the transaction alone keeps writers out; elsewhere these rows do.
        list(SearchKind.objects.select_for_update())
        return read()

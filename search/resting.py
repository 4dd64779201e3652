"""The cluster where it answers, the embedded engine where it does not.

The embedded index is always written, so that a search is answered whatever became of the cluster:
it is away or hangs (a visitor waits a second for it, once), its indexes are gone or of another
version, or it may still show what somebody must not find any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from django.db.models import Exists, F
from elasticsearch import ApiError, SerializationError, TransportError

from hub.indexing import Document
from search.engine import Hit, Request, Result, SearchEngine, Suggestion
from search.engines.elasticsearch import indexes
from search.engines.elasticsearch.breaker import breaker
from search.engines.elasticsearch.connection import is_configured
from search.models import SearchCluster, SearchOutbox
from search.outbox import standing

if TYPE_CHECKING:
    from hub.querysets import Viewer

logger = logging.getLogger("search.resting")

T = TypeVar("T")
# Why the embedded engine answers; "" where the cluster does.
Reason = Literal["", "not set", "not built", "narrowed", "away"]


def reason() -> Reason:
    """Why the cluster is not asked now; one query. Asks the cluster nothing."""
    if not is_configured():
        return "not set"
    narrowed = Exists(SearchOutbox.objects.filter(narrowed=True))
    row = SearchCluster.objects.values_list("mapping", narrowed).first()
    if row is None or row[0] != indexes.fingerprint():
        return "not built"
    if row[1]:
        return "narrowed"
    return "" if breaker.lets_through() else "away"


def less_well() -> str:
    """For `/readyz`: why the cluster does not answer, though one is set. Asks the cluster nothing;
    the worker looks at it each minute."""
    if not is_configured():
        return ""
    return reason() or ("away" if standing.read().failures else "")


class ClusterFirst:
    """See `search.engine.SearchEngine`. Reads only: what is written goes by the outbox."""

    name = "elasticsearch"

    def __init__(self) -> None:
        from search.registry import engine

        self.cluster: SearchEngine = engine("elasticsearch")
        self.embedded: SearchEngine = engine("embedded")

    def ensure(self) -> None:
        self.embedded.ensure()

    def bulk(self, documents: Iterable[Document]) -> int:
        return self.embedded.bulk(documents)

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        self.embedded.remove(kind, ids)

    def clear(self) -> None:
        self.embedded.clear()

    def search(self, request: Request) -> Result:
        return self._first(lambda engine: engine.search(request))

    def matching(
        self, requests: Sequence[Request], kind: str, ids: Iterable[int]
    ) -> list[set[int]]:
        """Of objects that the cluster was not told of yet, the embedded engine says it."""
        keys = list(ids)
        unsent = SearchOutbox.objects.filter(
            kind=kind, object_id__in=keys, sent_version__lt=F("version")
        )
        if is_configured() and unsent.exists():
            return self.embedded.matching(requests, kind, keys)
        return self._first(lambda engine: engine.matching(requests, kind, keys))

    def suggest(self, text: str, language: str, limit: int = 8) -> list[Suggestion]:
        return self._first(lambda engine: engine.suggest(text, language, limit))

    def more_like(
        self, kind: str, *, object_id: int | None = None, text: str = "", limit: int = 5,
        viewer: Viewer | None = None,
    ) -> list[Hit]:  # fmt: skip
        return self._first(
            lambda engine: engine.more_like(
                kind, object_id=object_id, text=text, limit=limit, viewer=viewer
            )
        )

    def _first(self, ask: Callable[[SearchEngine], T]) -> T:
        if reason():
            return ask(self.embedded)
        try:
            return ask(self.cluster)
        except SerializationError:
            logger.exception("search.cluster.unreadable")
        except TransportError as error:
            breaker.trip(error)
        except ApiError as error:
            if error.status_code == 429 or error.status_code >= 500:
                breaker.trip(error)
            # Else it answers, only not this: gone indexes are found out by the worker.
            logger.exception("search.cluster.refused status=%s", error.status_code)
        return ask(self.embedded)

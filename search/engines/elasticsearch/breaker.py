"""Whether the cluster is asked at all: once it did not answer, no visitor waits for it again.

Each process keeps its own. While the cluster is away, a thread of its own asks now and then
whether it is back, for as long as somebody searches.
"""

from __future__ import annotations

import logging
import threading
import time

from elasticsearch import ApiError, TransportError

from search.engines.elasticsearch.connection import NoCluster, client

logger = logging.getLogger("search.engines.elasticsearch")

# Seconds between two looks at a cluster that is away.
PAUSE = 2.0


class Breaker:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._broken = False
        self._looking = False
        self._next_look = 0.0
        self.why = ""

    @property
    def is_whole(self) -> bool:
        return not self._broken

    def lets_through(self) -> bool:
        """Whether to ask the cluster now. Never waits."""
        if not self._broken:
            return True
        with self._lock:
            due = not self._looking and time.monotonic() >= self._next_look
            if due:
                self._looking = True
        if due:
            threading.Thread(target=self._look, name="search-cluster-look", daemon=True).start()
        return False

    def trip(self, why: BaseException | str) -> None:
        """The cluster did not answer, or not with sense."""
        with self._lock:
            was_whole, self._broken = not self._broken, True
            self._next_look = time.monotonic() + PAUSE
            self.why = str(why)[:200]
        if was_whole:
            logger.warning("search.cluster.away why=%s", type(why).__name__)

    def mend(self) -> None:
        """The cluster answers."""
        with self._lock:
            was_broken, self._broken, self.why = self._broken, False, ""
        if was_broken:
            logger.warning("search.cluster.back")

    def _look(self) -> None:
        try:
            client().cluster.health(wait_for_status="yellow", timeout="500ms")
        except (ApiError, TransportError, NoCluster) as error:
            self.trip(error)
        else:
            self.mend()
        finally:
            self._looking = False


breaker = Breaker()

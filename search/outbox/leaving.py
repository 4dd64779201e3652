"""Taking out of the cluster what somebody may not find any more, as soon as that is committed.

Where it does not work within a second, the rows stay `narrowed`, and as long as one is, the
embedded engine answers.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence

from elasticsearch import ApiError, TransportError

from hub import indexing
from search.engines.elasticsearch import writing
from search.engines.elasticsearch.breaker import breaker
from search.engines.elasticsearch.connection import client
from search.models import SearchOutbox
from search.outbox import standing

logger = logging.getLogger("search.outbox")

# More than these take longer than anybody should wait: the worker sends them first.
MOST = 300


def take_out(kind: str, ids: Sequence[int]) -> bool:
    """Empty the cluster's documents of objects that are narrowed, whether they may still be found
    by others or not: those come back with the worker. Whether the cluster has done it."""
    if len(ids) > MOST or not breaker.lets_through():
        return False
    rows = SearchOutbox.objects.filter(kind=kind, object_id__in=ids, narrowed=True)
    versions = dict(rows.values_list("object_id", "version"))
    # Read after the rows: a build that begins later reads them as they are now.
    building = indexing.kinds() if standing.read().building else ()
    # Below the version of the object as it is now, so that it may come late: `noting` left room.
    writes = [writing.Write(kind, pk, version - 1, None) for pk, version in versions.items()]
    if not writes:
        return True
    try:
        outcomes = writing.send(client(), writes, building=building, refresh=True)
    except (ApiError, TransportError) as error:
        breaker.trip(error)
        logger.warning("search.leaving.waits kind=%s count=%s", kind, len(writes))
        return False
    done: dict[int, list[int]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.fate is writing.Fate.DONE:
            done[outcome.write.version + 1].append(outcome.write.object_id)
    for version, keys in done.items():
        rows.filter(object_id__in=keys, version=version).update(narrowed=False)
    return sum(map(len, done.values())) == len(writes)

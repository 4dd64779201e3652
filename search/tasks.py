"""Background work of the roof."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from search import later, rebuilding
from search.alerts import actions as saved
from search.alerts import asking
from search.engines.elasticsearch.connection import is_configured
from search.engines.embedded import frequencies
from search.meaning import keeping as keeping_sentences
from search.outbox import draining, standing
from search.queries import keeping

logger = logging.getLogger("search.tasks")

MINUTES = 10
FORGETTING = 360
ALERTING = 5


@task()
def refresh_frequencies() -> int:
    """Count the words of the index again where it changed; how many words there are. First what
    a process noted for the index that died before it asked for it."""
    later.catch_up()
    keeping_sentences.ask()
    return frequencies.refresh()


@task()
def catch_up() -> int:
    """Bring the index to what was noted for it; how many objects."""
    return later.catch_up()


@task()
def read_sentences() -> int:
    """Read what the sentences of new texts mean; how many texts."""
    return keeping_sentences.catch_up()


@task()
def forget_queries() -> int:
    """Delete the searches that were kept long enough; how many rows."""
    return keeping.forget()


@task()
def tell_news() -> int:
    """Tell whoever saved a search what is new in it; how many things are new. Usually asked for by
    what published them; on the timer for what a process did not live to ask."""
    saved.forget()
    return asking.tell()


@task()
def drain_outbox() -> int:
    """Tell the cluster what changed; how many objects. Where it takes nothing, ask again later."""
    drained = draining.drain()
    if drained.why == "lost":
        rebuild_cluster.enqueue()
    elif drained.waits:
        _drain_again(drained.waits)
    return drained.sent


class _Again:
    """Until when this process has asked for another attempt, so that many failures ask once."""

    until = 0.0


def _drain_again(seconds: float) -> None:
    now = time.monotonic()
    if now >= _Again.until:
        _Again.until = now + seconds
        later_on = timezone.now() + timedelta(seconds=seconds)
        drain_outbox.using(run_after=later_on).enqueue()


@task()
def watch_cluster() -> str:
    """Find out what no change would: whether the cluster is away, its indexes are gone, or objects
    wait whose process died before it asked for them. What there is to say of it."""
    if not is_configured():
        return ""
    try:
        draining.require_ready()
    except draining.Stopped as stopped:
        draining.failed(stopped)
        if stopped.why == "lost":
            rebuild_cluster.enqueue()
        return stopped.why
    standing.update(failures=0, error="")
    drain_outbox.enqueue()
    return ""


@task()
def rebuild_cluster() -> int:
    """Build the cluster's indexes where there are none; how many objects."""
    if not is_configured() or standing.read().mapping:
        return 0
    try:
        return rebuilding.rebuild()
    except rebuilding.NotRebuilt as error:
        # Kept for the secretariat to see; `watch_cluster` asks for it again.
        logger.warning("search.rebuild.waits why=%s", error)
        return 0

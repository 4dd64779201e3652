"""Background work of the roof."""

from __future__ import annotations

from django_tasks import task

from search import later
from search.alerts import actions as saved
from search.alerts import asking
from search.engines.embedded import frequencies
from search.queries import keeping

MINUTES = 10
FORGETTING = 360
ALERTING = 5


@task()
def refresh_frequencies() -> int:
    """Count the words of the index again where it changed; how many words there are. First what
    a process noted for the index that died before it asked for it."""
    later.catch_up()
    return frequencies.refresh()


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
def catch_up() -> int:
    """Bring the index to what was noted for it; how many objects."""
    return later.catch_up()

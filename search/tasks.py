"""Background work of the roof."""

from __future__ import annotations

from django_tasks import task

from search import later
from search.engines.embedded import frequencies

MINUTES = 10


@task()
def refresh_frequencies() -> int:
    """Count the words of the index again where it changed; how many words there are. First what
    a process noted for the index that died before it asked for it."""
    later.catch_up()
    return frequencies.refresh()


@task()
def catch_up() -> int:
    """Bring the index to what was noted for it; how many objects."""
    return later.catch_up()

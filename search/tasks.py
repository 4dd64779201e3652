"""Background work of the roof."""

from __future__ import annotations

from django_tasks import task

from search.embedded import frequencies

MINUTES = 10


@task()
def refresh_frequencies() -> int:
    """Count the words of the index again where it changed; how many words there are."""
    return frequencies.refresh()

"""Background work on files."""

from __future__ import annotations

from django_tasks import task

from hub.files import clearing

CLEARING_EVERY = 60


@task()
def clear_files() -> dict[str, int]:
    """Remove uploads that nobody goes on with, and files that nothing needs."""
    return clearing.clear()

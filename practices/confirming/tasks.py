"""The daily look at how old everything is: harmless when it runs twice."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from hub.actions import system
from practices.confirming.actions import watch_age

# Minutes between two runs; all but the first of a day find it done.
EVERY = 60


@task()
def watch_over_age() -> dict[str, int]:
    """Ask about what is due, ask again, and let go of what pages remember of yesterday."""
    day = timezone.localdate()
    return watch_age(by=system, key=f"watch-age:{day.isoformat()}", day=day)

"""Background work of telling: by key, harmless when it runs twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

# Minutes between two runs.
CLOSING_SOON_EVERY = 30
AGAIN_EVERY = 10
# So long after it was noted, telling that failed is tried again.
TRIED_FOR = timedelta(days=1)


@task()
def tell(what: str, pk: int, occasion: str = "") -> int:
    """Tell of one thing that happened (`discussions.telling.audiences`); how many are told."""
    from discussions.telling import audiences

    return audiences.tell(what, pk, occasion)


@task()
def tell_closing_soon() -> int:
    """Tell of the topics and spaces that close within days; how many there are."""
    from discussions.telling import closing

    return closing.tell()


@task()
def tell_again() -> int:
    """Give back to the worker what failed to be told, as where the database was away for a while;
    how many."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    failed = DBTaskResult.objects.filter(
        task_path=tell.module_path,
        status=TaskResultStatus.FAILED,
        enqueued_at__gt=timezone.now() - TRIED_FOR,
    )
    return failed.update(status=TaskResultStatus.READY, started_at=None, finished_at=None)


def tell_now() -> None:
    """Do what waits for the worker, for who goes on from there: examples, whose notices are there
    when they are made."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(
        task_path=tell.module_path, status=TaskResultStatus.READY
    ).order_by("enqueued_at")
    for row in list(waiting):
        tell.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.delete()

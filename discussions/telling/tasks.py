"""Background work of telling: by key, harmless when it runs twice."""

from __future__ import annotations

from django_tasks import task


@task()
def tell(what: str, pk: int, occasion: str | int = "") -> int:
    """Tell of one thing that happened (`discussions.telling.audiences`); to how many people."""
    from discussions.telling import audiences

    return audiences.tell(what, pk, str(occasion))

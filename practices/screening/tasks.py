"""Background work of screening: by id, harmless when it runs twice."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from hub.actions import Refused, system
from practices.models import Assignment, AssignmentState
from practices.screening.actions.watching import lapse, remind

# Minutes between two runs.
EVERY = 60


@task()
def watch_over_rounds() -> dict[str, int]:
    """Offers that nobody answered lapse; reviewers and the secretariat are reminded."""
    unanswered = Assignment.objects.filter(
        state=AssignmentState.OFFERED, due__lt=timezone.now(), round__closed_at__isnull=True
    ).select_related("round__practice")
    lapsed = 0
    for assignment in unanswered:
        try:
            lapsed += lapse(by=system, assignment=assignment)["lapsed"]
        except Refused:
            # Its round was decided in this moment, and has released it.
            continue
    return {"lapsed": lapsed, **remind(by=system)}

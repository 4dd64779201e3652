"""What readers change: how far they have read."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from discussions.models import ReadMark, Topic
from discussions.permissions import can_view_topic
from discussions.telling import notices
from hub.actions import Act, action


@action("topic.read")
def mark_read(act: Act, *, topic: Topic, position: int) -> dict[str, Any]:
    """Note that somebody has read a topic up to a position: `{"position": 57}` is how far they
    have read now. It never goes back, and never past the last post."""
    act.require(act.user.is_authenticated and can_view_topic(act.user, topic))
    position = max(0, min(position, topic.positions))
    mark, made = ReadMark.objects.get_or_create(
        user=act.user, topic=topic, defaults={"position": position}
    )
    if not made and position >= mark.position:
        ReadMark.objects.filter(pk=mark.pk, position__lte=position).update(
            position=position, at=timezone.now()
        )
        mark.position = position
    notices.posts_read(act, topic, mark.position)
    return {"position": mark.position}

"""What each privileged act in a space leaves behind: a line in the log of moderators, and an event
in the topics that it changes."""

from __future__ import annotations

from typing import Any

from discussions import log
from discussions.models import Deed, EventKind, Space, Topic, TopicState
from discussions.moderation import record
from hub.actions import Act, system


def note(
    act: Act,
    space: Space,
    deed: Deed,
    *,
    topic: Topic | None = None,
    text: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Write the act into the log that moderators read, unless the hub itself acts."""
    if act.by is not system:
        record.deed(act, space, deed, topic=topic, note=text, details=details)


def topic_changed(act: Act, topic: Topic) -> None:
    """Tell who reads the topic that it is another now."""
    act.changed("topic", topic.pk)
    log.happened(act, topic, EventKind.TOPIC_CHANGED)


def topics_changed(act: Act, space: Space) -> None:
    """As `topic_changed`, for all topics of a space that somebody may be reading."""
    for topic in space.topics.exclude(state=TopicState.ARCHIVED).order_by("pk"):
        topic_changed(act, topic)

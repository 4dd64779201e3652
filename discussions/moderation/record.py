"""The log of what moderators do, which moderators read. Lines are only added."""

from __future__ import annotations

from typing import Any

from discussions.models import Deed, ModerationEntry, Post, Space, Topic
from hub.actions import Act


def deed(
    act: Act,
    space: Space,
    deed: Deed,
    topic: Topic | None = None,
    post: Post | None = None,
    reason: str = "",
    note: str = "",
    details: dict[str, Any] | None = None,
) -> ModerationEntry:
    """Write down a privileged act in a space, inside the action that carries it out.

    reason: the key of a `ReportReason`, "" for none. note: what the moderator said of it, at most
    2,000 characters. details: JSON for the readers of the log, without what may have to be hidden
    later (a text, a withheld name).
    """
    return ModerationEntry.objects.create(
        space=space,
        topic=topic,
        post=post,
        deed=deed,
        by=act.user_or_none,
        reason=reason[:40],
        note=note[:2_000],
        details=details or {},
    )

"""What moderators do about posts and topics, and what readers report.

Skeleton: signatures that others may rely on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discussions.models import Deed, Post, Topic
from hub.actions import Act, action


@action("moderation.release")
def release(act: Act, *, post: Post, seen: str = "", note: str = "") -> dict[str, Any]:
    """Publish a held post. seen: what `changes.seen_of` gave when the moderator read it; ""
    decides on what is there. Answers `{"post": pk, "state": "published"}`."""
    raise NotImplementedError


@action("moderation.refuse")
def refuse(
    act: Act, *, post: Post, reason: str, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Do not publish a held post; its author is told why."""
    raise NotImplementedError


@action("moderation.hide")
def hide(
    act: Act, *, post: Post, reason: str, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Take a published post out of sight; a stub stays."""
    raise NotImplementedError


@action("moderation.restore")
def restore(
    act: Act, *, post: Post, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Show a hidden post again."""
    raise NotImplementedError


@action("moderation.warn")
def warn(
    act: Act, *, post: Post, reason: str, note: str = "", language: str = "", seen: str = ""
) -> dict[str, Any]:
    """Tell an author what is wrong with a post, and leave it where it is."""
    raise NotImplementedError


@action("moderation.move")
def move(
    act: Act, *, post: Post, topic: Topic, reason: str = "", note: str = "", language: str = "",
    seen: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Take a post, with what answers it, to another topic."""
    raise NotImplementedError


@action("moderation.reparent")
def reparent(
    act: Act, *, post: Post, parent: Post | None, note: str = "", seen: str = ""
) -> dict[str, Any]:
    """Make a post the answer to another one of its topic, or put it at the top."""
    raise NotImplementedError


@action("moderation.lock")
def lock(act: Act, *, topic: Topic, reason: str = "", note: str = "") -> dict[str, Any]:
    """Let nobody but moderators post for a while. Answers `{"topic": pk, "locked": true}`."""
    raise NotImplementedError


@action("moderation.unlock")
def unlock(act: Act, *, topic: Topic, note: str = "") -> dict[str, Any]:
    """Take posts again."""
    raise NotImplementedError


@action("moderation.report")
def report(
    act: Act, *, post: Post, reason: str, said: str = "", language: str = ""
) -> dict[str, Any]:
    """Say that a post is against the rules. Answers `{"report": pk}`."""
    raise NotImplementedError


@action("moderation.dismiss")
def dismiss(act: Act, *, post: Post, note: str = "", seen: str = "") -> dict[str, Any]:
    """Leave a reported post as it is; what was reported of it is settled."""
    raise NotImplementedError


@action("moderation.act-on-many")
def act_on_many(
    act: Act,
    *,
    posts: Sequence[Post],
    deed: Deed,
    reason: str = "",
    note: str = "",
    language: str = "",
    seen: Sequence[str] = (),
) -> dict[str, Any]:
    """The same about several posts, for one reason. Answers `{"done": [pk], "skipped": [pk]}`."""
    raise NotImplementedError

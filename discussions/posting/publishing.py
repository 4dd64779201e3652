"""Making a post public."""

from __future__ import annotations

from discussions.models import Post
from hub.actions import Act


def bring_out(act: Act, post: Post) -> None:
    """Make a post that waits public, as part of an action: its state and time, its place and its
    event in the topic, its links and mentions, and the notices. The caller has locked the row, and
    says `act.changed("post", post.pk)` of it."""
    raise NotImplementedError

"""Making a post public."""

from __future__ import annotations

from django.utils import timezone

from discussions import links, log
from discussions.models import EventKind, Post, PostState
from discussions.telling import notices
from hub import richtext
from hub.actions import Act


def bring_out(act: Act, post: Post) -> None:
    """Make a post that waits public, as part of an action: its state and time, its place and its
    event in the topic, its links and mentions, and the notices. The caller has locked the row, and
    says `act.changed("post", post.pk)` of it."""
    post.state = PostState.PUBLISHED
    post.published_at = timezone.now()
    post.html, post.renderer = richtext.render(post.source), richtext.RENDERER_VERSION
    post.version += 1
    post.save(update_fields=["state", "published_at", "html", "renderer", "version"])
    came_out(act, post)


def came_out(act: Act, post: Post) -> None:
    """What goes with a post that is public from now on; whom it mentions is noted already."""
    links.record(act, post)
    notices.post_published(act, post)
    log.happened(act, post.topic, EventKind.POST_CREATED, post, counts=1, places=True)

"""Following topics and spaces."""

from __future__ import annotations

from discussions.models import Post


def follow_own(post: Post) -> None:
    """Its author follows the topic from their first post in it on, unless they chose not to."""

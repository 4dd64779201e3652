"""What the rooms of this floor hand to the floors below, one call for each room."""

from __future__ import annotations

from hub import indexing


def register() -> None:
    """Called once, by `discussions.apps`."""
    from discussions.indexing import PostSource, TopicSource
    from discussions.live import switchboard
    from discussions.moderation import setting_up as moderation
    from discussions.posting import setting_up as posting
    from discussions.spaces import setting_up as spaces
    from discussions.telling import setting_up as telling

    telling.register()
    indexing.register(TopicSource())
    indexing.register(PostSource())
    switchboard.register()
    moderation.register()
    posting.register()
    spaces.register()

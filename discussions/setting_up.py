"""What the rooms of this floor hand to the floors below, one call for each room."""

from __future__ import annotations

from hub import indexing, trial


def register() -> None:
    """Called once, by `discussions.apps`."""
    from discussions import discussed, home
    from discussions.indexing import PostSource, TopicSource
    from discussions.live import switchboard
    from discussions.mailed import setting_up as mailed
    from discussions.moderation import setting_up as moderation
    from discussions.outcomes import setting_up as outcomes
    from discussions.posting import setting_up as posting
    from discussions.spaces import setting_up as spaces
    from discussions.telling import setting_up as telling

    telling.register()
    mailed.register()
    indexing.register(TopicSource())
    indexing.register(PostSource())
    switchboard.register()
    moderation.register()
    outcomes.register()
    posting.register()
    spaces.register()
    discussed.register()
    home.register()
    trial.show(make_examples)


def make_examples() -> None:
    from discussions import examples
    from discussions.moderation import examples as for_moderators

    examples.make()
    for_moderators.make()

"""What writing hands to the rest of the house when it starts."""

from __future__ import annotations

from discussions.posting import files, reply
from hub import slots
from hub.files import registry


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    registry.use(files.DRAFT, files.DraftFiles())
    registry.use(files.POST, files.PostFiles())
    slots.fill("topic.reply", reply.at_the_foot)

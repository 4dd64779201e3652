"""What posts link to: addresses of this hub in their text, as typed rows."""

from __future__ import annotations

from discussions.models import Post
from hub.actions import Act


def record(act: Act, post: Post) -> None:
    """Write which objects of the hub a post names by their address, in place of what was written
    before. Whether a reader may see them is asked when they are shown."""
    raise NotImplementedError

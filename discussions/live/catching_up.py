"""Reading the log of a topic from an event on, with the rights of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discussions.live.events import Frame
from discussions.models import Topic

if TYPE_CHECKING:
    from hub.querysets import Viewer

LIMIT = 200


class NotReadable(Exception):
    """The viewer may not read the topic now; answered as one that does not exist."""


def since(topic: Topic, viewer: Viewer, number: int, limit: int = LIMIT) -> Frame:
    """What happened after event `number`, at most `limit` events, as everybody who reads the topic
    may see it; `more` where the log goes on. Raises `NotReadable`.

    A number beyond the last one (a database that was put back from a copy) begins at 0 again.
    """
    raise NotImplementedError

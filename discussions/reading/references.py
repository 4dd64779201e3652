"""What a page must know of its posts before it has read any of them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from discussions.models import PostState
from discussions.querysets import PostQuerySet
from discussions.reading.standing import Standing

STUBS = frozenset({PostState.HIDDEN.value, PostState.WITHDRAWN.value})


class Reference(NamedTuple):
    """A post's place, and all that its article depends on: read for a page of posts in one query,
    with the names on them, so that nothing remembered outlives a change of them."""

    pk: int
    position: int
    parent: int | None
    root: int | None
    version: int
    state: str
    author_pk: int | None
    author_name: str | None
    organisation: str | None
    name_withheld: bool
    topic: int
    language: str
    # Tells posts apart that had one key after the other: the database may be put back from a copy
    # while the process goes on.
    published_at: datetime | None
    # The same of the post that it answers; None where it answers none.
    parent_topic: int | None = None
    parent_position: int | None = None
    parent_version: int | None = None
    parent_state: str | None = None
    parent_name: str | None = None
    parent_withheld: bool | None = None
    parent_published_at: datetime | None = None

    @property
    def is_stub(self) -> bool:
        return self.state in STUBS

    @property
    def answers(self) -> bool:
        """Whether the post that it answers has a place in the same topic."""
        return self.parent_position is not None and self.parent_topic == self.topic

    def shown_parent(self, standing: Standing) -> str:
        """The name of whom it answers as the reader sees it, "" where it is withheld or gone, and
        where what they said is out of sight."""
        if not standing.moderates and (self.parent_withheld or self.parent_state in STUBS):
            return ""
        return self.parent_name or ""


COLUMNS = (
    "pk", "position", "parent_id", "root_id", "version", "state", "author_id", "author__name",
    "organisation__name", "name_withheld", "topic_id", "language", "published_at",
    "parent__topic_id", "parent__position", "parent__version", "parent__state",
    "parent__author__name", "parent__name_withheld", "parent__published_at",
)  # fmt: skip


def references(posts: PostQuerySet) -> list[Reference]:
    """Posts that have a place, by their places."""
    return [Reference(*row) for row in posts.order_by("position").values_list(*COLUMNS)]


class Placed(NamedTuple):
    """A post on a page. nested: it stands under the root of its thread."""

    reference: Reference
    nested: bool = False

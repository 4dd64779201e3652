"""How the author of a post is shown: by name, organisation and capacity, or as withheld."""

from __future__ import annotations

from dataclasses import dataclass

from discussions.models import Capacity, Post


@dataclass(frozen=True)
class Author:
    """What a reader sees. A name that was withheld is empty unless the reader moderates; then
    `withheld` says that others do not see it. A person who is gone has no name either."""

    name: str
    organisation: str
    organisation_language: str
    capacity: str
    withheld: bool

    @property
    def capacity_label(self) -> str:
        return str(Capacity(self.capacity).label)


def author_of(post: Post, *, moderates: bool = False) -> Author:
    """The author of a post whose `author` and `organisation` are in memory."""
    shown = moderates or not post.name_withheld
    organisation = post.organisation if shown else None
    return Author(
        name=str(post.author.name or "") if shown and post.author else "",
        organisation=organisation.name if organisation else "",
        organisation_language=organisation.name_language if organisation else "",
        capacity=post.capacity,
        withheld=post.name_withheld,
    )

"""Who reads a topic, and what they may do in it: asked once for a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from discussions.models import ReadMark, Topic
from discussions.permissions import can_moderate, takes_posts
from hub.models import Role

if TYPE_CHECKING:
    from hub.querysets import Viewer

# What the shared parts of a page differ by; whatever differs by person is no shared part.
Kind = Literal["visitor", "reader", "moderator"]


@dataclass(frozen=True)
class Standing:
    """A viewer in a topic that they may see, which the caller has made sure of; the topic has its
    space in memory. Whoever is not signed in costs no query."""

    viewer: Viewer
    topic: Topic

    @property
    def pk(self) -> int | None:
        """The viewer's key; None for a visitor."""
        return self.viewer.pk if self.viewer.is_authenticated else None

    @cached_property
    def moderates(self) -> bool:
        return can_moderate(self.viewer, self.topic.space)

    @cached_property
    def takes_posts(self) -> bool:
        """Whether somebody may post now: it is open and not locked, or the viewer keeps order."""
        return takes_posts(self.topic) and (not self.topic.is_locked or self.moderates)

    @property
    def may_post(self) -> bool:
        """As `permissions.can_post`, of a topic that the viewer sees."""
        return self.viewer.is_authenticated and self.viewer.is_active and self.takes_posts

    @cached_property
    def translates(self) -> bool:
        """Whether the viewer may translate every post here; authors may translate their own."""
        if not self.viewer.is_authenticated:
            return False
        return self.moderates or self.viewer.has_role(Role.TRANSLATOR)

    @property
    def kind(self) -> Kind:
        if self.pk is None:
            return "visitor"
        return "moderator" if self.moderates else "reader"

    @cached_property
    def mark(self) -> ReadMark | None:
        """How far the viewer has read; None for visitors, and for who never said so."""
        if self.pk is None:
            return None
        return ReadMark.objects.filter(user=self.pk, topic=self.topic).first()

    @property
    def read_to(self) -> int | None:
        """The position up to which the viewer has read, or None as with `mark`."""
        return self.mark.position if self.mark else None

    def is_unread(self, position: int | None, author: int | None) -> bool:
        """Whether a post is new to the viewer. To whoever was never here, nothing is marked."""
        if self.read_to is None or position is None:
            return False
        return position > self.read_to and author != self.pk

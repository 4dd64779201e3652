"""What of a topic goes out as a file.

Whoever reads the topic may have the file, and pass it on: it holds what every reader of the topic
may see. A name that was withheld is in no file, nor is a post that is out of sight, not even for
those who moderate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from discussions.authors import Author, author_of
from discussions.models import Outcome, Post, PostState, SpaceText, Topic, TopicText
from discussions.outcomes import reading
from discussions.outcomes.shown import Shown as OutcomeShown
from discussions.outcomes.shown import show
from discussions.reading import articles
from discussions.spaces.texts import Shown, space_text, topic_text

AT_ONCE = 500
_PLACED = (PostState.PUBLISHED, PostState.HIDDEN, PostState.WITHDRAWN)


@dataclass(frozen=True)
class Told:
    """A topic as it goes out, in a language of the interface where it speaks it."""

    topic: Topic
    language: str

    @cached_property
    def question(self) -> Shown[TopicText]:
        return topic_text(self.topic, self.language)

    @cached_property
    def space(self) -> Shown[SpaceText]:
        return space_text(self.topic.space, self.language)

    @cached_property
    def outcome(self) -> Outcome | None:
        found = reading.outcome_of(self.topic)
        return reading.whole(found) if found else None

    @cached_property
    def shown(self) -> OutcomeShown | None:
        return show(self.outcome, self.language) if self.outcome else None

    @property
    def address(self) -> str:
        return absolute(reverse("discussions:topic", args=[self.topic.pk]))

    @cached_property
    def positions(self) -> dict[int, int]:
        """The number of each post by its key."""
        return {pk: number for pk, number in self._rows.values_list("pk", "position") if number}

    def posts(self) -> Iterator[Post]:
        """The posts in their order, read in parts, with their authors, translations and files."""
        rows = self._rows.select_related("author", "organisation").defer("html")
        rows = rows.prefetch_related("translations", "files__file")
        return rows.order_by("position").iterator(chunk_size=AT_ONCE)

    @property
    def _rows(self) -> QuerySet[Post]:
        return Post.objects.filter(
            topic=self.topic, position__isnull=False, state__in=_PLACED
        )  # fmt: skip


def absolute(path: str) -> str:
    return f"{settings.HUB_BASE_URL}{path}"


def address_of(post: int) -> str:
    return absolute(reverse("discussions:post", args=[post]))


def author(post: Post) -> Author:
    """As everybody sees them."""
    return author_of(post)


def name(post: Post) -> str:
    return articles.shown(author(post))


def is_readable(post: Post) -> bool:
    return post.state == PostState.PUBLISHED

"""Which posts stand on which page of a topic.

A page is a range of positions, 1 to 50, 51 to 100, and so on in either order: it holds the same
posts while others arrive, and what it costs does not depend on how long the topic is. A reply
stands under the root of its thread where that is on the page, and in its own place where it is
not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from discussions.models import Post, PostTranslation, Topic
from discussions.querysets import PostQuerySet
from discussions.reading.references import Placed, Reference, references
from hub import languages

SIZE = 50
Order = Literal["oldest", "newest"]
# A newest page with fewer than this has the one before it as well.
_FULL_ENOUGH = SIZE // 2


@dataclass(frozen=True)
class Asked:
    """What the address of a page asks for. language: only posts in it; page: None for the first
    in the order."""

    order: Order = "oldest"
    language: str = ""
    page: int | None = None

    @classmethod
    def of(cls, query: dict[str, str]) -> Asked | None:
        """From parameters by name; None where there can be no such page."""
        order: Order = "newest" if query.get("order") == "newest" else "oldest"
        code, number = query.get("language", ""), query.get("page", "")
        if code and not languages.tag_is_valid(code):
            return None
        if number and not (number.isascii() and number.isdecimal() and len(number) < 8):
            return None
        page = int(number) if number else None
        return None if page == 0 else cls(order, languages.normalise(code) if code else "", page)

    def query(self, **changes: object) -> str:
        """The query of the address, with some of it changed; "" for the topic's plain address."""
        parts = {"order": self.order, "language": self.language, "page": self.page, **changes}
        if parts["order"] == "oldest":
            parts["order"] = ""
        if parts["page"] == 1 and not parts["order"]:
            parts["page"] = None
        return urlencode([(name, str(value)) for name, value in parts.items() if value])

    def address(self, **changes: object) -> str:
        """A link from the topic's page to another of its pages."""
        query = self.query(**changes)
        return f"?{query}" if query else "."


def page_of(position: int) -> int:
    """The page that a position is on, counted from 1."""
    return (position - 1) // SIZE + 1


@dataclass
class Thread:
    """A post with its replies on the same page, oldest first."""

    top: Placed
    replies: list[Placed] = field(default_factory=list)


@dataclass
class TopicPage:
    """One page of a topic's posts, for whoever may see the topic."""

    topic: Topic
    asked: Asked

    @cached_property
    def last(self) -> int:
        """The number of pages, at least 1."""
        most = len(self._chosen) if self.asked.language else self.topic.positions
        return max(1, page_of(most))

    @cached_property
    def number(self) -> int:
        if self.asked.page is None:
            return self.last if self.asked.order == "newest" else 1
        return self.asked.page

    @property
    def exists(self) -> bool:
        return 1 <= self.number <= self.last

    @cached_property
    def joined(self) -> bool:
        """Whether the page before this one stands on it as well: newest posts first would show
        one post alone each time that a page has filled up."""
        if self.asked.order != "newest" or self.number != self.last or self.last == 1:
            return False
        most = len(self._chosen) if self.asked.language else self.topic.positions
        return most - (self.last - 1) * SIZE < _FULL_ENOUGH

    @cached_property
    def _chosen(self) -> list[int]:
        """With a language chosen: the positions of all posts in it, which are few numbers."""
        positions = self._in_language().values_list("position", flat=True)
        return [position for position in positions if position is not None]

    def _in_language(self) -> PostQuerySet:
        code = self.asked.language
        translated = PostTranslation.objects.filter(post=OuterRef("pk"), language=code)
        posts = Post.objects.filter(topic=self.topic, position__isnull=False)
        return (
            posts.published().filter(Q(language=code) | Q(Exists(translated))).order_by("position")
        )

    @cached_property
    def references(self) -> list[Reference]:
        """The posts on the page, by position."""
        first = self.number - 1 if self.joined else self.number
        start, end = (first - 1) * SIZE, self.number * SIZE
        posts = Post.objects.filter(topic=self.topic)
        if self.asked.language:
            posts = posts.filter(position__in=self._chosen[start:end])
        else:
            posts = posts.filter(position__gt=start, position__lte=end)
        return references(posts)

    @cached_property
    def threads(self) -> list[Thread]:
        """In the page's order; replies below one post are always oldest first."""
        tops: dict[int, Thread] = {}
        here = {each.pk for each in self.references}
        for each in self.references:
            if each.root is None or each.root not in here:
                tops[each.pk] = Thread(Placed(each))
        for each in self.references:
            if each.pk in tops:
                continue
            # A root of a root cannot be; where rows say so all the same, nothing gets lost.
            home = tops.get(each.root or 0)
            if home is None:
                tops[each.pk] = Thread(Placed(each))
            else:
                home.replies.append(Placed(each, nested=True))
        threads = list(tops.values())
        return threads[::-1] if self.asked.order == "newest" else threads

    @cached_property
    def placed(self) -> list[Placed]:
        """The posts in the order in which they stand."""
        return [each for thread in self.threads for each in (thread.top, *thread.replies)]

    @property
    def last_position(self) -> int:
        """Of the posts on the page; 0 on an empty one."""
        return self.references[-1].position if self.references else 0

    # Turning

    @property
    def before(self) -> str:
        """The address of the page that comes before this one in its order, "" at the start."""
        if self.asked.order == "newest":
            return self._turned(self.number + 1)
        return self._turned(self.number - 1)

    @property
    def after(self) -> str:
        if self.asked.order == "newest":
            return self._turned(self.number - (2 if self.joined else 1))
        return self._turned(self.number + 1)

    def _turned(self, number: int) -> str:
        if not 1 <= number <= self.last:
            return ""
        newest_first = self.asked.order == "newest" and number == self.last
        return self.asked.address(page=None if newest_first else number)

    @property
    def links(self) -> Sequence[tuple[int | None, str]]:
        """Number and address of pages to turn to: the ends, and those around; a gap has neither."""
        near = range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)
        links: list[tuple[int | None, str]] = []
        previous = 0
        for number in sorted({1, self.last, *near}):
            if number - previous > 1:
                links.append((None, ""))
            links.append((number, self._turned(number)))
            previous = number
        return links if self.last > 1 else []

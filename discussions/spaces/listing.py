"""What the list of spaces and the page of a space show, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from discussions.models import (
    Outcome,
    ReadMark,
    Space,
    SpaceText,
    Topic,
    TopicListing,
    TopicState,
    TopicText,
)
from discussions.spaces.texts import Shown, shown, space_text, topic_text
from hub import richtext

if TYPE_CHECKING:
    from hub.querysets import Viewer

EXCERPT = 220
# In which order the topics of a space stand: what one can do first.
RANKS = {
    TopicState.OPEN: 0,
    TopicState.SCHEDULED: 1,
    TopicState.CLOSED: 2,
    TopicState.ARCHIVED: 3,
}


@dataclass(frozen=True)
class SpaceRow:
    """A space in a list. state: "scheduled", "open", "closed" or "archived"."""

    space: Space
    text: Shown[SpaceText]
    excerpt: str
    excerpt_language: str
    state: str
    objectives: list[int]
    topics: int
    open_topics: int


@dataclass(frozen=True)
class TopicRow:
    """A topic in a space's list. state: what it is now, by its dates too. new: how many posts
    came since the viewer was there; None where they never were. place: another space that it
    belongs to, or None."""

    topic: Topic
    text: Shown[TopicText]
    state: str
    is_pinned: bool
    has_outcome: bool
    new: int | None
    place: Shown[SpaceText] | None


def state_of(space: Space, now: datetime | None = None) -> str:
    """By its dates: "scheduled", "open", "closed" or "archived"."""
    now = now or timezone.now()
    if space.archived_at is not None:
        return TopicState.ARCHIVED
    if space.opens_at > now:
        return TopicState.SCHEDULED
    return TopicState.OPEN if space.is_open(now) else TopicState.CLOSED


def state_of_topic(topic: Topic, now: datetime) -> str:
    """As stored, but closed from its closing time on and from its space's, and in the archive.
    The topic has its space in memory."""
    ends = (topic.closes_at, topic.space.closes_at, topic.space.archived_at)
    if topic.state == TopicState.OPEN and any(end is not None and end <= now for end in ends):
        return TopicState.CLOSED
    return topic.state


def spaces_for(viewer: Viewer) -> QuerySet[Space]:
    """Those that a viewer sees: the open ones first, the archived last, the latest first."""
    now = timezone.now()
    rank = Case(
        When(archived_at__isnull=False, then=2),
        When(closes_at__lte=now, then=1),
        default=0,
        output_field=IntegerField(),
    )
    return Space.objects.visible_to(viewer).order_by(rank, "-opens_at", "pk")


def space_rows(spaces: Iterable[Space], viewer: Viewer) -> list[SpaceRow]:
    """In the order given; four queries for any number of them."""
    spaces = list(spaces)
    keys = [space.pk for space in spaces]
    full = {
        space.pk: space
        for space in Space.objects.filter(pk__in=keys).prefetch_related("texts", "objectives")
    }
    counts = _topics_by_space(keys, viewer)
    now = timezone.now()
    rows = []
    for pk in keys:
        space = full.get(pk)
        if space is None:
            continue
        introduction = introduction_of(space)
        rows.append(
            SpaceRow(
                space,
                space_text(space),
                richtext.excerpt(introduction.text.introduction, EXCERPT, introduction.language)
                if introduction
                else "",
                introduction.language if introduction else "",
                state_of(space, now),
                [each.number for each in space.objectives.all()],
                *counts.get(pk, (0, 0)),
            )
        )
    return rows


def introduction_of(space: Space) -> Shown[SpaceText] | None:
    """The text whose introduction is shown: not every translation has one."""
    return shown(
        [each for each in space.texts.all() if each.introduction.strip()], space.original_language
    )


def audience_of(space: Space) -> Shown[SpaceText] | None:
    """The text whose expected audience is shown."""
    return shown(
        [each for each in space.texts.all() if each.audience.strip()], space.original_language
    )


def _topics_by_space(keys: Sequence[int], viewer: Viewer) -> dict[int, tuple[int, int]]:
    """By space how many topics it lists that the viewer sees, and how many of them are open."""
    seen = Topic.objects.visible_to(viewer).values("pk")
    rows = (
        TopicListing.objects.filter(space__in=keys, topic__in=seen)
        .order_by()
        .values("space")
        .annotate(all=Count("pk"), open=Count("pk", filter=Q(topic__state=TopicState.OPEN)))
    )
    return {row["space"]: (row["all"], row["open"]) for row in rows}


def topics_of(space: Space, viewer: Viewer) -> QuerySet[Topic]:
    """Those that a space lists and a viewer sees: pinned ones first, then the open ones, each by
    what happened last in them."""
    listed = TopicListing.objects.filter(space=space, topic=OuterRef("pk"))
    rank = Case(
        *(When(state=state, then=Value(number)) for state, number in RANKS.items()),
        default=Value(9),
        output_field=IntegerField(),
    )
    return (
        Topic.objects.visible_to(viewer)
        .filter(Exists(listed))
        .annotate(pinned=Subquery(listed.values("is_pinned")[:1]), rank=rank)
        .order_by("-pinned", "rank", Coalesce("last_post_at", F("opens_at")).desc(), "-number")
    )


def topic_rows(topics: Sequence[Topic], space: Space, viewer: Viewer) -> list[TopicRow]:
    """What is shown of some of `topics_of`, read again; four queries, one more for who is signed
    in."""
    keys = [topic.pk for topic in topics]
    pinned = {topic.pk: bool(getattr(topic, "pinned", False)) for topic in topics}
    outcome = Outcome.objects.filter(topic=OuterRef("pk"), published_at__isnull=False)
    found = (
        Topic.objects.filter(pk__in=keys)
        .annotate(has_outcome=Exists(outcome))
        .select_related("space")
        .prefetch_related("texts", "space__texts")
    )
    full = {topic.pk: topic for topic in found}
    marks: dict[int, int] = {}
    if viewer.is_authenticated:
        read = ReadMark.objects.filter(user=viewer.pk, topic__in=keys)
        marks = dict(read.values_list("topic", "position"))
    now = timezone.now()
    return [
        TopicRow(
            topic,
            topic_text(topic),
            state_of_topic(topic, now),
            pinned[pk],
            bool(topic.has_outcome),
            max(0, topic.positions - marks[pk]) if pk in marks else None,
            space_text(topic.space) if topic.space_id != space.pk else None,
        )
        for pk in keys
        if (topic := full.get(pk)) is not None
    ]

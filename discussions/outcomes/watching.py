"""What follows, in the same transaction, when a post or a topic changes under an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from discussions.log import area_of
from discussions.models import Citation, Outcome, Post, SpaceModerator, Topic, TopicState
from discussions.outcomes.notices import CITATION_LOST, OUTCOME_DUE
from discussions.querysets import KEEPERS
from hub.actions.core import raise_generation_of
from hub.models import User
from hub.notifications import notify


def watch(kind: str, ids: Sequence[Any], **_signal: Any) -> None:
    """Receiver of `hub.actions.changed`."""
    if kind == "topic":
        _topics_changed(ids)


def watch_posts(post: Post | None, **_signal: Any) -> None:
    """Receiver of `discussions.log.logged`: who moderates hears that a post on which a published
    outcome rests has gone out of sight. New posts, the many, are not asked about."""
    if post is None:
        return
    rows = Citation.objects.out_of_sight().filter(post=post)
    lost = rows.select_related("paragraph__outcome__topic", "post").order_by("pk")
    for citation in lost:
        outcome, post = citation.paragraph.outcome, citation.post
        raise_generation_of(area_of(outcome.topic_id))
        key = f"{outcome.pk}:{post.pk}:{post.version}"
        notify(CITATION_LOST, _moderators(outcome.topic), key, outcome.topic_id)


def _topics_changed(ids: Sequence[Any]) -> None:
    """Who moderates is reminded of the outcome of a topic that closed without one."""
    closed = Topic.objects.filter(pk__in=list(ids), state=TopicState.CLOSED)
    for topic in closed.filter(closed_at__isnull=False):
        published = Outcome.objects.published().filter(topic=topic)
        if topic.closed_at and not published.exists():
            notify(OUTCOME_DUE, _moderators(topic), f"{topic.pk}:{topic.closed_at}", topic.pk)


def _moderators(topic: Topic) -> Iterable[int]:
    """Those of the topic's space; where it has none, who keeps order in all."""
    own = set(
        SpaceModerator.objects.filter(space=topic.space_id, user__is_active=True).values_list(
            "user", flat=True
        )
    )
    if own:
        return own
    return set(
        User.objects.filter(is_active=True, groups__name__in=KEEPERS).values_list("pk", flat=True)
    )

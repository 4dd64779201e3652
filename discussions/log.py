"""Writing the log of a topic: each thing that happens in it gets the next number.

    happened(act, topic, EventKind.POST_CREATED, post, counts=1, places=True)

The number is taken when all else of the action is written, since whoever takes it holds back
everybody who writes in the same topic until the commit: numbers have no gaps, and who has read up
to one has everything below it.
"""

from __future__ import annotations

from itertools import count

from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone

from discussions.models import EventKind, Post, Topic, TopicEvent
from hub import statements
from hub.actions import Act
from hub.actions.core import raise_generation_of

# Sent after the commit, with `topic` (its key) and `number`: the process that wrote it need not
# wait for its own next look at the log.
committed = Signal()

# Sent inside the transaction, with `topic`, `kind` and `post`: for what else has to change with an
# event that is not the usual one of a new post.
logged = Signal()

_order = count()


def area_of(topic_id: int) -> str:
    """The name under which the pages of a topic are remembered."""
    return f"topic:{topic_id}"


def happened(
    act: Act,
    topic: Topic,
    kind: EventKind,
    post: Post | None = None,
    *,
    counts: int = 0,
    places: bool = False,
) -> None:
    """Note that something happened in a topic, at the end of the action.

    counts: by how much the number of posts that can be read changes.
    places: gives the post the next place in the topic, which it keeps.
    """
    act.last(
        (topic.pk, next(_order)), lambda: _append(topic, kind, post, counts=counts, places=places)
    )


def _append(topic: Topic, kind: EventKind, post: Post | None, *, counts: int, places: bool) -> None:
    number, position = _next(topic.pk, counts=counts, places=places)
    if post is not None and places:
        statements.update(post, topic_id=topic.pk, position=position)
    statements.append(TopicEvent(topic=topic, number=number, kind=kind, post=post))
    raise_generation_of(area_of(topic.pk))
    if kind != EventKind.POST_CREATED:
        logged.send(sender=Topic, topic=topic, kind=kind, post=post)
    transaction.on_commit(
        lambda: committed.send(sender=Topic, topic=topic.pk, number=number), robust=True
    )


def _next(topic_id: int, *, counts: int, places: bool) -> tuple[int, int]:
    """The next number of a topic, and its last position: one more than before, where a post is
    placed. Whoever else writes in the topic waits here until this transaction has ended."""
    now = connection.ops.adapt_datetimefield_value(timezone.now()) if places else None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE discussions_topic SET sequence = sequence + 1, positions = positions + %s,"
            " post_count = post_count + %s, last_post_at = COALESCE(%s, last_post_at)"
            " WHERE id = %s RETURNING sequence, positions",
            [int(places), counts, now, topic_id],
        )
        number, position = cursor.fetchone()
    return number, position

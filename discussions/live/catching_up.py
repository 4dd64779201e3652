"""Reading the log of a topic from an event on, with the rights of now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from discussions.live import events
from discussions.live.events import Event, Frame, PostGone, PostShown, TopicShown
from discussions.models import EventKind, Post, PostState, Topic, TopicEvent
from discussions.reading import showing
from discussions.reading.showing import Row
from discussions.reading.standing import Standing
from hub import languages

if TYPE_CHECKING:
    from hub.querysets import Viewer

LIMIT = 200
# A frame ends with the post that takes it above this many characters of text.
LETTERS = 200_000
# Of what `number` can be in the database.
HIGHEST = 2**63 - 1


class NotReadable(Exception):
    """The viewer may not read the topic now; answered as one that does not exist."""


def since(topic: Topic, viewer: Viewer, number: int, limit: int = LIMIT) -> Frame:
    """What happened after event `number`, at most `limit` events, as everybody who reads the topic
    may see it; `more` where the log goes on. Raises `NotReadable`.

    A number above the last one (the database was put back from a copy) begins at 0 again.
    """
    if not Topic.objects.visible_to(viewer).filter(pk=topic.pk).exists():
        raise NotReadable(topic.pk)
    return read(topic, number, limit)


def read(topic: Topic, number: int, limit: int = LIMIT) -> Frame:
    """As `since`, for a caller who looks at the rights; the topic has its space in memory.

    In at most nine queries for any number of events.
    """
    return told(topic, number, entries(topic.pk, number, limit + 1), limit)


def told(
    topic: Topic, number: int, found: list[tuple[int, str, int | None]], limit: int = LIMIT
) -> Frame:
    """As `read`, for a caller who has read the log: one entry more than `limit`, where it has."""
    if not found and number > topic.sequence:
        number, found = 0, entries(topic.pk, 0, limit + 1)
    listed, more = found[:limit], len(found) > limit
    shown = _posts(topic, {post for _number, _kind, post in listed if post is not None})
    out: list[Event] = []
    given: set[int] = set()
    state: TopicShown | None = None
    letters = 0
    for at, kind, post in listed:
        if letters > LETTERS:
            more = True
            break
        event: Event = {"number": at, "kind": kind}
        if post is not None:
            event["post"] = {"id": post, "same": True} if post in given else shown[post]
            if post not in given and "html" in shown[post]:
                letters += len(shown[post]["html"])  # type: ignore[typeddict-item]  # looked above
            given.add(post)
        if kind == EventKind.TOPIC_CHANGED:
            event["topic"] = state = state or _state(topic.pk)
        out.append(event)
    last = out[-1]["number"] if out else number
    return events.frame(topic.pk, number, last, out, more=more)


def entries(topic: int, number: int, limit: int) -> list[tuple[int, str, int | None]]:
    """The log after a number: number, kind and post of each entry."""
    log = TopicEvent.objects.filter(topic=topic, number__gt=min(number, HIGHEST))
    return list(log.order_by("number").values_list("number", "kind", "post_id")[:limit])


def rows(topic: Topic, pks: Iterable[int], standing: Standing) -> list[Row]:
    """The posts that have a place in the topic, by their places, as somebody sees them."""
    posts = Post.objects.filter(pk__in=pks, topic=topic.pk).placed().order_by("position")
    return showing.rows(showing.whole(posts), standing, languages.current())


def _posts(topic: Topic, pks: set[int]) -> dict[int, PostShown | PostGone]:
    """Each as every reader may see it."""
    if not pks:
        return {}
    here = {row.pk: _shown(row) for row in rows(topic, pks, Standing(AnonymousUser(), topic))}
    return {pk: here.get(pk) or _elsewhere(pk) for pk in pks}


def _shown(row: Row) -> PostShown | PostGone:
    if row.state != PostState.PUBLISHED:
        return {
            "id": row.pk,
            "gone": True,
            "version": row.version,
            "position": row.position,
            "root": row.root,
            "why": "withdrawn" if row.state == PostState.WITHDRAWN else "hidden",
        }
    translated = [row.translation.language] if row.translation else []
    return {
        "id": row.pk,
        "version": row.version,
        "position": row.position or 0,
        "root": row.root,
        "parent": {
            "id": row.parent.pk,
            "position": row.parent.position,
            "author": row.parent.author.name,
        }
        if row.parent
        else None,
        "language": languages.html_tag(row.language),
        "direction": languages.direction(row.language),
        "author": {
            "name": row.author.name,
            "organisation": row.author.organisation,
            "organisation_language": row.author.organisation_language,
            "capacity": row.author.capacity,
            "withheld": row.author.withheld,
        },
        "published_at": row.published_at.isoformat() if row.published_at else "",
        "edited_at": row.edited_at.isoformat() if row.edited_at else None,
        "html": str(row.html),
        "files": [
            {"name": each.name, "language": each.language, "size": each.size, "url": each.url}
            for each in row.files
        ],
        "translations": [
            languages.html_tag(each) for each in sorted([*translated, *row.other_languages])
        ],
    }


def _elsewhere(pk: int) -> PostGone:
    """One that was moved to another topic, where it has its events."""
    return {
        "id": pk,
        "gone": True,
        "version": 0,
        "position": None,
        "root": None,
        "why": "elsewhere",
    }


def _state(pk: int) -> TopicShown:
    """Read again: the log may be newer than the topic that the caller has in memory."""
    topic = Topic.objects.get(pk=pk)
    return {
        "state": topic.state,
        "locked": topic.is_locked,
        "closes_at": topic.closes_at.isoformat() if topic.closes_at else None,
        "posts": topic.post_count,
    }

"""What goes over the line: every message between the hub and a page that reads a topic.

The hub sends, as JSON text, one of these; `type` says which:

- `hello`: once, when the socket is open. `number` is the last event of the topic; who has drawn an
  older one asks `…/events?since=N`.
- `events`: what happened after event `after` up to event `number`. Who has drawn up to a lower
  number than `after` has a gap, and asks `…/events?since=N`; events not above the own number are
  left aside.
- `catch-up`: more happened than this line took. Ask `…/events?since=N`.
- `bye`: the hub closes the socket now, with the code of `Close` that says why; after `retry` a
  client comes back by itself, else it does not.
- `pong`: the answer to `ping`.

A page sends `{"type": "ping"}` and nothing else.

Nothing in a frame is for some readers only: a name that is withheld is absent, the text of a post
that was hidden or withdrawn is absent. So one encoded frame goes to all.

An event names a post as it is *now*, not as it was then: whoever has the same or a newer `version`
leaves it as it is, whoever has an older one draws it anew at its `position`, and `gone` takes it
away. Which `kind` of event brought it matters for the words alone.
"""

from __future__ import annotations

import json
from enum import IntEnum
from typing import Any, Literal, NotRequired, TypedDict, TypeGuard

# The longest message that a page may send, in bytes.
LONGEST_MESSAGE = 1_024


class File(TypedDict):
    """A file of a post: its label or name, the label's language or "", its bytes, and where it is
    read."""

    name: str
    language: str
    size: int
    url: str


class Author(TypedDict):
    """Empty where the name is withheld or the person is gone. The organisation's name is in its own
    language; `capacity` is a key of `discussions.models.Capacity`."""

    name: str
    organisation: str
    organisation_language: str
    capacity: str
    withheld: bool


class Answered(TypedDict):
    """The post that another one answers; `author` is empty where it cannot be shown."""

    id: int
    position: int | None
    author: str


class PostShown(TypedDict):
    """A post that everybody who reads the topic may read. Times are ISO 8601 in UTC; `html` was
    cleaned by `hub.richtext`; `language` is an HTML tag; `root` is the post at the top of its
    thread, null at the top; `translations` are HTML tags of what it can also be read in."""

    id: int
    version: int
    position: int
    root: int | None
    parent: Answered | None
    language: str
    direction: Literal["ltr", "rtl"]
    author: Author
    published_at: str
    edited_at: str | None
    html: str
    files: list[File]
    translations: list[str]


class PostGone(TypedDict):
    """A post whose text cannot be read here any more. `position` is where its stub stays; null
    where nothing stays: it was moved to another topic, or deleted."""

    id: int
    gone: Literal[True]
    version: int
    position: int | None
    root: int | None
    why: Literal["hidden", "withdrawn", "elsewhere"]


class PostAsAbove(TypedDict):
    """An earlier event of the same frame has brought this post already."""

    id: int
    same: Literal[True]


class TopicShown(TypedDict):
    """The state of the topic itself, now. `state` is a key of `discussions.models.TopicState`."""

    state: str
    locked: bool
    closes_at: str | None
    posts: int


class Event(TypedDict):
    """`number` counts without gaps; `kind` is a key of `discussions.models.EventKind`."""

    number: int
    kind: str
    post: NotRequired[PostShown | PostGone | PostAsAbove]
    topic: NotRequired[TopicShown]


class Frame(TypedDict):
    """What happened after `after` up to `number`. `more` says that the log goes on from there."""

    type: Literal["events"]
    topic: int
    after: int
    number: int
    more: bool
    events: list[Event]


class Hello(TypedDict):
    type: Literal["hello"]
    topic: int
    number: int


class CatchUp(TypedDict):
    type: Literal["catch-up"]
    topic: int
    number: int


class Bye(TypedDict):
    type: Literal["bye"]
    code: int
    retry: bool


class Close(IntEnum):
    """Why the hub closed a socket."""

    # A message that is none of these, or that is no JSON.
    NOT_UNDERSTOOD = 4400
    # The session has ended, or belongs to somebody else now: reload.
    SESSION_OVER = 4401
    # No such topic, or none that may be read; there is no telling which.
    NOT_FOUND = 4404
    # A message that is longer than `LONGEST_MESSAGE`.
    TOO_LONG = 4413
    # Too many sockets of one person or address, or too many messages.
    TOO_MANY = 4429
    # The hub is not able to now.
    UNAVAILABLE = 4503

    @property
    def retry(self) -> bool:
        """Whether a client comes back by itself, after a while."""
        return self in (Close.TOO_MANY, Close.UNAVAILABLE)


def frame(topic: int, after: int, number: int, events: list[Event], *, more: bool = False) -> Frame:
    return {
        "type": "events",
        "topic": topic,
        "after": after,
        "number": number,
        "more": more,
        "events": events,
    }


def hello(topic: int, number: int) -> Hello:
    return {"type": "hello", "topic": topic, "number": number}


def catch_up(topic: int, number: int) -> CatchUp:
    return {"type": "catch-up", "topic": topic, "number": number}


def bye(code: Close) -> Bye:
    return {"type": "bye", "code": int(code), "retry": code.retry}


def encoded(message: Frame | Hello | CatchUp | Bye) -> str:
    """As it goes over the line."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


PONG = '{"type":"pong"}'


def is_ping(text: str) -> bool:
    """Whether a page sent the one thing that it may send."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return _is_object(message) and message == {"type": "ping"}


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)

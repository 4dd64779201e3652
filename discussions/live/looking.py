"""What the switchboard asks of the database, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections

from discussions.live import catching_up, events, people
from discussions.live.people import Who
from discussions.models import Topic

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """One thread with one line to the database."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._thread.submit(lambda: _asked(lambda: question(*args, **kwargs)))

    def close(self) -> None:
        """When what was asked is answered."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)


def _asked(question: Callable[[], T]) -> T:
    # Outside a request nobody else looks whether the database has closed the line meanwhile.
    close_old_connections()
    try:
        return question()
    finally:
        close_old_connections()


@dataclass(frozen=True)
class Opened:
    """That somebody may read a topic, whose last event has this number."""

    who: Who
    number: int


def open_for(session_key: str, topic: int) -> Opened | events.Close:
    """Whether whoever has this session may read a topic; why not, else."""
    try:
        who, viewer = people.come_in(session_key)
    except people.SessionOver:
        return events.Close.SESSION_OVER
    if topic > catching_up.HIGHEST:
        return events.Close.NOT_FOUND
    rows = Topic.objects.visible_to(viewer).filter(pk=topic)
    number = rows.values_list("sequence", flat=True).first()
    return events.Close.NOT_FOUND if number is None else Opened(who, number)


@dataclass(frozen=True)
class News:
    """The log of a topic from a number on, as text for the line; `text` is empty where there was
    nothing. `refused` may not read it any more."""

    text: str
    number: int
    more: bool
    refused: Mapping[Who, events.Close]


def news_of(pk: int, number: int, listeners: set[Who]) -> News:
    """What happened in a topic after a number, and who of its listeners may not hear it.

    The rights are read after the log: who lost them before something happened does not hear of
    it. What is public they may hear: `look` ends what is over.
    """
    entries = catching_up.entries(pk, number, catching_up.LIMIT + 1)
    topic = Topic.objects.select_related("space").filter(pk=pk).order_by().first()
    refused: dict[Who, events.Close] = {}
    if topic is None or not people.is_public(topic):
        refused = _refused(topic, listeners, people.still_here(listeners))
    if topic is None:
        return News("", number, False, refused)
    frame = catching_up.told(topic, number, entries)
    text = events.encoded(frame) if frame["events"] else ""
    return News(text, frame["number"], frame["more"], refused)


def _refused(topic: Topic | None, listeners: set[Who], here: set[Who]) -> dict[Who, events.Close]:
    """Who of a topic's listeners may not read it now, and why; `here` are those whose session
    went on when it was asked."""
    if topic is None:
        return dict.fromkeys(listeners, events.Close.NOT_FOUND)
    present = listeners & here
    reading = present if people.is_public(topic) else people.readers(topic, present)
    # Whose session ended since then is told so, not that there is no such topic.
    present = people.still_here(present - reading)
    return {
        who: events.Close.NOT_FOUND if who in present else events.Close.SESSION_OVER
        for who in listeners - reading
    }


@dataclass
class Look:
    """The last number of each topic, and who may not read which any more."""

    numbers: dict[int, int] = field(default_factory=dict)
    refused: dict[int, dict[Who, events.Close]] = field(default_factory=dict)


def look(watched: Mapping[int, set[Who]]) -> Look:
    """At all topics that are watched: one query for their numbers, two for sessions and people,
    and at most six more for each topic that is not public; two more where somebody is refused."""
    found = Look()
    here = people.still_here({who for listeners in watched.values() for who in listeners})
    topics = {
        topic.pk: topic
        for part in people.parts(set(watched))
        for topic in Topic.objects.select_related("space").filter(pk__in=part)
    }
    for pk, listeners in watched.items():
        topic = topics.get(pk)
        if topic is not None:
            found.numbers[pk] = topic.sequence
        refused = _refused(topic, listeners, here)
        if refused:
            found.refused[pk] = refused
    return found

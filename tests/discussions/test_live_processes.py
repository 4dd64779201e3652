"""Two processes and Redis: what one takes, readers of the other hear; and Redis may break."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from discussions.models import Topic
from tests.discussions.listening import session_of
from tests.discussions.rooms import post, topic
from tests.discussions.served import Redis, Server
from tests.hub.organisations import person

# Long: it starts servers.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

OPEN, BROKEN = "line to other processes is open", "line to other processes is broken"


class Reader:
    """A page that draws what comes, and asks where something is missing."""

    def __init__(self, server: Server, of: Topic) -> None:
        self.server, self.of = server, of
        self.page = server.listen(of.pk)
        self.drawn: list[int] = []
        self.number = 0

    def hears(self, number: int, seconds: float = 15) -> None:
        """Wait until it has drawn up to this number."""
        while self.number < number:
            message = json.loads(self.page.recv(seconds))
            if message["type"] == "catch-up" or message.get("after", 0) > self.number:
                self.asks()
            elif message["type"] == "events":
                self._draw(message)

    def asks(self) -> None:
        more = True
        while more:
            frame = self.server.since(self.of.pk, self.number)
            self._draw(frame)
            more = frame["more"]

    def _draw(self, frame: Any) -> None:
        self.drawn += [each["number"] for each in frame["events"] if each["number"] > self.number]
        self.number = max(self.number, frame["number"])


@contextmanager
def two(folder: Path, redis: str = "") -> Iterator[tuple[Server, Server]]:
    servers = Server(folder, "one", redis), Server(folder, "two", redis)
    try:
        for each in servers:
            each.is_ready()
        yield servers
    finally:
        for each in servers:
            each.stop()


def test_readers_of_both_hear_at_once_and_go_on_hearing_whatever_becomes_of_redis(
    tmp_path: Path,
) -> None:
    redis = Redis(tmp_path)
    redis.start()
    of, writer = topic(), session_of(person("Writer"))
    posted = 0

    def say(at: Server, seconds: float) -> None:
        nonlocal posted
        status, took = at.post(of.pk, writer)
        assert status in (200, 201), status
        assert took < 4, "the writer waited for Redis"
        posted += 1
        for each in readers:
            each.hears(posted, seconds)

    try:
        with two(tmp_path, redis.url) as (one, other):
            readers = [Reader(one, of), Reader(other, of)]
            for each in (one, other):
                each.said(OPEN)
            # Quicker than looking would be, each time.
            for _number in range(4):
                say(one, 3)
                say(other, 3)
            redis.flush()
            say(one, 20)
            for number, fault in enumerate((signal.SIGSTOP, signal.SIGKILL), 1):
                redis.send(fault)
                say(one, 20)
                for each in (one, other):
                    each.said(BROKEN, number)
                say(other, 20)
                if fault == signal.SIGSTOP:
                    redis.send(signal.SIGCONT)
                else:
                    redis.start()
                for each in (one, other):
                    each.said(OPEN, number + 1)
                say(one, 20)
            for _number in range(3):
                say(one, 3)
                say(other, 3)
            for each in readers:
                assert each.drawn == list(range(1, posted + 1))
            for each in (one, other):
                assert "Traceback" not in each.log.read_text()
    finally:
        redis.send(signal.SIGCONT)
        redis.send(signal.SIGKILL)


def test_without_redis_looking_is_enough_and_who_was_away_misses_none(tmp_path: Path) -> None:
    of, writer = topic(), session_of(person("Writer"))
    with two(tmp_path) as (one, other):
        away, there = Reader(one, of), Reader(other, of)
        assert one.post(of.pk, writer)[0] in (200, 201)
        away.hears(1, 3)
        there.hears(1, 20)
        post("By a process that is no server, as the worker.", of)
        for each in (away, there):
            each.hears(2, 20)
        away.page.close()
        writing = threading.Thread(target=_write, args=(of, 1_000))
        writing.start()
        there.hears(500, 60)
        # Comes back in the middle, by the other process.
        away.server, away.page = other, other.listen(of.pk)
        away.asks()
        writing.join()
        for each in (away, there):
            each.hears(1_002, 60)
            assert each.drawn == list(range(1, 1_003))


def _write(of: Topic, count: int) -> None:
    from django.db import connections

    author = person("Author")
    for number in range(count):
        post(f"{number}", of, author)
    connections.close_all()

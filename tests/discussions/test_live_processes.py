"""Two processes without Redis: what one takes, readers of the other hear, and who was away too.

`test_live_redis` has them with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from discussions.models import Topic
from tests.browser.sending import LONG
from tests.discussions.rooms import post, topic
from tests.discussions.served import Server
from tests.hub.organisations import person
from tests.sessions import session_of

# Long: it starts servers.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

# A thousand in a long run.
POSTS = 1_000 if LONG else 300


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
def two(folder: Path) -> Iterator[tuple[Server, Server]]:
    servers = Server(folder, "one"), Server(folder, "two")
    try:
        for each in servers:
            each.is_ready()
        yield servers
    finally:
        for each in servers:
            each.stop()


def test_without_redis_looking_is_enough_and_who_was_away_misses_none(tmp_path: Path) -> None:
    of, writer = topic(), session_of(person("Writer"))
    with two(tmp_path) as (one, other):
        away, there = Reader(one, of), Reader(other, of)
        assert one.post(of.pk, writer)[0] in (200, 201)
        away.hears(1, 20)
        there.hears(1, 20)
        post("By a process that is no server, as the worker.", of)
        for each in (away, there):
            each.hears(2, 20)
        away.page.close()
        writing = threading.Thread(target=_write, args=(of, POSTS))
        writing.start()
        there.hears(POSTS // 2, 60)
        # Comes back in the middle, by the other process.
        away.server, away.page = other, other.listen(of.pk)
        away.asks()
        writing.join()
        for each in (away, there):
            each.hears(POSTS + 2, 60)
            assert each.drawn == list(range(1, POSTS + 3))


def _write(of: Topic, count: int) -> None:
    from django.db import connections

    author = person("Author")
    for number in range(count):
        post(f"{number}", of, author)
    connections.close_all()

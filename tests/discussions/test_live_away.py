"""A reader who is away while a thousand posts come, for a moment and for minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.running import wait_for
from tests.browser.sending import LONG
from tests.discussions.readers import Reader, Sleeper
from tests.discussions.rooms import post, topic
from tests.discussions.served import Server
from tests.hub.organisations import person

# Long: it starts a server.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.skipif(
        not LONG, reason="a long run: in the suite, one of `test_live_processes` is away"
    ),
]

POSTS = 1_000


@pytest.mark.parametrize("seconds", [5, 120])
def test_who_was_away_has_everything_once_and_in_order(tmp_path: Path, seconds: int) -> None:
    of, author = topic(), person("Author")
    post("Before.", of, author)
    server = Server(tmp_path, "one", look=2.0)
    readers: list[Reader] = []
    try:
        server.is_ready()
        address = f"http://127.0.0.1:{server.port}"
        away, there = Sleeper(address, of.pk), Reader(address, of.pk)
        away.away = float(seconds)
        readers = [away, there]
        for reader in readers:
            reader.start()
        wait_for(lambda: away.naps, "it went away")
        assert away.number == 1
        for number in range(POSTS):
            post(f"{number}", of, author)
        total = POSTS + 1
        for reader in readers:
            assert reader.has(total, seconds + 60), reader.number
    finally:
        for reader in readers:
            reader.ends.set()
        server.stop()
    for reader in readers:
        assert reader.drawn == list(range(1, total + 1))
        assert reader.doubled == []
        assert list(reader.posts.values()) == list(range(1, total + 1))
        assert reader.lost == []

"""A server that is killed again and again while people write in a topic and others read it loses
no post that it acknowledged, doubles none, and every reader has all of them in order in the end."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.browser.running import RunningHub, run_here, wait_for
from tests.browser.sending import LONG, Sender
from tests.discussions.readers import Asker, Reader, Sleeper

WRITERS = 8
KILLS = 20 if LONG else 4
# Seconds between two kills: long enough for what was killed to serve again, at the least.
PAUSE = 4.0 if LONG else 1.0


class Writer(Sender):
    """Says one thing after the other, each under a key of its own, until told to stop."""

    def __init__(self, hub: RunningHub, session: str, topic: int, number: int) -> None:
        super().__init__(hub.port, session)
        self.topic, self.number = topic, number
        # The post that was acknowledged, by what it says.
        self.acknowledged: dict[str, int] = {}

    def write(self, ends: threading.Event) -> None:
        for count in itertools.count(1):
            if ends.is_set():
                return
            source = f"Writer {self.number} says {count}."
            answer = self.send(
                f"/en/spaces/topics/{self.topic}/write/",
                {
                    "key": uuid.uuid4().hex, "source": source, "language": "en",
                    "capacity": "personal", "csrfmiddlewaretoken": "e" * 32,
                },
            )  # fmt: skip
            assert answer["state"] == "published"
            self.acknowledged[source] = answer["post"]
            ends.wait(0.05)


def kill(hub: RunningHub, number: int) -> None:
    """Kill what answers requests: one of its processes, every fourth time all of them."""
    (web,) = wait_for(lambda: hub.children("uvicorn"), "a web server", seconds=120)
    several = hub.web_processes()
    victim = several[number % len(several)] if several and number % 4 else web
    os.kill(victim, signal.SIGKILL)


def killed(hub: RunningHub) -> None:
    """Write and read while it is killed, and look at what is there in the end."""
    made = run_here(hub, "tests.browser.writers", "talk", f"{WRITERS}")
    topic = made["topic"]
    hub.start()
    writers = [Writer(hub, key, topic, number) for number, key in enumerate(made["sessions"])]
    readers = [
        kind(hub.address, topic) for kind in (Reader, Reader, Reader, Asker, Sleeper)
    ]  # fmt: skip
    ends, began = threading.Event(), time.monotonic()

    def acknowledged() -> int:
        return sum(len(each.acknowledged) for each in writers)

    try:
        for reader in readers:
            reader.start()
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(each.write, ends) for each in writers]
            try:
                for number in range(1, KILLS + 1):
                    # In the middle of writing, not while it starts.
                    mark = acknowledged() + WRITERS
                    wait_for(
                        lambda mark=mark: (
                            acknowledged() >= mark or any(each.done() for each in writing)
                        ),
                        f"{mark} posts", seconds=300,
                    )  # fmt: skip
                    time.sleep(PAUSE * ((number * 7) % 10) / 10)
                    kill(hub, number)
                wait_for(lambda: hub.answers("/healthz"), "it answers again", seconds=120)
            finally:
                ends.set()
            for each in writing:
                each.result()
        took = time.monotonic() - began
        found = run_here(hub, "tests.browser.writers", "said", f"{topic}")
        total = len(found["events"])
        for reader in readers:
            assert reader.has(total), (type(reader).__name__, reader.number, total)
    finally:
        for reader in readers:
            reader.ends.set()
        # Another test is about how soon.
        hub.stop(60)
    again, slowest = sum(each.again for each in writers), max(each.slowest for each in writers)
    lost, gaps = [len(each.lost) for each in readers], [each.gaps for each in readers]
    print(  # noqa: T201  (what a long run is for)
        f"\n{KILLS} kills in {took:.0f} s: {acknowledged()} posts acknowledged,"
        f" {len(found['posts'])} there, sent again {again} times, slowest answer {slowest:.1f} s;"
        f" readers lost their line {lost} times, had gaps {gaps}"
    )
    # Sent again after kills, or this has shown nothing.
    assert again >= KILLS
    sources = Counter(source for _pk, _position, source in found["posts"])
    pks = {source: pk for pk, _position, source in found["posts"]}
    said = {source: pk for each in writers for source, pk in each.acknowledged.items()}
    assert set(said) <= set(pks), "acknowledged and lost"
    assert {source: pks[source] for source in said} == said
    assert [source for source, count in sources.items() if count > 1] == []
    # Each writer was told of all it sent in the end.
    assert set(pks) == set(said)
    places = {pk: position for pk, position, _source in found["posts"]}
    assert sorted(places.values()) == list(range(1, len(places) + 1))
    # The worker may have noted something about the topic itself beside the posts.
    assert found["events"] == list(range(1, total + 1))
    assert found["counts"] == [total, len(places), len(places)]
    for reader in readers:
        assert reader.drawn == found["events"]
        assert reader.doubled == []
        assert reader.posts == places


@pytest.mark.parametrize("workers", [1, 2] if LONG else [2])
def test_no_post_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path, workers: int) -> None:
    killed(RunningHub(tmp_path, workers=workers))


@pytest.mark.skipif(
    not (LONG and os.environ.get("TEST_DATABASE_URL")),
    reason="a long run, with `tests/services` started",
)
def test_nor_on_postgresql_and_redis(tmp_path: Path) -> None:
    place, name = os.environ["TEST_DATABASE_URL"].rsplit("/", 1)
    database = f"killed_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(f"{place}/{name}", autocommit=True) as line:
        line.execute(f"CREATE DATABASE {database}")
    hub = RunningHub(
        tmp_path, workers=2, database=f"{place}/{database}", redis=os.environ["TEST_REDIS_URL"]
    )  # fmt: skip
    try:
        killed(hub)
    finally:
        with psycopg.connect(f"{place}/{name}", autocommit=True) as line:
            line.execute(f"DROP DATABASE {database} WITH (FORCE)")

"""Whatever becomes of a cluster, posting and searching go on, and afterwards it has everything.

Long: it breaks a real server. `HUB_TEST_LONG=1`, and `TEST_ELASTICSEARCH` is a command with the
words `start` and `stop` for a server of its own at `ES_PORT`, whose process group stands in
`ES_DIR/pid`.
"""

from __future__ import annotations

import itertools
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from discussions.indexing import POST, TOPIC
from discussions.models import Post, Space, Topic
from hub import indexing
from hub.actions import system
from hub.actions.core import announce
from search import later, rebuilding, resting, tasks
from search.engine import Request
from search.engines.elasticsearch import documents, indexes
from search.engines.elasticsearch.breaker import breaker
from search.engines.elasticsearch.connection import client, read_alias
from search.models import SearchOutbox, SearchPending
from search.outbox import comparing, draining, standing
from search.outbox.parking import try_again
from search.registry import engine
from tests.discussions.rooms import post, space, topic
from tests.discussions.test_finding import change
from tests.hub.organisations import person


def say(line: str) -> None:
    """A figure, for whoever runs this with `-s`."""
    sys.stdout.write(f"{line}\n")


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.skipif(
        not (os.environ.get("HUB_TEST_LONG") and os.environ.get("TEST_ELASTICSEARCH")),
        reason="long, and needs a server to break",
    ),
]
WRITERS, BEFORE = 2, int(os.environ.get("HUB_TEST_POSTS", "300"))
# Of each at least so many in a phase, for which a busy machine has so many seconds more.
EACH, PATIENCE = 5, 60.0
# Seconds of each fault, and those that nobody may wait longer than.
FAULT, MOST = (
    float(os.environ.get("HUB_TEST_FAULT", "5")),
    float(os.environ.get("HUB_TEST_MOST", "5")),
)


class Server:
    """A real one, to be broken."""

    url = f"http://127.0.0.1:{os.environ.get('ES_PORT', '9200')}"

    def start(self) -> None:
        # Left by the one that was killed.
        subprocess.run([os.environ["TEST_ELASTICSEARCH"], "start"], check=True, timeout=300)

    def send(self, number: int) -> None:
        group = int((Path(os.environ["ES_DIR"]) / "pid").read_text())
        os.killpg(group, number)


def edit(what: Post, source: str) -> None:
    with transaction.atomic():
        Post.objects.filter(pk=what.pk).update(source=source)
        announce("post", [what.pk])


@dataclass
class Town:
    """People who write and search all the time, and a worker."""

    public: Topic
    closed: Topic
    ends: threading.Event = field(default_factory=threading.Event)
    rest: threading.Event = field(default_factory=threading.Event)
    posted: list[float] = field(default_factory=list)
    searched: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        jobs: list[Callable[[], None]] = [self.write] * WRITERS + [self.search, self.work]
        self.threads = [threading.Thread(target=self.run, args=(job,)) for job in jobs]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.ends.set()
        for thread in self.threads:
            thread.join(60)

    def run(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as error:
            self.broken.append(repr(error))
            raise
        finally:
            connection.close()

    def write(self) -> None:
        """Say, change and hide things, in a space for everybody and in one that is not."""
        who = person(f"Writer {secrets.token_hex(3)}")
        mine: list[Post] = []
        for count in itertools.count():
            if self.ends.wait(0.05):
                return
            began = time.monotonic()
            inside = self.closed if count % 5 == 0 else self.public
            mine.append(post(f"Word {count} of marigold.", inside, by=who))
            if count % 3 == 0:
                edit(mine[-1], f"Changed {count}, marigold.")
            if count % 4 == 0:
                change(by=system, of=mine[-1], facts={"state": "hidden"})
            self.posted.append(time.monotonic() - began)

    def search(self) -> None:
        while not self.ends.wait(0.05):
            began = time.monotonic()
            found = engine().search(Request(kinds=(POST,), text="marigold", limit=20))
            self.searched.append(time.monotonic() - began)
            if not found.hits:
                self.broken.append("nothing is found")

    def work(self) -> None:
        """As the worker does each second."""
        while not self.ends.wait(0.5):
            later.catch_up()
            if tasks.watch_cluster.func() == "lost":
                tasks.rebuild_cluster.func()
            draining.drain()

    def during(self, name: str, seconds: float = FAULT) -> None:
        """Nobody waits or is refused, however it goes."""
        del self.posted[:], self.searched[:]
        time.sleep(seconds)
        ends = time.monotonic() + PATIENCE
        while not self.broken and min(len(self.posted), len(self.searched)) < EACH:
            if time.monotonic() > ends:
                break
            time.sleep(0.05)
        if self.broken or not (self.posted and self.searched):
            self.stop()
        assert not self.broken, (name, self.broken)
        assert self.posted, name
        assert self.searched, name
        said = [f"{len(some)} (at most {max(some):.2f} s)" for some in (self.posted, self.searched)]
        say(f"{name}: posted {said[0]}, searched {said[1]}")
        assert max(self.posted) < MOST, name
        assert max(self.searched) < MOST, name


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server()
    made.start()
    sources = {kind: indexing.source(kind) for kind in (TOPIC, POST)}
    monkeypatch.setattr(indexing, "_sources", sources)
    settings.ELASTICSEARCH_URLS = [made.url]
    settings.ELASTICSEARCH_PREFIX = f"faults-{secrets.token_hex(3)}"
    breaker.mend()
    yield made
    indexes.drop_all(client(30))


def caught_up(name: str, town: Town) -> None:
    """All of it is there, nothing else is, and nothing that is hidden; how long that took."""
    began, before = time.monotonic(), standing.lag().rows
    ends = began + 180
    while True:
        later.catch_up()
        if tasks.watch_cluster.func() == "lost":
            tasks.rebuild_cluster.func()
        draining.drain(at_once=True)
        lag = standing.lag()
        if not (lag.rows or SearchPending.objects.exists() or rebuilding.is_due()):
            break
        assert time.monotonic() < ends, (name, lag, standing.read().error)
        time.sleep(0.2)
    seconds = time.monotonic() - began
    rate = seconds / before * 1_000 if before else 0
    say(f"{name}: {before} waited, {seconds:.1f} s, {rate:.1f} s for each 1,000")
    assert lag.parked == 0
    found = list(comparing.differences())
    for different in found:
        assert not different.ids, (name, different)
    assert resting.reason() in ("", "away")
    visitor = AnonymousUser()
    public = set(Post.objects.public().values_list("pk", flat=True))
    audience = {"term": {"audience": "public"}}
    answer = client(30).search(index=read_alias(POST), query=audience, size=10_000)
    ids = {hit["_source"]["object_id"] for hit in answer["hits"]["hits"]}
    say(f"{name}: {len(ids)} public posts, {len(ids - public)} hidden found, "
          f"{len(public - ids)} missing")  # fmt: skip
    assert ids == public, name
    total = engine("elasticsearch").search(Request(kinds=(POST,), viewer=visitor, limit=0)).total
    assert total == len(public), name


def quiet(town: Town, name: str) -> Town:
    """The people rest while it is looked whether everything is there; others go on."""
    town.stop()
    caught_up(name, town)
    again = Town(town.public, town.closed)
    again.start()
    return again


def test_whatever_becomes_of_the_cluster_nobody_waits_and_it_has_everything_afterwards(
    server: Server, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    closed: Space = space(visibility="members")
    town = Town(topic(), topic(inside=closed))
    other = space()
    post("A word of stonepine.", topic(inside=other))
    for number in range(BEFORE):
        post(f"Early word {number} of marigold.", town.public)
    later.catch_up()
    rebuilding.rebuild()
    breaker.mend()
    town.start()
    town.during("as always")

    server.send(signal.SIGKILL)
    town.during("killed")
    server.start()
    town.during("started again")
    town = quiet(town, "killed")

    server.send(signal.SIGSTOP)
    town.during("hung")
    # What narrows is not found from then on, either.
    stonepine = Request(kinds=(POST,), text="stonepine", correct=False)
    assert engine().search(stonepine).total == 1
    change(by=system, of=other, facts={"visibility": "members"})
    assert resting.reason() == "narrowed"
    assert engine().search(stonepine).total == 0
    town.during("hung longer")
    server.send(signal.SIGCONT)
    town.during("goes on")
    town = quiet(town, "hung")

    block = "index.blocks.read_only_allow_delete"
    every = f"{settings.ELASTICSEARCH_PREFIX}-*"
    client(30).indices.put_settings(index=every, settings={block: True})
    town.during("disk full")
    client(30).indices.put_settings(index=every, settings={block: None})
    town = quiet(town, "disk full")

    with monkeypatch.context() as poisoned:

        def to_es(document: Any) -> dict[str, Any]:
            unknown = {"nowhere": 1} if document.object_id % 10 == 0 else {}
            return documents.to_es(document) | unknown

        poisoned.setattr(draining, "to_es", to_es)
        town.during("some refused", 3 * FAULT)
        town.stop()
    parked = standing.lag().parked + SearchOutbox.objects.filter(tries__gt=0).count()
    say(f"some refused: {parked} refused")
    assert parked
    try_again(by=person("Sam", "secretariat"))
    town = quiet(town, "some refused")

    indexes.drop_all(client(30))
    town.during("everything lost", 2 * FAULT)
    town = quiet(town, "everything lost")

    began = time.monotonic()
    done: list[int] = []
    rebuild = threading.Thread(target=lambda: (done.append(rebuilding.rebuild()),
                                               connection.close()))  # fmt: skip
    rebuild.start()
    town.during("rebuilt meanwhile")
    rebuild.join(120)
    say(f"rebuilt meanwhile: {done} in {time.monotonic() - began:.1f} s at most")
    assert done
    town = quiet(town, "rebuilt meanwhile")
    town.stop()

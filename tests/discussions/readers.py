"""Readers of a topic over a line that breaks: each draws what comes, and asks for what it missed.

They do what `docs` promise to a client, and no more: a frame is drawn where it joins what was drawn
already, `…/events?since=N` is asked where there is a gap, and a line that is lost is opened again.
"""

from __future__ import annotations

import json
import math
import threading
import time
import urllib.request
from typing import Any
from urllib.error import URLError

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

LOST = (OSError, URLError, ConnectionClosed, InvalidHandshake, EOFError, ValueError)


class Reader:
    """A page that has a topic open. address: of the hub, without a path."""

    def __init__(self, address: str, topic: int) -> None:
        self.address, self.topic = address, topic
        # The numbers of events, and the posts by the place at which each was drawn last.
        self.drawn: list[int] = []
        self.posts: dict[int, int] = {}
        self.doubled: list[int] = []
        # Why the line was lost, each time.
        self.lost: list[str] = []
        self.number = self.gaps = 0
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.ends.set()
        self.thread.join(30)

    def has(self, number: int, seconds: float = 60) -> bool:
        """Whether it has drawn up to a number, which it is given some time for."""
        deadline = time.monotonic() + seconds
        while self.number < number and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.number >= number

    def _read(self) -> None:
        while not self.ends.is_set():
            try:
                self._listen()
            except LOST as why:
                if not self.ends.wait(0.2):
                    self.lost.append(repr(why))

    def _listen(self, until: float = math.inf) -> None:
        """Until the line is lost, or until then."""
        there = self.address.replace("http://", "ws://")
        with connect(
            f"{there}/live/topics/{self.topic}/", origin=self.address,  # type: ignore[arg-type]  # text
            compression=None, legacy=True, open_timeout=10, close_timeout=1,
        ) as line:  # fmt: skip
            while not self.ends.is_set() and time.monotonic() < until:
                try:
                    message = json.loads(line.recv(0.5))
                except TimeoutError:
                    continue
                self.hears(message)

    def hears(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "events" if message["after"] <= self.number:
                self._draw(message)
            case "events" | "catch-up":
                self.gaps += 1
                self.asks()
            case "hello":
                if message["number"] > self.number:
                    self.asks()
            case "bye":
                raise ConnectionError(message["code"])

    def asks(self) -> None:
        """What came after all that is drawn."""
        more = True
        while more:
            path = f"/en/spaces/topics/{self.topic}/events?since={self.number}"
            with urllib.request.urlopen(f"{self.address}{path}", timeout=20) as answer:
                frame = json.loads(answer.read())
            self._draw(frame)
            more = frame["more"]

    def _draw(self, frame: dict[str, Any]) -> None:
        for event in frame["events"]:
            if event["number"] <= self.number:
                continue
            self.drawn.append(event["number"])
            self.number = event["number"]
            if event["kind"] == "post.created":
                post = event["post"]
                if post["id"] in self.posts:
                    self.doubled.append(post["id"])
                self.posts[post["id"]] = post["position"]


class Asker(Reader):
    """A page whose socket does not work: it asks on a timer."""

    def _listen(self, until: float = math.inf) -> None:
        while not self.ends.is_set():
            self.asks()
            self.ends.wait(0.3)


class Sleeper(Reader):
    """A laptop that is closed again and again: it reads for a second, and is away for `away`."""

    away = 5.0
    naps = 0

    def _listen(self, until: float = math.inf) -> None:
        super()._listen(time.monotonic() + 1)
        self.naps += 1
        self.ends.wait(self.away)

"""One reader of the log for all sockets of a process.

A process keeps which sockets watch which topic. It hears that something happened in three ways:
from its own requests after their commit, from other processes through the channel layer (`wire`),
and by looking at all watched topics every two seconds, which needs neither. Then it reads the log
from where its sockets stand, makes one text of it, and hands that to each of them.

All of it runs on the loop of the server, except what asks the database; nothing of it runs inside a
request.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import threading
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import Error

from discussions import log
from discussions.live import looking, wire
from discussions.live.events import Close
from discussions.live.limits import Places
from discussions.live.looking import Desk, Opened
from discussions.live.people import Who

logger = logging.getLogger(__name__)

# Seconds between two looks at the topics and at the rights of who watches them.
LOOK = 2.0
# Topics with news that the loop was not told yet; of more, the look tells.
WAITING = 1_000
# Sockets that are sent to before others have their turn on the loop.
AT_ONCE = 100
# Seconds after which a reader counts as slow, and others are not kept waiting for it.
PATIENCE = 0.01


class Listener(Protocol):
    """A socket that watches a topic."""

    who: Who

    def push(self, text: str, number: int) -> bool:
        """Take a text for the line; `number` is the event up to which it tells. Whether nobody
        sends for it yet: then `send_waiting` is to be awaited."""

    async def send_waiting(self) -> None:
        """Send what was taken; for as long as the reader is slow."""

    def end(self, code: Close) -> None:
        """Say goodbye and close."""


class Watched:
    """A topic that sockets of this process watch, told up to `number`, known up to `known`."""

    __slots__ = ("known", "listeners", "number", "opening", "telling")

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        # Sockets whose rights are being looked up: what happens meanwhile must not be missed.
        self.opening = 0
        self.number: int | None = None
        self.known = 0
        self.telling: asyncio.Task[None] | None = None

    @property
    def people(self) -> set[Who]:
        return {listener.who for listener in self.listeners}


class Switchboard:
    """That of one loop; `here` gives it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.places = Places()
        self.watched: dict[int, Watched] = {}
        # Opening asks often and at once after a restart; telling does not wait for it.
        self._door, self._log = Desk("live-door"), Desk("live-log")
        self._lock = threading.Lock()
        self._news: dict[int, int] = {}
        self._in_trouble = False
        self._sending: set[asyncio.Task[None]] = set()
        self.wire = wire.Wire(self.watched.keys, self.heard) if wire.is_wanted() else None
        self._tasks = [self.loop.create_task(self._keep_looking())]
        if self.wire:
            self._tasks.append(self.loop.create_task(self.wire.run()))

    # Sockets

    async def open(self, listener: Listener, topic: int, session_key: str) -> int | Close:
        """Let a socket watch a topic: the number up to which the topic has been told, from where
        on it hears everything. Why not, else."""
        watched = self._watch(topic)
        watched.opening += 1
        try:
            opened = await asyncio.wrap_future(self._door.ask(looking.open_for, session_key, topic))
        except Error:
            logger.warning("A socket was not opened: the database does not answer", exc_info=True)
            opened = Close.UNAVAILABLE
        finally:
            watched.opening -= 1
        if not isinstance(opened, Opened):
            self._unwatch(topic)
            return opened
        listener.who = opened.who
        if watched.number is None:
            watched.number = opened.number
        watched.listeners.add(listener)
        self._wake(topic, watched, opened.number)
        return max(watched.number, opened.number)

    def leave(self, listener: Listener, topic: int) -> None:
        watched = self.watched.get(topic)
        if watched is not None:
            watched.listeners.discard(listener)
            self._unwatch(topic)

    def _watch(self, topic: int) -> Watched:
        watched = self.watched.get(topic)
        if watched is None:
            watched = self.watched[topic] = Watched()
            if self.wire:
                self.wire.wake()
        return watched

    def _unwatch(self, topic: int) -> None:
        watched = self.watched.get(topic)
        if watched is not None and not watched.listeners and not watched.opening:
            del self.watched[topic]
            if self.wire:
                self.wire.wake()

    # News

    def announce(self, topic: int, number: int) -> None:
        """From any thread: something was committed in this process."""
        with self._lock:
            if topic not in self._news and len(self._news) >= WAITING:
                return
            first = not self._news
            self._news[topic] = max(number, self._news.get(topic, 0))
        if first:
            # A loop that ends at this moment has nobody to tell.
            with contextlib.suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self._take_news)

    def _take_news(self) -> None:
        with self._lock:
            news, self._news = self._news, {}
        for topic, number in news.items():
            self.heard(topic, number)
            if self.wire:
                self.wire.tell(topic, number)

    def heard(self, topic: int, number: int) -> None:
        """On the loop: the log of a topic goes up to this number, somebody says."""
        watched = self.watched.get(topic)
        if watched is not None:
            self._wake(topic, watched, number)

    def _wake(self, topic: int, watched: Watched, number: int) -> None:
        watched.known = max(watched.known, number)
        behind = watched.number is not None and watched.known > watched.number
        if behind and watched.telling is None:
            watched.telling = self.loop.create_task(self._tell(topic, watched))

    async def _tell(self, topic: int, watched: Watched) -> None:
        """Read the log from where the sockets stand until there is no more, and hand it on."""
        try:
            more = True
            while watched.listeners and (more or watched.known > (watched.number or 0)):
                heard_of = watched.known
                news = await asyncio.wrap_future(
                    self._log.ask(looking.news_of, topic, watched.number or 0, watched.people)
                )
                self._refuse(topic, news.refused)
                watched.number, more = news.number, news.more
                if news.text:
                    await self._hand_on(watched, news.text, news.number)
                elif watched.known == heard_of:
                    # Whoever told us of more was wrong, or the log was put back from a copy.
                    watched.known = news.number
        except Error:
            # The next look tries again.
            self._trouble("The log of a topic cannot be read")
        except Exception:
            logger.exception("The log of topic %s cannot be told", topic)
        finally:
            watched.telling = None

    async def _hand_on(self, watched: Watched, text: str, number: int) -> None:
        """To all sockets: by one task, as long as none of them is slow. One that is keeps the task
        to itself, and twice as many take its place for the rest."""
        due = deque(each for each in tuple(watched.listeners) if each.push(text, number))
        hands = 1
        while due:
            sending = [self.loop.create_task(_send(due)) for _number in range(hands)]
            self._sending.update(sending)
            for task in sending:
                task.add_done_callback(self._sending.discard)
            # The first to be done has found none left.
            await asyncio.wait(sending, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            hands *= 2

    def _refuse(self, topic: int, refused: Mapping[Who, Close]) -> None:
        watched = self.watched.get(topic)
        if watched is None or not refused:
            return
        for listener in tuple(watched.listeners):
            code = refused.get(listener.who)
            if code is not None:
                watched.listeners.discard(listener)
                listener.end(code)
        self._unwatch(topic)

    # Looking

    async def _keep_looking(self) -> None:
        try:
            while True:
                await asyncio.sleep(LOOK)
                if self.watched:
                    await self.look()
        finally:
            self._close()

    async def look(self) -> None:
        """At all topics that are watched, once."""
        watched = {topic: each.people for topic, each in self.watched.items() if each.listeners}
        try:
            seen = await asyncio.wrap_future(self._log.ask(looking.look, watched))
        except Error:
            self._trouble("Watched topics cannot be looked at")
            return
        except Exception:
            # Whatever it is, the next look may do better; without one, nobody would be told.
            logger.exception("A look at the watched topics failed")
            return
        if self._in_trouble:
            self._in_trouble = False
            logger.warning("The database answers again")
        for topic, refused in seen.refused.items():
            self._refuse(topic, refused)
        for topic, number in seen.numbers.items():
            self.heard(topic, number)

    def _trouble(self, what: str) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            logger.warning("%s; trying again every %s s", what, LOOK, exc_info=True)

    def _close(self) -> None:
        self._door.close()
        self._log.close()
        if self in _boards:
            _boards.remove(self)

    async def stop(self) -> None:
        """End what runs for it; sockets that are open hear nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _send(due: deque[Listener]) -> None:
    """To one after the other, until none is left."""
    for count in itertools.count(1):
        if not due:
            return
        await due.popleft().send_waiting()
        if count % AT_ONCE == 0:
            await asyncio.sleep(0)


# One in a process; more only where tests run several loops.
_boards: list[Switchboard] = []


def here() -> Switchboard:
    """That of the running loop, started where there is none yet."""
    loop = asyncio.get_running_loop()
    for board in tuple(_boards):
        if board.loop is loop:
            return board
        if board.loop.is_closed():
            _boards.remove(board)
    board = Switchboard()
    _boards.append(board)
    return board


def _committed(topic: int, number: int, **rest: Any) -> None:
    for board in tuple(_boards):
        if not board.loop.is_closed():
            board.announce(topic, number)


def register() -> None:
    """Hear of what this process commits."""
    log.committed.connect(_committed, dispatch_uid="discussions.live.switchboard")

"""The line between the processes: word that a topic has news, over the channel layer.

It only makes things quicker: each process looks at its topics anyway. So nothing waits for it. Each
step has 300 ms; the first that fails closes the line, and it is opened anew after a while, with a
channel and groups of its own. A process hears itself over the line every few seconds, or takes it
for broken: a Redis that was restarted says yes to everything and reaches nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeVar

from channels.layers import channel_layers
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings

logger = logging.getLogger(__name__)

T = TypeVar("T")

STEP = 0.3
# Seconds between two words to oneself, between two joinings of all groups, and before the line is
# opened anew: longer each time, up to the second.
ECHO, REJOIN = 5.0, 30.0
AGAIN, SLOWEST = 1.0, 30.0
# Topics of which others were not told yet; of more, their look tells.
WAITING = 1_000


class Silent(Exception):
    """The line takes what it is given, and does not bring it."""


def is_wanted() -> bool:
    """Whether there are other processes to talk to."""
    return bool(settings.HUB_REDIS_URL)


def group_of(topic: int) -> str:
    return f"topic.{topic}"


class Wire:
    """topics: what is watched here, so whose groups the process is in. heard: called on the loop
    with a topic and the number of its last event."""

    def __init__(
        self, topics: Callable[[], Collection[int]], heard: Callable[[int, int], None]
    ) -> None:
        self._topics, self._heard = topics, heard
        self._outgoing: dict[int, int] = {}
        self._wake = asyncio.Event()
        self.is_open = False
        self._echoed = False

    def tell(self, topic: int, number: int) -> None:
        """Have the others told, if the line is open and not full."""
        if self.is_open and (topic in self._outgoing or len(self._outgoing) < WAITING):
            self._outgoing[topic] = number
            self._wake.set()

    def wake(self) -> None:
        """Other topics are watched now."""
        self._wake.set()

    async def run(self) -> None:
        """Keep the line open until cancelled."""
        wait, silent = AGAIN, False
        while True:
            try:
                await self._talk()
            except Exception as error:
                # Whatever the layer or Redis raise: without them it is slower, no more.
                if self.is_open:
                    wait, silent = AGAIN, False
                if not silent:
                    silent = True
                    what = f"{type(error).__name__} {error}".strip()
                    logger.warning("The line to other processes is broken: %s", what)
            self.is_open = False
            self._outgoing.clear()
            await asyncio.sleep(wait)
            wait = min(SLOWEST, wait * 2)

    async def _talk(self) -> None:
        """Open the line and use it until something fails."""
        layer = channel_layers.make_backend("default")
        receiving: asyncio.Task[None] | None = None
        try:
            channel = await _soon(layer.new_channel())
            receiving = asyncio.create_task(self._receive(layer, channel))
            await self._use(layer, channel, receiving)
        finally:
            if receiving:
                receiving.cancel()
                await asyncio.wait([receiving], timeout=STEP)
            # Closes its connections. Other layers would throw away what others have in them.
            if isinstance(layer, RedisPubSubChannelLayer):
                with contextlib.suppress(Exception):
                    await _soon(layer.flush())

    async def _use(self, layer: Any, channel: str, receiving: asyncio.Task[None]) -> None:
        loop = asyncio.get_running_loop()
        joined: set[int] = set()
        echo_at = rejoin_at = loop.time()
        asked = False
        while True:
            if receiving.done():
                raise Silent("nothing is received") from receiving.exception()
            now = loop.time()
            if now >= rejoin_at:
                joined, rejoin_at = set(), now + REJOIN
            await self._join(layer, channel, joined)
            if now >= echo_at:
                if asked and not self._echoed:
                    raise Silent("no echo")
                self._echoed, asked, echo_at = False, True, now + ECHO
                await _soon(layer.send(channel, {"type": "echo"}))
            if not self.is_open:
                self.is_open = True
                logger.info("The line to other processes is open")
            while self._outgoing:
                topic, number = self._outgoing.popitem()
                news = {"type": "news", "topic": topic, "number": number}
                await _soon(layer.group_send(group_of(topic), news))
            self._wake.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(0, echo_at - loop.time()))

    async def _join(self, layer: Any, channel: str, joined: set[int]) -> None:
        """Be in the groups of the topics that are watched, and in no other."""
        watched = set(self._topics())
        for topic in watched - joined:
            await _soon(layer.group_add(group_of(topic), channel))
            joined.add(topic)
        for topic in joined - watched:
            await _soon(layer.group_discard(group_of(topic), channel))
            joined.discard(topic)

    async def _receive(self, layer: Any, channel: str) -> None:
        while True:
            match await layer.receive(channel):
                case {"type": "news", "topic": int(topic), "number": int(number)}:
                    self._heard(topic, number)
                case {"type": "echo"}:
                    self._echoed = True


async def _soon(step: Awaitable[T]) -> T:
    return await asyncio.wait_for(step, STEP)

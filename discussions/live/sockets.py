"""The sockets themselves: `/live/topics/<pk>/`, and one for every other path, which says no.

Channels' consumers without its layer: the switchboard hears for all of them, so that a socket that
is quiet costs neither a channel nor a task of its own.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

from discussions.live import events, people, switchboard
from discussions.live.events import Close
from discussions.live.limits import Pace, address_of
from discussions.live.people import VISITOR
from hub.asgi import Message, Receive, Scope, Send

# Texts that wait for a slow reader; one more, and all of them give way to a word to catch up.
QUEUE = 64
# Seconds after which a text is not sent any more: a post in it may have been hidden meanwhile.
STALE = 2.0
# Seconds for saying goodbye to somebody who does not listen.
FAREWELL = 2.0
# When what never gets stale was made.
ALWAYS = math.inf


class Socket(AsyncConsumer):
    """What both kinds have in common: one task, which waits for what the page says."""

    channel_layer_alias = ""
    closing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Not Channels' own: that makes a task for the layer, and goes to a thread with each
        # message to look after lines to the database that are not used here.
        self.scope, self.base_send = scope, send
        self.task = asyncio.current_task()
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            # By `end`, when the page does not take a goodbye; by the server, when it ends.
            if not self.closing:
                raise
        finally:
            self.closing = True
            self.left()

    async def dispatch(self, message: Message) -> None:
        match message["type"]:
            case "websocket.connect":
                await self.opened()
            case "websocket.receive":
                await self.said(message)
            case "websocket.disconnect":
                raise StopConsumer

    async def opened(self) -> None:
        raise NotImplementedError

    async def said(self, message: Message) -> None:
        """The page says something."""

    def left(self) -> None:
        """The line is over."""

    async def farewell(self, code: Close) -> None:
        """Say why, and close with the code of it; the socket must have been accepted."""
        self.closing = True
        await self.send({"type": "websocket.send", "text": events.encoded(events.bye(code))})
        await self.send({"type": "websocket.close", "code": int(code)})


class Nowhere(Socket):
    """Where there is nothing to hear."""

    async def opened(self) -> None:
        # Accepted first: only an open socket can be closed with a code.
        await self.send({"type": "websocket.accept"})
        await self.farewell(Close.NOT_FOUND)


class TopicSocket(Socket):
    """Hears what happens in a topic."""

    who = VISITOR

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.board = switchboard.here()
        # There only while something waits to be sent.
        self.waiting: deque[tuple[float, str]] | None = None
        self.is_sent_to = False
        self.sending: asyncio.Task[None] | None = None
        self.ending: asyncio.Task[None] | None = None
        self.number = 0
        self.place: str | int | None = None
        self.pace = Pace()

    @property
    def topic(self) -> int:
        number: int = self.scope["url_route"]["kwargs"]["pk"]
        return number

    async def opened(self) -> None:
        await self.send({"type": "websocket.accept"})
        number = await self._come_in()
        if isinstance(number, Close):
            self.board.leave(self, self.topic)
            await self.farewell(number)
        else:
            await self._say(events.encoded(events.hello(self.topic, number)))

    async def _come_in(self) -> int | Close:
        """The number that `hello` says. From then on the switchboard pushes."""
        address = address_of(self.scope)
        session_key = people.session_of(self.scope["headers"])
        if not self._take_place(f"{address} coming" if session_key else address):
            return Close.TOO_MANY
        number = await self.board.open(self, self.topic, session_key)
        if isinstance(number, Close) or not session_key:
            return number
        person = self.who.user
        return number if self._take_place(address if person is None else person) else Close.TOO_MANY

    async def said(self, message: Message) -> None:
        text = message.get("text")
        if not self.pace.is_kept():
            self.end(Close.TOO_MANY)
        elif text is not None and len(text) > events.LONGEST_MESSAGE:
            self.end(Close.TOO_LONG)
        elif text is None or not events.is_ping(text):
            self.end(Close.NOT_UNDERSTOOD)
        elif not self.closing:
            await self._say(events.PONG)

    def left(self) -> None:
        self.board.leave(self, self.topic)
        self._give_back_place()
        if self.sending and self.sending is not asyncio.current_task():
            self.sending.cancel()

    def _take_place(self, of: str | int) -> bool:
        self._give_back_place()
        taken = self.board.places.take(of)
        self.place = of if taken else None
        return taken

    def _give_back_place(self) -> None:
        if self.place is not None:
            self.board.places.give_back(self.place)
            self.place = None

    # What the switchboard asks

    def push(self, text: str, number: int) -> bool:
        if self.closing:
            return False
        self.number = max(number, self.number)
        return self._put(time.monotonic(), text)

    async def send_waiting(self) -> None:
        self.sending = asyncio.current_task()
        try:
            while self.waiting:
                made, text = self.waiting.popleft()
                if time.monotonic() - made > STALE:
                    self.waiting.clear()
                    text = self._catch_up()
                await self.send({"type": "websocket.send", "text": text})
        except OSError:
            # The page has left; the next message says so.
            self.closing = True
        finally:
            self.is_sent_to, self.waiting, self.sending = False, None, None

    def end(self, code: Close) -> None:
        if not self.closing:
            self.closing = True
            self.waiting = None
            self.board.leave(self, self.topic)
            self.ending = self.board.loop.create_task(self._end(code))

    # Sending

    def _put(self, made: float, text: str) -> bool:
        """Have a text wait; whether nobody sends what waits."""
        if self.waiting is None:
            self.waiting = deque()
        if len(self.waiting) >= QUEUE:
            self.waiting.clear()
            made, text = ALWAYS, self._catch_up()
        self.waiting.append((made, text))
        idle, self.is_sent_to = not self.is_sent_to, True
        return idle

    async def _say(self, text: str) -> None:
        """After what waits already."""
        if self._put(ALWAYS, text):
            await self.send_waiting()

    def _catch_up(self) -> str:
        return events.encoded(events.catch_up(self.topic, self.number))

    async def _end(self, code: Close) -> None:
        try:
            async with asyncio.timeout(FAREWELL):
                # What is on its way to the line goes first.
                while self.is_sent_to:
                    await asyncio.sleep(0.01)
                await self.farewell(code)
        except (OSError, RuntimeError):
            # Gone already, or does not listen: `TimeoutError` is an `OSError`.
            if self.task:
                self.task.cancel()

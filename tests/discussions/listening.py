"""Pages that have a topic open, for tests: sockets through the real application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connections

from config.asgi import application
from discussions.live import switchboard
from discussions.models import Topic

T = TypeVar("T")
ORIGIN = b"http://testserver"


class Page:
    """A page of a topic. session: the key of one, or "" for a visitor."""

    def __init__(
        self,
        topic: Topic | int,
        session: str = "",
        *,
        path: str = "",
        origin: bytes | None = ORIGIN,
        host: bytes = b"testserver",
        address: str = "203.0.113.7",
    ) -> None:
        key = topic.pk if isinstance(topic, Topic) else topic
        headers = [(b"host", host)]
        if origin is not None:
            headers.append((b"origin", origin))
        if session:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        self.path = path or f"/live/topics/{key}/"
        scope = {
            "type": "websocket", "path": self.path, "query_string": b"", "headers": headers,
            "subprotocols": [], "client": (address, 1), "root_path": "", "scheme": "ws",
        }  # fmt: skip
        self.socket = ApplicationCommunicator(application, scope)

    async def is_let_in(self) -> bool:
        """Whether the socket was accepted at all."""
        await self.socket.send_input({"type": "websocket.connect"})
        answer = await self.socket.receive_output(5)
        return bool(answer["type"] == "websocket.accept")

    async def open(self) -> dict[str, Any]:
        """The first message."""
        assert await self.is_let_in()
        return await self.hears()

    async def hears(self, seconds: float = 5) -> dict[str, Any]:
        message = await self.socket.receive_output(seconds)
        assert message["type"] == "websocket.send", message
        said: dict[str, Any] = json.loads(message["text"])
        return said

    async def says(self, said: str | bytes) -> None:
        kind = "text" if isinstance(said, str) else "bytes"
        await self.socket.send_input({"type": "websocket.receive", kind: said})

    async def hears_nothing(self, seconds: float = 0.3) -> bool:
        return bool(await self.socket.receive_nothing(seconds))

    async def is_closed(self, seconds: float = 5) -> tuple[dict[str, Any], int]:
        """The goodbye, and the code that it was closed with."""
        goodbye = await self.hears(seconds)
        closed = await self.socket.receive_output(seconds)
        assert closed["type"] == "websocket.close"
        return goodbye, closed["code"]

    async def close(self) -> None:
        await self.socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.socket.wait(5)


async def doing(what: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Do something with the database, in a thread as requests do."""

    def done() -> T:
        try:
            return what(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(done)


def run(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play a scene on a loop of its own, and end the switchboard with it."""

    async def played() -> None:
        try:
            await scene()
        finally:
            await switchboard.here().stop()

    asyncio.run(played())

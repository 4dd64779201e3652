"""What the sockets are opened at: the hub, and beside it the least that the same server can do.

`hub` is the hub itself, with two addresses more: to post, and to ask when that was committed.
`bare` holds sockets and hands a text to all of them in a loop. Both say, by the clock of the
machine, when they began to tell.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from typing import Any
from urllib.parse import parse_qs

from hub.asgi import Receive, Scope, Send, plain

TEXT = (
    "The permit names a **sector** and not an employer, so that a worker can leave. In one season"
    " we counted forty-one changes; before, there were two."
)


class Bare:
    """POST `?text=…`: to all sockets. The answer is when the first of them was told."""

    def __init__(self) -> None:
        self.lines: set[Send] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            text = parse_qs(scope["query_string"].decode()).get("text", [""])[0]
            began = time.monotonic()
            if text:
                for line in tuple(self.lines):
                    await line({"type": "websocket.send", "text": text})
            await plain(send, 200, json.dumps({"began": began, "sockets": len(self.lines)}))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            self.lines.add(send)
            try:
                while (await receive())["type"] != "websocket.disconnect":
                    pass
            finally:
                self.lines.discard(send)


bare = Bare()


class _Hub:
    """The hub; POST `/bench/?topic=…&person=…` publishes a post there. The answer is when it was
    committed."""

    def __init__(self) -> None:
        from config.asgi import application
        from discussions import log

        self.application = application
        self.committed: dict[int, float] = {}
        log.committed.connect(self._committed)

    def _committed(self, topic: int, **rest: Any) -> None:
        self.committed[topic] = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/bench/"):
            await self.application(scope, receive, send)
            return
        asked = {
            name: int(given[0]) for name, given in parse_qs(scope["query_string"].decode()).items()
        }
        if asked:
            await asyncio.to_thread(self._post, asked["topic"], asked["person"])
        began = self.committed.get(asked.get("topic", 0), 0.0)
        await plain(send, 200, json.dumps({"began": began}))

    def _post(self, topic: int, person: int) -> None:
        from discussions.models import Topic
        from discussions.posting.actions import publish
        from hub.models import User

        publish(
            by=User.objects.get(pk=person), topic=Topic.objects.get(pk=topic), language="en",
            source=f"{TEXT} ({uuid.uuid4()})",
        )  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "hub":
        globals()["hub"] = _Hub()
        return globals()["hub"]
    raise AttributeError(name)

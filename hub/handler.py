"""Django as this site runs it: a request with all its middleware in one piece, in one thread."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import closing
from typing import IO, Any

from asgiref.sync import SyncToAsync, ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hub.asgi import Message, Receive, Scope, Send, plain
from hub.files.sending import FileAnswer

# Requests that are served at the same time; others wait for their turn. Each has a thread, and a
# thread keeps its line to the database.
ROOMS = 8
# Requests that are still on their way here at the same time, and have more than a head.
ARRIVING = 64


class OneVisit(ASGIHandler):
    """Goes to a thread once for each request, and to one that is there already.

    Every view and reading here is synchronous. Django's own handler runs middleware in the event
    loop where it can, and goes to the thread and back for each of its hooks: half of what an empty
    page costs. It also makes a thread for each request and with it a new line to the database,
    which has to read the schema before it reads anything else.

    Nobody holds a thread while a line is slow: what a request sends is here before its turn, and
    a file goes out when its turn is over.
    """

    def __init__(self) -> None:
        super().__init__()
        # The room left last is taken first: its line to the database remembers most.
        self.rooms: asyncio.LifoQueue[ThreadSensitiveContext] = asyncio.LifoQueue()
        for _number in range(ROOMS):
            self.rooms.put_nowait(ThreadSensitiveContext())
        self.arriving = asyncio.Semaphore(ARRIVING)

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Django answers HTTP, not {scope['type']}.")
        try:
            body = await self._arrived(scope, receive)
        except RequestAborted:
            return
        if body is None:
            await plain(send, 413, "This is more than one request may send.")
            return
        with closing(body):
            sending = _Sending(send)
            await self._visit(scope, _Received(receive, body), sending)
        await sending.file()

    async def _arrived(self, scope: Scope, receive: Receive) -> IO[bytes] | None:
        """What the request sends after its head; None where that is too much."""
        named = {name for name, _value in scope["headers"]}
        if not named & {b"content-length", b"transfer-encoding"}:
            return await _body(receive)
        async with self.arriving:
            return await _body(receive)

    async def _visit(self, scope: Scope, receive: _Received, send: _Sending) -> None:
        room = await self.rooms.get()
        # What `async with room` does, but that it would end the thread with the request.
        entered = SyncToAsync.thread_sensitive_context.set(room)
        try:
            await self.handle(scope, receive, send)
        finally:
            SyncToAsync.thread_sensitive_context.reset(entered)
            self.rooms.put_nowait(room)

    async def read_body(self, receive: Any) -> IO[bytes]:
        body: IO[bytes] = receive.body
        return body

    async def send_response(self, response: HttpResponseBase, send: Any) -> None:
        if isinstance(response, FileAnswer):
            send.later = response
            return
        await super().send_response(response, send)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


async def _body(receive: Receive) -> IO[bytes] | None:
    body: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115  (closed when it was served)
        max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, dir=settings.FILE_UPLOAD_TEMP_DIR
    )
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            raise RequestAborted
        part = message.get("body", b"")
        length += len(part)
        if length > settings.HUB_REQUEST_BYTES:
            body.close()
            return None
        body.write(part)
        if not message.get("more_body", False):
            body.seek(0)
            return body


class _Received:
    """What is left to hear of a request whose body is here: that the reader has gone."""

    def __init__(self, receive: Receive, body: IO[bytes]) -> None:
        self.receive, self.body = receive, body

    async def __call__(self) -> Message:
        return await self.receive()


class _Sending:
    """The way back to the reader; `later` is what goes out after the visit."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.later: FileAnswer | None = None

    async def __call__(self, message: Message) -> None:
        await self.send(message)

    async def file(self) -> None:
        if self.later is None:
            return
        headers = [
            (name.lower().encode("ascii"), value.encode("latin-1"))
            for name, value in self.later.items()
            # Only a sign for the middleware that packs answers.
            if (name, value) != ("Content-Encoding", "identity")
        ]
        for cookie in self.later.cookies.values():
            headers.append((b"set-cookie", cookie.output(header="").encode("ascii").strip()))
        start = {
            "type": "http.response.start",
            "status": self.later.status_code,
            "headers": headers,
        }
        blocks = self.later.blocks()
        try:
            block = await asyncio.to_thread(next, blocks, b"")
        except FileNotFoundError:
            await plain(self.send, 404, "This file is no longer there.")
            return
        await self.send(start)
        while block:
            await self.send({"type": "http.response.body", "body": block, "more_body": True})
            block = await asyncio.to_thread(next, blocks, b"")
        await self.send({"type": "http.response.body", "body": b""})

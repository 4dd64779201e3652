"""Django as this site runs it: a request with all its middleware in one piece, in one thread."""

from __future__ import annotations

import asyncio

from asgiref.sync import SyncToAsync, ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hub.asgi import Receive, Scope, Send

# Requests that are served at the same time; others wait for their turn. Each has a thread, and a
# thread keeps its line to the database.
ROOMS = 8


class OneVisit(ASGIHandler):
    """Goes to a thread once for each request, and to one that is there already.

    Every view and reading here is synchronous. Django's own handler runs middleware in the event
    loop where it can, and goes to the thread and back for each of its hooks: half of what an empty
    page costs. It also makes a thread for each request and with it a new line to the database,
    which has to read the schema before it reads anything else.
    """

    def __init__(self) -> None:
        super().__init__()
        # The room left last is taken first: its line to the database remembers most.
        self.rooms: asyncio.LifoQueue[ThreadSensitiveContext] = asyncio.LifoQueue()
        for _number in range(ROOMS):
            self.rooms.put_nowait(ThreadSensitiveContext())

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Django answers HTTP, not {scope['type']}.")
        room = await self.rooms.get()
        # What `async with room` does, but that it would end the thread with the request.
        entered = SyncToAsync.thread_sensitive_context.set(room)
        try:
            await self.handle(scope, receive, send)
        finally:
            SyncToAsync.thread_sensitive_context.reset(entered)
            self.rooms.put_nowait(room)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)

"""Django as this site runs it: a request with all its middleware in one piece, in one thread."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneVisit(ASGIHandler):
    """Goes to the thread once for each request.

    Every view and reading here is synchronous. Django's own handler runs middleware in the event
    loop where it can, and goes to the thread and back for each of its hooks: half of what an empty
    page costs.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)

"""The door for sockets, beside the one for requests."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path, re_path

from discussions.live import origins, switchboard, wire
from discussions.live.sockets import Nowhere, TopicSocket
from hub.asgi import Application, Receive, Scope, Send, has_long_cookies, is_no_text

# Channels raises where no route fits, so one fits all.
routes = URLRouter(
    [path("live/topics/<int:pk>/", TopicSocket.as_asgi()), re_path("", Nowhere.as_asgi())]
)


class Sockets:
    """ASGI: takes sockets that a page of the hub opens, refuses others with 403, and lets what is
    no socket through."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            if scope["type"] == "http" and wire.is_wanted():
                # What is written here is to be heard elsewhere, also where nobody listens here.
                switchboard.here()
            await self.application(scope, receive, send)
        elif has_long_cookies(scope) or is_no_text(scope) or not origins.is_own(scope):
            await receive()
            await send({"type": "websocket.close"})
        else:
            await routes(scope, receive, send)

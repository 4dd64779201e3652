"""What is refused before Django sees it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Python before 3.11.10 unquotes a cookie in quadratic time; no browser of ours sends so much.
MAX_COOKIE = 8_192
# Half characters, which no encoding can write.
_SURROGATE = re.compile("[\ud800-\udfff]")


async def plain(send: Send, status: int, text: str) -> None:
    """Answer in one piece of plain text."""
    body = f"{text}\n".encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


class RefuseBadHeads:
    """431 for cookies that no browser of ours would send; 400 for a head that is no text.

    Servers refuse the second kind themselves; behind another one, it would end in an error here.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if has_long_cookies(scope):
                await plain(send, 431, "The cookies of this site are too long. Delete them.")
                return
            if is_no_text(scope):
                await plain(send, 400, "This request cannot be read.")
                return
        await self.application(scope, receive, send)


def has_long_cookies(scope: Scope) -> bool:
    return sum(len(value) for name, value in scope["headers"] if name == b"cookie") > MAX_COOKIE


def is_no_text(scope: Scope) -> bool:
    """Whether the head of a request or a socket has in it what no text has."""
    return any(b"\x00" in value for _name, value in scope["headers"]) or bool(
        _SURROGATE.search(scope["path"])
    )

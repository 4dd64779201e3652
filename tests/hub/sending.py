"""Requests to the ASGI application itself, with bytes that no client library would send."""

from __future__ import annotations

import asyncio
from typing import Any

from config.asgi import application


def send(
    path: str,
    *,
    to: Any = application,
    query: bytes = b"",
    method: str = "GET",
    body: bytes = b"",
    **headers: str | bytes,
) -> tuple[int, bytes]:
    """The status and the body of the answer. Names of headers are written with `_` for `-`."""
    sent: list[Any] = []
    bodies = [body]

    async def receive() -> dict[str, Any]:
        if not bodies:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": bodies.pop(), "more_body": False}

    async def take(message: Any) -> None:
        sent.append(message)

    pairs = {"host": "testserver", "content_length": str(len(body)), **headers}
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "query_string": query, "root_path": "", "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "headers": [
            (name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode())
            for name, value in pairs.items()
        ],
    }  # fmt: skip
    asyncio.run(to(scope, receive, take))
    return sent[0]["status"], b"".join(message["body"] for message in sent[1:])

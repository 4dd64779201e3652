"""Requests share threads, and with them lines to the database."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from hub.asgi import Message, Scope
from hub.handler import ROOMS, OneVisit


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> OneVisit:
    made = OneVisit()
    monkeypatch.setattr(made, "get_response", answer_with_thread)
    return made


def answer_with_thread(request: HttpRequest) -> HttpResponse:
    if request.path == "/wrong/":
        raise RuntimeError("wrong")
    return HttpResponse(str(threading.get_ident()))


async def ask(handler: OneVisit, path: str = "/") -> bytes:
    sent: list[Message] = []
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [],
    }  # fmt: skip
    await handler(scope, receive, send)
    return bytes(sent[1]["body"])


def test_one_request_after_another_is_served_in_the_same_thread(handler: OneVisit) -> None:
    async def visits() -> set[bytes]:
        return {await ask(handler) for _number in range(5)}

    (thread,) = asyncio.run(visits())
    assert thread != str(threading.get_ident()).encode()


def test_many_at_once_are_served_in_as_many_threads_as_there_are_rooms(handler: OneVisit) -> None:
    async def visits() -> list[bytes]:
        return await asyncio.gather(*(ask(handler) for _number in range(ROOMS * 3)))

    answers = asyncio.run(visits())
    assert len(answers) == ROOMS * 3
    assert 1 < len(set(answers)) <= ROOMS


def test_a_request_that_fails_leaves_its_room(handler: OneVisit) -> None:
    async def visits() -> Any:
        for _number in range(ROOMS + 1):
            with pytest.raises(RuntimeError):
                await ask(handler, "/wrong/")
        return await ask(handler)

    assert asyncio.run(visits())

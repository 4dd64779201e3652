"""Requests share threads, and with them lines to the database."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from hub.asgi import Message, Receive, Scope
from hub.files.sending import FileAnswer
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


def test_slow_senders_hold_no_room(handler: OneVisit) -> None:
    """As many as there are rooms, and one more, send for ever; a reader is served meanwhile."""

    async def visits() -> bytes:
        async def receive() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        scope: Scope = {
            "type": "http", "method": "POST", "path": "/", "query_string": b"",
            "headers": [(b"content-length", b"9")],
        }  # fmt: skip
        slow = [asyncio.create_task(handler(scope, receive, nothing)) for _ in range(ROOMS + 1)]
        await asyncio.sleep(0)
        answer = await asyncio.wait_for(ask(handler), 10)
        for task in slow:
            task.cancel()
        return answer

    assert asyncio.run(visits())


def test_slow_readers_of_files_hold_no_room(handler: OneVisit, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"words")
    handler.get_response = (  # type: ignore[method-assign]  # as the fixture does
        lambda request: (
            FileAnswer(path, 0, 5) if request.path == "/file" else answer_with_thread(request)
        )
    )

    async def visits() -> bytes:
        async def never(message: Message) -> None:
            await asyncio.Event().wait()

        scope: Scope = {
            "type": "http", "method": "GET", "path": "/file", "query_string": b"", "headers": [],
        }  # fmt: skip
        slow = [asyncio.create_task(handler(scope, waiting(), never)) for _ in range(ROOMS + 1)]
        await asyncio.sleep(0.2)
        answer = await asyncio.wait_for(ask(handler), 10)
        for task in slow:
            task.cancel()
        return answer

    assert asyncio.run(visits())


async def nothing(message: Message) -> None:
    pass


def waiting() -> Receive:
    """A request without a body whose reader stays."""
    heads: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not heads:
            await asyncio.Event().wait()
        return heads.pop()

    return receive

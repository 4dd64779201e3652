"""Sockets whose reader is slow, or does not listen at all: bounded, and told to catch up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from discussions.live import sockets, switchboard
from discussions.live.events import Close
from discussions.live.sockets import QUEUE, TopicSocket
from tests.discussions.listening import run


class Line:
    """What a server gives an application: `stuck` takes nothing until it is set free."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.free = asyncio.Event()
        self.free.set()
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        self.socket = TopicSocket()
        scope = {
            "type": "websocket", "headers": [], "client": ("203.0.113.7", 1),
            "url_route": {"kwargs": {"pk": 1}},
        }  # fmt: skip
        self.task = asyncio.create_task(self.socket(scope, self.said.get, self.send))

    async def send(self, message: Any) -> None:
        await self.free.wait()
        self.sent.append(message)

    @property
    def told(self) -> list[Any]:
        return [json.loads(each["text"]) for each in self.sent if "text" in each]

    def push(self, number: int) -> None:
        if self.socket.push(json.dumps({"type": "events", "number": number}), number):
            self.sending = asyncio.create_task(self.socket.send_waiting())


async def turns(count: int = 5) -> None:
    for _number in range(count):
        await asyncio.sleep(0)


def test_beyond_the_queue_all_that_waits_gives_way_to_one_word() -> None:
    async def scene() -> None:
        line = Line()
        await turns()
        line.free.clear()
        for number in range(1, QUEUE + 30):
            line.push(number)
            await turns(1)
            assert len(line.socket.waiting or ()) <= QUEUE
        line.free.set()
        await turns(200)
        # The first was on its way already.
        assert [each["type"] for each in line.told[:2]] == ["events", "catch-up"]
        assert line.told[1]["number"] == QUEUE + 2
        rest = [each["number"] for each in line.told[2:]]
        assert rest == list(range(QUEUE + 3, QUEUE + 30))
        assert line.socket.waiting is None
        line.task.cancel()

    run(scene)


def test_what_has_waited_too_long_is_asked_for_again_with_the_rights_of_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sockets, "STALE", 0.05)

    async def scene() -> None:
        line = Line()
        await turns()
        line.free.clear()
        for number in (1, 2, 3):
            line.push(number)
            await turns()
        await asyncio.sleep(0.1)
        line.free.set()
        await turns(20)
        assert [(each["type"], each["number"]) for each in line.told] == [
            ("events", 1), ("catch-up", 3),
        ]  # fmt: skip
        line.task.cancel()

    run(scene)


def test_who_does_not_take_a_goodbye_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "FAREWELL", 0.05)

    async def scene() -> None:
        line = Line()
        await turns()
        line.free.clear()
        line.push(1)
        line.push(2)
        await turns()
        line.socket.end(Close.NOT_FOUND)
        line.push(3)
        await asyncio.wait_for(line.task, 2)
        assert line.sent == []
        assert line.socket.waiting is None

    run(scene)


def test_who_is_shown_out_hears_nothing_that_waited() -> None:
    async def scene() -> None:
        line = Line()
        await turns()
        line.free.clear()
        for number in (1, 2, 3):
            line.push(number)
        await turns()
        line.socket.end(Close.SESSION_OVER)
        line.free.set()
        await asyncio.sleep(0.05)
        assert [each["type"] for each in line.told] == ["events", "bye"]
        assert line.sent[-1] == {"type": "websocket.close", "code": Close.SESSION_OVER}
        line.said.put_nowait({"type": "websocket.disconnect", "code": 4401})
        await asyncio.wait_for(line.task, 2)

    run(scene)


def test_a_line_that_breaks_while_something_is_sent_harms_nobody() -> None:
    async def scene() -> None:
        line = Line()
        await turns()

        async def broken(message: Any) -> None:
            raise OSError

        line.socket.base_send = broken
        line.push(1)
        await turns()
        line.push(2)
        line.said.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await asyncio.wait_for(line.task, 2)
        assert switchboard.here().places._all == 0

    run(scene)

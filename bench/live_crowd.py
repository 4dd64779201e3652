"""Many sockets in one process, as lean as they can be: what is measured is the server."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from collections.abc import Sequence

import uvloop

# Sockets that open at the same time.
OPENING = 40


class _Socket(asyncio.Protocol):
    """Notes when a frame with `"events"` has come; knows no more of the protocol than that."""

    def __init__(self, head: bytes, crowd: Crowd) -> None:
        self.head, self.crowd = head, crowd
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.heard = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.head)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.rest += data
        if not self.opened.done():
            head, found, rest = self.rest.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.opened.set_exception(ConnectionError(head.decode()))
                return
            self.rest = rest
            self.opened.set_result(None)
        while frame := self._frame():
            kind, text = frame
            if kind == 9:
                # A pong, masked with nothing.
                self.transport.write(bytes([0x8A, 0x80 | len(text)]) + bytes(4) + text)  # type: ignore[attr-defined]
            elif kind == 1 and text.startswith(b'{"type":"events"'):
                self.crowd.note(now)

    def _frame(self) -> tuple[int, bytes] | None:
        data = self.rest
        if len(data) < 2:
            return None
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + length:
            return None
        self.rest = data[start + length :]
        return data[0] & 15, data[start : start + length]

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.lost += 1
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("closed"))


class Crowd:
    """Sockets of one topic."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sockets: list[_Socket] = []
        self.times: list[float] = []
        self.lost = 0
        self.all_heard = asyncio.Event()

    def note(self, now: float) -> None:
        self.times.append(now)
        if len(self.times) == len(self.sockets):
            self.all_heard.set()

    async def open(self, path: str, sessions: Sequence[str], count: int) -> None:
        """So many more sockets, with these sessions in turn; "" is a visitor, each hundred of them
        at an address of their own."""
        rooms = asyncio.Semaphore(OPENING)

        async def one(number: int) -> None:
            async with rooms:
                session = sessions[number % len(sessions)]
                socket = _Socket(self._head(path, session), self)
                await asyncio.get_running_loop().create_connection(
                    lambda: socket, "127.0.0.1", self.port,
                    local_addr=(f"127.0.0.{2 + number // 100}", 0),
                )  # fmt: skip
                self.sockets.append(socket)
                await socket.opened

        await asyncio.gather(*(one(number) for number in range(count)))

    def _head(self, path: str, session: str) -> bytes:
        lines = [
            f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            f"Origin: http://127.0.0.1:{self.port}",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0",
            "Accept-Language: en-GB,en;q=0.7,fr;q=0.3",
            "Sec-WebSocket-Extensions: permessage-deflate",
        ]  # fmt: skip
        if session:
            lines.append(f"Cookie: sessionid={session}; hub_language=en")
        return "\r\n".join([*lines, "", ""]).encode()

    async def told(self, began: asyncio.Future[float], seconds: float = 20) -> list[float]:
        """After something was said: how long after it began each socket heard it, in ms."""
        start = await began
        await asyncio.wait_for(self.all_heard.wait(), seconds)
        return [(each - start) * 1000 for each in self.times]

    def forget(self) -> None:
        self.times = []
        self.all_heard.clear()

    def close(self) -> None:
        for socket in self.sockets:
            socket.transport.close()


def run(main: asyncio.Future[None]) -> None:
    uvloop.run(main)

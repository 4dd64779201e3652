"""How many requests a second the server answers with a page that it keeps."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request

from search.analysis import analyse

CONNECTIONS = 8
SECONDS = 4.0


def terms_of(words: str) -> list[str]:
    return [token.term for token in analyse(words, "en")]


def requests_a_second(path: str) -> float:
    """Start the server as `make run` does, fetch the page once, then as often as it can."""
    from tests.browser.conftest import free_port

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port),
         "--log-level", "error", "--no-access-log"],
        env=os.environ,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
        return asyncio.run(_load(port, path))
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


async def _load(port: int, path: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    ends = time.monotonic() + SECONDS
    counts = await asyncio.gather(*(_reader(port, request, ends) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def _reader(port: int, request: bytes, ends: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.monotonic() < ends:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode(errors="replace"))
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        count += 1
    writer.close()
    return count

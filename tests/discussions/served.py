"""The hub as processes of its own serve it, on the database of the test, and a Redis to break."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
import uuid
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from websockets.sync.client import ClientConnection, connect

from hub.management.commands.serve import web_command
from tests.database import ROOT

TOKEN = "e" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Redis:
    """One that can be stopped, killed and started anew at the same port."""

    def __init__(self, folder: Path) -> None:
        if not shutil.which("redis-server"):
            if os.environ.get("CI") == "true":
                raise RuntimeError("redis-server is missing")
            pytest.skip("no redis-server")
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--dir", str(self.folder), "--logfile", str(self.folder / "redis.log")],
        )  # fmt: skip
        _wait_for(self.port)

    def send(self, number: int) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait(10)

    def flush(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall(b"FLUSHALL\r\nCLIENT KILL TYPE pubsub\r\n")
            line.recv(64)


class Server:
    """One web process."""

    def __init__(self, folder: Path, name: str, redis: str = "", look: float = 6.0) -> None:
        self.port, self.log = free_port(), folder / f"{name}.log"
        command = web_command("127.0.0.1", self.port)
        command[command.index("config.asgi:application")] = (
            "tests.discussions.application:application"
        )
        environment = {
            **os.environ, **_database(folder), "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "HUB_VAR": str(folder), "REDIS_URL": redis, "TEST_LIVE_LOOK": str(look),
        }  # fmt: skip
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def is_ready(self) -> None:
        _wait_for(self.port)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=30):
            pass

    def said(self, words: str, times: int = 1, seconds: float = 20) -> None:
        """Wait until it has logged something so many times."""
        deadline = time.monotonic() + seconds
        while self.log.read_text().count(words) < times:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def listen(self, topic: int, session: str = "") -> ClientConnection:
        """A socket that is open; session: the key of one, "" for a visitor."""
        place = f"127.0.0.1:{self.port}"
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
        page = connect(
            f"ws://{place}/live/topics/{topic}/",
            origin=f"http://{place}",
            additional_headers=cookie,
            compression=None,
            legacy=True,
        )
        assert json.loads(page.recv(20))["type"] == "hello"
        return page

    def post(self, topic: int, session: str) -> tuple[int, float]:
        """Say something in a topic: the status of the answer, and how long it took."""
        key = uuid.uuid4().hex
        form = {"key": key, "source": f"A word, {key}.", "language": "en", "capacity": "personal",
                "csrfmiddlewaretoken": TOKEN}  # fmt: skip
        began = time.monotonic()
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("POST", f"/en/spaces/topics/{topic}/write/", urlencode(form), {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        })  # fmt: skip
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status, time.monotonic() - began

    def since(self, topic: int, number: int) -> Any:
        address = f"http://127.0.0.1:{self.port}/en/spaces/topics/{topic}/events?since={number}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            return json.loads(answer.read())

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _database(folder: Path) -> dict[str, str]:
    """The database of this test, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        return {"DATABASE_URL": f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"}
    place = folder / "hub.sqlite3"
    if not place.exists():
        place.symlink_to(name)
    return {"DATABASE_URL": ""}


def _wait_for(port: int, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens at {port}")

"""A server that is killed in the middle of saves loses none that it acknowledged, doubles none."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.browser.running import RunningHub, run_here, wait_for

WRITERS, SAVES, KILLS = 4, 1_000, 3
TOKEN = "e" * 32


class Writer:
    """A browser that types: each save says one number more, and is sent again until it is
    acknowledged."""

    def __init__(self, hub: RunningHub, session: str, practice: int) -> None:
        self.hub, self.session, self.practice = hub, session, practice
        self.said = self.seen = self.acknowledged = self.again = 0
        self.base: dict[str, str] = {}
        self.line: http.client.HTTPConnection | None = None

    def write(self, times: int) -> None:
        answer = self.send(uuid.uuid4().hex, results="")
        self.seen, self.base = answer["draft_number"], answer["base"]
        self.first = self.seen
        for number in range(1, times + 1):
            answer = self.send(uuid.uuid4().hex, results=f"{number}")
            assert answer["draft_number"] == self.seen + 1
            self.seen, self.base, self.acknowledged = (
                answer["draft_number"], answer["base"], number,
            )  # fmt: skip

    def send(self, key: str, results: str) -> Any:
        body = urlencode(
            {
                "key": key, "part": "en", "section": "story", "seen": self.seen,
                "base": json.dumps(self.base), "results": results,
            }
        )  # fmt: skip
        while True:
            try:
                status, said = self.post(body)
                if status != HTTPStatus.SERVICE_UNAVAILABLE:
                    assert status == HTTPStatus.OK, said
                    return json.loads(said)
            except (OSError, http.client.HTTPException):
                self.line = None
            self.again += 1
            time.sleep(0.1)

    def post(self, body: str) -> tuple[int, bytes]:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=10)
        self.line.request(
            "POST",
            f"/en/practices/drafts/{self.practice}/save/",
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            },
        )
        answer = self.line.getresponse()
        return answer.status, answer.read()


def test_a_server_killed_during_a_thousand_saves_loses_and_doubles_none(tmp_path: Path) -> None:
    hub = RunningHub(tmp_path)
    made = run_here(hub, "tests.browser.writers", "make", f"{WRITERS}")
    hub.start()
    writers = [Writer(hub, **each) for each in made]
    each = SAVES // WRITERS
    try:
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(writer.write, each) for writer in writers]
            for kill in range(1, KILLS + 1):
                mark = kill * SAVES // (KILLS + 1)
                wait_for(
                    lambda mark=mark: (
                        sum(one.acknowledged for one in writers) >= mark
                        or any(one.done() for one in writing)
                    ),
                    f"{mark} saves",
                    seconds=300,
                )
                (web,) = wait_for(lambda: hub.children("uvicorn"), "a web server")
                os.kill(web, signal.SIGKILL)
            for one in writing:
                one.result()
    finally:
        hub.stop()
    # Sent again after the kills, or this has shown nothing.
    assert sum(writer.again for writer in writers) >= KILLS
    for writer, found in zip(
        writers, run_here(hub, "tests.browser.writers", "count", [w.practice for w in writers]),
        strict=True,
    ):  # fmt: skip
        assert found["said"] == f"{writer.acknowledged}" == f"{each}"
        assert found["number"] == writer.first + each

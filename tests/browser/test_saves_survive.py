"""A server that is killed in the middle of saves loses none that it acknowledged, doubles none."""

from __future__ import annotations

import json
import os
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.browser.running import RunningHub, run_here, wait_for
from tests.browser.sending import LONG, Sender

WRITERS, SAVES, KILLS = (4, 1_000, 3) if LONG else (4, 60, 2)


class Writer(Sender):
    """A browser that types: each save says one number more."""

    def __init__(self, hub: RunningHub, session: str, practice: int) -> None:
        super().__init__(hub.port, session)
        self.practice = practice
        self.seen = self.acknowledged = 0
        self.base: dict[str, str] = {}

    def write(self, times: int) -> None:
        answer = self.save(uuid.uuid4().hex, results="")
        self.seen, self.base = answer["draft_number"], answer["base"]
        self.first = self.seen
        for number in range(1, times + 1):
            answer = self.save(uuid.uuid4().hex, results=f"{number}")
            assert answer["draft_number"] == self.seen + 1
            self.seen, self.base, self.acknowledged = (
                answer["draft_number"], answer["base"], number,
            )  # fmt: skip

    def save(self, key: str, results: str) -> Any:
        return self.send(
            f"/en/practices/drafts/{self.practice}/save/",
            {
                "key": key, "part": "en", "section": "story", "seen": self.seen,
                "base": json.dumps(self.base), "results": results,
            },
        )  # fmt: skip


def test_a_server_killed_during_many_saves_loses_and_doubles_none(tmp_path: Path) -> None:
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

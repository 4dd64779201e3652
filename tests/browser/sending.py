"""People whose line breaks, and who send again until they are told that it arrived."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

TOKEN = "e" * 32
# The whole of what is long: `HUB_TEST_LONG=1`. The suite does as much of it as it has time for.
LONG = bool(os.environ.get("HUB_TEST_LONG"))


class Sender:
    """A browser in which somebody is signed in: a form is sent again, just as it was, until the
    hub has answered. `again` counts how often, `slowest` is the longest wait for an answer that
    came, in seconds."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.again, self.slowest = 0, 0.0
        self.line: http.client.HTTPConnection | None = None

    def send(self, path: str, form: Mapping[str, Any]) -> Any:
        """What the hub answers, from JSON."""
        body = urlencode(form)
        while True:
            began = time.monotonic()
            try:
                status, said = self._post(path, body)
                self.slowest = max(self.slowest, time.monotonic() - began)
                if status != HTTPStatus.SERVICE_UNAVAILABLE:
                    assert status in (HTTPStatus.OK, HTTPStatus.CREATED), (status, said)
                    return json.loads(said)
            except (OSError, http.client.HTTPException):
                self.line = None
            self.again += 1
            time.sleep(0.1)

    def _post(self, path: str, body: str) -> tuple[int, bytes]:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.line.request(
            "POST",
            path,
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
                "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            },
        )
        answer = self.line.getresponse()
        return answer.status, answer.read()

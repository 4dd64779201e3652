"""The scripts of docs/accessibility.md, walked as they stand there."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.browser.announcing import PLACES, ScreenReader
from tests.browser.conftest import OpenPage
from tests.browser.running import RunningHub, code_in, running_here
from tests.database import ROOT

DOCUMENT = ROOT / "docs" / "accessibility.md"
KEYS = {"Arrow down": "ArrowDown", "Space": " "}
# So often is a key pressed on a page where it says "until".
MOST = 200
PATIENCE = 20.0


@dataclass(frozen=True)
class Row:
    press: str
    announced: list[str]

    @property
    def key(self) -> str:
        name = self.press.removesuffix(" …")
        return KEYS.get(name, name)

    @property
    def is_repeated(self) -> bool:
        return self.press.endswith(" …")


@dataclass(frozen=True)
class Journey:
    title: str
    start: str
    who: str
    width: str
    rows: list[Row]


def journeys() -> Iterator[Journey]:
    for section in DOCUMENT.read_text().split("\n## ")[1:]:
        title = section.splitlines()[0]
        head = re.search(r"Starts at `([^`]+)`(?:, signed in as `([^`]+)`)?(.*)\.", section)
        assert head, title
        cells = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines()
            if line.startswith("| ")
        ][1:]
        width = "phone" if "360 px" in head[3] else "desk"
        rows = [Row(press, announced.split("; ")) for press, announced, _tells in cells]
        yield Journey(title, head[1], head[2] or "", width, rows)


def matches(expected: str, heard: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, heard, re.DOTALL) is not None


class Walk:
    """One journey, row by row."""

    def __init__(self, reader: ScreenReader, hub: RunningHub) -> None:
        self.reader = reader
        self.hub = hub

    def take(self, row: Row) -> None:
        focused, *beside = row.announced
        heard = self._repeat(row, focused) if row.is_repeated else self._once(row, focused)
        assert matches(focused, heard), f"{row.press}: heard {heard}"
        for each in beside:
            self._is_said(each)

    def _repeat(self, row: Row, expected: str) -> str:
        heard = ""
        for _time in range(MOST):
            self.reader.press(row.key)
            heard = self.reader.hears(row.key)
            if matches(expected, heard):
                break
        return heard

    def _once(self, row: Row, expected: str) -> str:
        """Pages take their time: what is announced is listened for until it comes."""
        if row.press.startswith("“"):
            self.reader.type(row.press.strip("“”"))
        elif row.press == "The code":
            self.reader.type(self._code())
        elif row.press == "Somebody posts":
            self._have_posted()
        else:
            self.reader.press(row.key)
        heard = self.reader.hears(row.key)
        deadline = time.monotonic() + (0 if row.key in PLACES else PATIENCE)
        while not matches(expected, heard) and time.monotonic() < deadline:
            self.reader.page.wait_for_timeout(100)
            heard = self.reader.hears()
        self.reader.page.wait_for_load_state()
        return heard

    def _code(self) -> str:
        """The code that went to the address that the page names."""
        address = re.search(r"[\w.-]+@[\w.-]*\w", self.reader.page.inner_text("main"))
        assert address
        return code_in(self.hub.mails(address.group())[-1])

    def _have_posted(self) -> None:
        """Another person's post in the topic that is open."""
        topic = re.search(r"/topics/(\d+)/", self.reader.page.url)
        assert topic
        with running_here(self.hub, "tests.browser.talkers") as call:
            call("post", int(topic[1]), "One more word about it.")

    def _is_said(self, announcement: str) -> None:
        role, _space, words = announcement.partition(" ")
        deadline = time.monotonic() + PATIENCE
        while True:
            found = self.reader.texts(role)
            if any(matches(words.strip("“”"), text) for text in found):
                return
            assert time.monotonic() < deadline, f"{announcement}: {found}"
            self.reader.page.wait_for_timeout(100)


JOURNEYS = list(journeys())


@pytest.mark.parametrize("journey", JOURNEYS, ids=[each.title for each in JOURNEYS])
def test_it_is_announced_as_the_document_says(
    open_page: OpenPage, hub: RunningHub, journey: Journey
) -> None:
    start = journey.start.format_map(hub.places)
    page = open_page(start, width=journey.width, who=journey.who)
    walk = Walk(ScreenReader(page), hub)
    assert len(journey.rows) > 5
    for row in journey.rows:
        walk.take(row)

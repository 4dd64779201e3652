"""The scripts of a topic's page by themselves: frames that come late, twice or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.database import ROOT

SCRIPTS = ROOT / "discussions" / "static" / "discussions" / "js"
ADDRESS = "http://topic.invalid/"
# The log of a hub with `last` events, and a page that has drawn none of them; `asked` says what the
# page asked for, `drawn` what it drew. The hub answers with at most ten at once.
BEGIN = """async ({ last, fails = 0 }) => {
  const { Stream } = await import("/stream.js");
  const frame = (after, number) => ({
    type: "events", after, number, more: false,
    events: Array.from({ length: number - after }, (_each, at) => ({
      number: after + at + 1, kind: "post.created", post: { id: after + at + 1 },
    })),
  });
  window.drawn = [];
  window.asked = [];
  window.last = last;
  window.frame = frame;
  window.stream = new Stream({
    number: 0,
    deliver: (events) => drawn.push(...events.map(({ number }) => number)),
    ask: async (number) => {
      asked.push(number);
      if (asked.length <= fails) throw new Error("no line");
      const to = Math.min(window.last, number + 10);
      return { ...frame(Math.min(number, to), to), more: to < window.last };
    },
  });
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    opened = context.new_page()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path.endswith(".js"):
            text = (SCRIPTS / path).read_text()
            route.fulfill(body=text, content_type="text/javascript")
        else:
            route.fulfill(body="<html lang=en><body></body></html>", content_type="text/html")

    opened.route(f"{ADDRESS}**", answer)
    opened.goto(ADDRESS)
    yield opened
    context.close()


def take(page: Page, *frames: tuple[int, int]) -> None:
    for after, number in frames:
        page.evaluate("([after, number]) => stream.take(frame(after, number))", [after, number])


def value(page: Page, name: str) -> Any:
    return page.evaluate(f"window.{name}")


def test_frames_that_come_late_or_twice_are_drawn_once_and_in_order(page: Page) -> None:
    page.evaluate(BEGIN, {"last": 6})
    take(page, (0, 1), (2, 3), (0, 1), (1, 2), (2, 3), (3, 6), (4, 5))
    assert value(page, "drawn") == [1, 2, 3, 4, 5, 6]
    page.wait_for_timeout(500)
    assert value(page, "asked") == []


def test_a_gap_is_waited_for_a_moment_and_then_asked_for(page: Page) -> None:
    page.evaluate(BEGIN, {"last": 25})
    take(page, (0, 2), (4, 5))
    assert value(page, "drawn") == [1, 2]
    page.wait_for_function("drawn.length === 25")
    assert value(page, "asked") == [2, 12, 22]
    assert value(page, "drawn") == list(range(1, 26))
    take(page, (23, 25))
    assert len(value(page, "drawn")) == 25


def test_a_hub_that_does_not_answer_is_asked_again(page: Page) -> None:
    page.evaluate(BEGIN, {"last": 3, "fails": 1})
    assert page.evaluate("stream.catchUp()") is False
    page.wait_for_function("drawn.length === 3")
    assert value(page, "asked") == [0, 0]


def test_a_log_that_was_put_back_from_a_copy_is_read_from_its_beginning(page: Page) -> None:
    page.evaluate(BEGIN, {"last": 8})
    page.evaluate("stream.catchUp()")
    page.evaluate(
        """() => {
          window.last = 2;
          stream.ask = async (number) => (number > 2 ? frame(0, 2) : frame(number, 2));
        }"""
    )
    assert page.evaluate("stream.catchUp()") is True
    assert value(page, "stream.number") == 2


def test_a_post_stands_once_in_a_frame_that_names_it_twice(page: Page) -> None:
    page.evaluate(BEGIN, {"last": 2})
    page.evaluate(
        """() => {
          stream.number = 1;
          stream.deliver = (events) => (window.brought = events);
          stream.take({ after: 0, number: 2, events: [
            { number: 1, kind: "post.created", post: { id: 7, html: "<p>Hidden since</p>" } },
            { number: 2, kind: "post.edited", post: { id: 7, same: true } },
          ] });
        }"""
    )
    (event,) = value(page, "brought")
    assert event["number"] == 2
    assert event["post"]["html"] == "<p>Hidden since</p>"


# A line over sockets that a test answers for; `said` is what it told the page.
OPEN_LINE = """async () => {
  const { Line } = await import("/transport.js");
  window.sockets = [];
  window.said = [];
  window.asked = 0;
  // Of a range, the middle.
  Math.random = () => 0.5;
  class Socket {
    constructor() {
      sockets.push(this);
      this.sent = [];
    }
    send(text) {
      this.sent.push(text);
    }
    close() {
      this.isClosed = true;
    }
    hear(frame) {
      this.onmessage({ data: JSON.stringify(frame) });
    }
  }
  window.line = new Line({
    socket: "wss://topic.invalid/live/",
    Socket,
    onFrame() {},
    catchUp: async () => (asked += 1) > 0,
    onState: (state, why) => said.push(why ?? state),
  });
  line.go("live");
  sockets[0].hear({ type: "hello", number: 0 });
}"""


@pytest.fixture
def line(page: Page) -> Page:
    page.clock.install()
    page.evaluate(OPEN_LINE)
    return page


def test_a_line_that_died_without_a_word_is_opened_again(line: Page) -> None:
    line.clock.run_for(65_000)
    assert value(line, "sockets[0].sent") == ['{"type":"ping"}']
    line.evaluate("sockets[0].hear({ type: 'pong' })")
    line.clock.run_for(20_000)
    assert value(line, "sockets.length") == 1
    line.clock.run_for(60_000)
    assert value(line, "sockets[0].isClosed") is True
    assert value(line, "sockets.length") == 2


def test_sockets_that_never_open_give_way_to_questions(line: Page) -> None:
    line.evaluate("sockets[0].onclose({ code: 1006 })")
    for _second in range(60):
        line.clock.run_for(1_000)
    assert value(line, "sockets.length") == 3
    assert value(line, "said").count("asking") == 1
    before = value(line, "asked")
    line.clock.run_for(61_000)
    assert 2 <= value(line, "asked") - before <= 3
    # And to a socket again, once one opens.
    for _second in range(300):
        line.clock.run_for(1_000)
        if value(line, "sockets.length") > 3:
            break
    line.evaluate("sockets.at(-1).hear({ type: 'hello', number: 0 })")
    assert value(line, "said")[-1] == "live"


def test_a_page_that_nobody_looks_at_puts_the_line_down(line: Page) -> None:
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    line.evaluate(hide, True)
    line.clock.run_for(31_000)
    assert value(line, "sockets[0].isClosed") is True
    line.clock.run_for(600_000)
    assert value(line, "sockets.length") == 1
    line.evaluate(hide, False)
    assert value(line, "sockets.length") == 2


def test_a_session_that_ended_ends_the_line_for_good(line: Page) -> None:
    line.evaluate("sockets[0].onclose({ code: 4401 })")
    line.clock.run_for(600_000)
    assert value(line, "said")[-1] == "signed-out"
    assert value(line, "sockets.length") == 1

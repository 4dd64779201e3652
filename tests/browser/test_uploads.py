"""A file goes up over a bad line, piece by piece, or whole with scripts off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.running import RunningHub, run_here

WRITER = "focal-point@example.org"
CONTENT = ("An example line of a report.\n" * 60_000).encode()


@pytest.fixture
def resources(hub: RunningHub) -> str:
    """The page of links and files of a new draft."""
    made = run_here(hub, "tests.browser.writers", "draft", '"Permits at the quay"')
    return f"/en/practices/drafts/{made['practice']}/resources/"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "Report.txt"
    path.write_bytes(CONTENT)
    return path


class Line:
    """Lets pieces through up to a number of bytes, and none while it is down."""

    def __init__(self, page: Page, until: int) -> None:
        self.until, self.offsets = until, list[int]()
        page.route("**/uploads/*/", self.pass_on)

    def pass_on(self, route: Route) -> None:
        offset = int(route.request.headers.get("upload-offset", 0))
        if offset >= self.until:
            route.abort("internetdisconnected")
            return
        self.offsets.append(offset)
        route.continue_()


def send(page: Page, path: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("Name of the file").fill("What we found")
    page.get_by_role("button", name="Add the file").click()


def files(page: Page) -> Any:
    return page.locator("#files ~ ul.resources").first.locator("li")


def test_a_line_that_is_cut_is_waited_for_and_a_closed_page_gone_on_with(
    open_page: OpenPage, resources: str, report: Path
) -> None:
    page = open_page(resources, who=WRITER)
    context = page.context
    page.close()
    page = context.new_page()
    line = Line(page, until=600_000)
    page.goto(resources)
    send(page, report)
    says = page.locator(".uploading [role=status]")
    expect(says).to_have_text("There is no connection. It goes on by itself when there is one.")
    reached = max(line.offsets)
    assert reached < 600_000
    page.close(run_before_unload=False)
    page = context.new_page()
    line = Line(page, until=10**9)
    page.goto(resources)
    send(page, report)
    expect(page.locator(".messages")).to_contain_text("The file was added.")
    # Not again from the beginning.
    assert min(line.offsets) > reached
    assert files(page).all_inner_texts()[0].startswith("What we found (TXT, 1.7\xa0MB)")


def test_it_is_paused_gone_on_with_and_cancelled_by_keyboard(
    open_page: OpenPage, resources: str, report: Path
) -> None:
    page = open_page(resources, who=WRITER)
    # A line with half a second to each answer: there is time to pause between two pieces.
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 500, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    send(page, report)
    page.get_by_role("button", name="Pause").press("Enter")
    says = page.locator(".uploading [role=status]")
    expect(says).to_have_text("Paused. What was sent is kept for a day.")
    going_on = page.get_by_role("button", name="Go on", exact=True)
    expect(going_on).to_be_focused()
    going_on.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.get_by_role("button", name="Cancel").press("Enter")
    expect(says).to_have_text("Cancelled.")
    expect(page.get_by_role("button", name="Add the file")).to_be_focused()
    page.reload()
    assert files(page).count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_refused_says_why_beside_the_field_and_what_is_taken_is_listed(
    scripts: bool, open_page: OpenPage, resources: str, report: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "report.pdf"
    bad.write_bytes(CONTENT)
    page = open_page(resources, who=WRITER, scripts=scripts)
    send(page, bad)
    wrong = page.locator(".field.wrong")
    expect(wrong).to_contain_text("The name says that this is a file of the kind PDF")
    assert page.get_by_label("Name of the file").input_value() == "What we found"
    send(page, report)
    expect(page.locator(".messages")).to_contain_text("The file was added.")
    assert files(page).count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="What we found", exact=True).click()
    assert download.value.suggested_filename == "Report.txt"
    assert download.value.path().read_bytes() == CONTENT

"""A running hub with the shipped practices, and Debian's Chromium in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.running import RunningHub

# For a machine with much else to do; what is there already is not waited for.
expect.set_options(timeout=20_000)
WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub with the shipped practices and a few examples, in a folder of its own."""
    running = RunningHub(tmp_path_factory.mktemp("var"))
    running.make_examples()
    running.start()
    yield running
    # That it ends in time is a test of its own; here the machine may be busy with others.
    running.stop(60)


OpenPage = Callable[..., Page]
SessionOf = Callable[[str], Any]


@pytest.fixture(scope="session")
def session_of(hub: RunningHub, chromium: Browser) -> SessionOf:
    """`session_of("member@example.org")`: the cookies of a trial person who signed in, once."""
    kept: dict[str, Any] = {}

    def sign_in(email: str) -> Any:
        if email not in kept:
            context = chromium.new_context(base_url=hub.address)
            page = context.new_page()
            before = len(hub.mails(email))
            page.goto("/en/accounts/login/")
            page.fill("[name=login]", email)
            page.click("main button[type=submit]")
            page.fill("[name=code]", hub.code(email, before))
            page.click("main button[type=submit]")
            page.wait_for_url("**/en/account/")
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return sign_in


@pytest.fixture
def open_page(hub: RunningHub, chromium: Browser, session_of: SessionOf) -> Iterator[OpenPage]:
    """`open_page("/en/", width="phone", scripts=False)`: a page in a browser of its own.

    `who` is a trial person's address; `scheme` is "dark" or "light". Fails when a page writes an
    error to the console or the content policy stops something.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(
        path: str,
        *,
        width: str = "desk",
        scripts: bool = True,
        who: str = "",
        scheme: str = "light",
    ) -> Page:
        context = chromium.new_context(
            base_url=hub.address,
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            java_script_enabled=scripts,
            color_scheme=scheme,  # type: ignore[arg-type]
            storage_state=session_of(who) if who else None,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: problems.extend(_problem(page, message)))
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def _problem(page: Page, message: Any) -> list[str]:
    """Errors on the console, but for the browser's own line about an answer of 4xx."""
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        return [f"{page.url}: {message.text}"]
    return []

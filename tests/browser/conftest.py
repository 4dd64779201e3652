"""A running hub with the shipped practices, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.database import ROOT, _locked, fingerprint, run_command

CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip
WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub with the shipped practices, in a folder of its own."""
    var = tmp_path_factory.mktemp("var")
    shutil.copytree(_set_up(), var, dirs_exist_ok=True)
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.browser",
        "HUB_VAR": str(var),
        "DATABASE_URL": "",
        "HUB_BASE_URL": f"http://127.0.0.1:{port}",
    }
    log = (var / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port),
         "--log-level", "warning"],
        cwd=ROOT, env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, server, var / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def _set_up() -> Path:
    """A folder with everything that `make run` sets up; made once for each state of the code."""
    kept = Path(settings.HUB_VAR) / "test" / f"set-up-{fingerprint()}"
    with _locked("set-up"):
        if not kept.exists():
            making = kept.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            run_command("setup", HUB_VAR=str(making), DATABASE_URL="",
                        DJANGO_SETTINGS_MODULE="config.settings.browser")  # fmt: skip
            making.rename(kept)
    return kept


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the hub did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("HUB_CHROMIUM") or shutil.which("chromium") or ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(hub: str, chromium: Browser) -> Iterator[OpenPage]:
    """`open_page("/en/", width="phone", scripts=False)`: a page in a browser of its own.

    Fails when the page writes an error to the console or the content policy stops something.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(path: str, *, width: str = "desk", scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=hub,
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}")
                if message.type == "error" and "404" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def assert_axe_finds_nothing(page: Page) -> None:
    """Run axe's rules in the page; every finding is told with the element it is about."""
    results = Axe().run(page)
    findings = [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert not findings, f"{page.url}\n" + "\n".join(findings)


def assert_nothing_overflows(page: Page) -> None:
    """No page is wider than the window that it is read in."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"

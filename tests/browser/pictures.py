"""`python -m tests.browser.pictures`: take the pictures of the README anew."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.browser")

from tests import chromium
from tests.browser.running import RunningHub
from tests.database import ROOT

FOLDER = ROOT / "docs" / "pictures"
# The picture, what it shows, and the window that it is taken through.
PICTURES = (
    ("home-en.png", "/en/", {"width": 1280, "height": 860}),
    ("list-ar.png", "/ar/practices/?objective=6&level=national", {"width": 390, "height": 1060}),
)


def take(hub: RunningHub) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium.running() as browser:
        for name, path, window in PICTURES:
            page = browser.new_page(viewport=window)  # type: ignore[arg-type]  # width and height
            page.goto(f"{hub.address}{path}")
            page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        hub = RunningHub(Path(folder))
        hub.start()
        try:
            take(hub)
        finally:
            hub.stop()

from __future__ import annotations

import pytest

from hub import indexing

from .shelf import Shelf


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setitem(indexing._sources, made.kind, made)
    return made


@pytest.fixture
def other_shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf("other")
    monkeypatch.setitem(indexing._sources, made.kind, made)
    return made

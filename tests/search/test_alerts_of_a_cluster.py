"""Beside a cluster, alerts come from it, and from the embedded engine what it was not told yet."""

from __future__ import annotations

import pytest

from search.engine import Request
from search.engines.embedded.engine import EmbeddedEngine
from search.outbox import draining
from search.registry import engine

from .cluster import gate, needs_cluster, only_things  # noqa: F401
from .gate import Gate
from .shelf import Shelf
from .test_draining import change, things  # noqa: F401
from .test_resting import both  # noqa: F401

pytestmark = [pytest.mark.django_db, needs_cluster, pytest.mark.once]


def matching(*ids: int) -> list[set[int]]:
    requests = [Request(kinds=("thing",), text=text) for text in ("shelter", "harbour")]
    return engine().matching(requests, "thing", ids)


def test_what_was_just_published_is_asked_of_whoever_knows_it(
    both: Shelf, gate: Gate, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    first, second, third = both.kept
    change(both, second, "A harbour with a shelter")
    assert matching(first, second, third) == [{first, second}, {second}]
    # Sent this moment, it is asked of the cluster alone.
    draining.drain(at_once=True)
    with monkeypatch.context() as only:
        only.setattr(EmbeddedEngine, "matching", None)
        assert matching(first, second, third) == [{first, second}, {second}]
    gate.kill()
    assert matching(first, second, third) == [{first, second}, {second}]

"""What is new, and the many searches that may want it: one reading for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.engine import Request
from search.engines.embedded import frequencies, memory, ranking
from search.engines.embedded.engine import EmbeddedEngine

from .matching_contract import MatchingContract
from .shelf import Shelf

pytestmark = pytest.mark.django_db


class TestMatchingInTheDatabase(MatchingContract):
    @pytest.fixture
    def engine(self) -> EmbeddedEngine:
        return EmbeddedEngine()

    @pytest.fixture
    def refreshed(self) -> Callable[[], Any]:
        return frequencies.refresh


def test_a_thousand_requests_are_answered_with_a_handful_of_statements(shelf: Shelf) -> None:
    engine = EmbeddedEngine()
    documents = [shelf.put(f"Shelter and town{n} for women", f"road{n}") for n in range(40)]
    engine.bulk(documents)
    frequencies.refresh()
    requests = [
        Request(
            kinds=("thing",), text=f"town{n % 40} road{n // 25} women shelter", correct=n % 2 > 0
        )
        for n in range(1_000)
    ]
    memory.forget()
    ranking.forget()
    with CaptureQueriesContext(connection) as asked:
        found = engine.matching(requests, "thing", [documents[3].object_id])
    assert all(found)
    assert len(asked) <= 16, "\n".join(each["sql"][:120] for each in asked)

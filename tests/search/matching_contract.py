"""What every search engine must do when many ask at once for what is new. A test of an engine
inherits `MatchingContract` and gives it a fixture `engine`, empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.actions import system
from hub.actions.roles import give_role
from hub.models import Role, User
from search.engine import Request, SearchEngine

from .shelf import Shelf

ASKED = [
    "shelter", "SHELTERS", "shelter women", "migrant women shelter safety", "women", "bridge",
    "shelter nothing", "sheltr", "abri", "", "of the", "移民", "حماية", "zzzz",
]  # fmt: skip


class MatchingContract:
    @pytest.fixture
    def refreshed(self) -> Callable[[], Any]:
        return lambda: None

    @pytest.fixture
    def kept(self, engine: SearchEngine, shelf: Shelf, refreshed: Callable[[], Any]) -> list[int]:
        documents = [
            *(shelf.put(f"Shelter for women {n}", "Safety", facets={"objective": ["7"]})
              for n in range(6)),
            shelf.put("Shelters", facets={"objective": ["8"]}),
            shelf.put("Women build a bridge", facets={"objective": ["7", "8"]}),
            shelf.put("Abri pour femmes migrantes", language="fr"),
            shelf.put("保护移民工人", language="zh"),
            shelf.put("حماية المهاجرين", language="ar"),
            shelf.put("A shelter that waits", hidden=True),
        ]  # fmt: skip
        engine.bulk(documents)
        refreshed()
        return [document.object_id for document in documents]

    def requests(self, **more: Any) -> list[Request]:
        plain = [Request(kinds=("thing",), text=text, **more) for text in ASKED]
        narrow = [replace(one, filters={"objective": ("7", "8")}) for one in plain]
        literal = [replace(one, correct=False) for one in plain]
        french = [replace(one, language="fr", filters={"level": ("local",)}) for one in plain]
        return [*plain, *narrow, *literal, *french]

    def test_each_request_matches_what_its_search_counts(
        self, engine: SearchEngine, kept: list[int]
    ) -> None:
        give_role(by=system, person=(person := _person()), role=Role.SECRETARIAT)
        requests = [*self.requests(), *self.requests(viewer=person)]
        found = engine.matching(requests, "thing", kept)
        for request, ids in zip(requests, found, strict=True):
            result = engine.search(replace(request, limit=100))
            listed = {hit.object_id for hit in result.hits if not hit.below}
            assert ids == listed, request
            assert len(ids) == result.total, request
        assert any(kept[-1] in ids for ids in found)

    def test_only_what_is_asked_about_is_answered(
        self, engine: SearchEngine, kept: list[int]
    ) -> None:
        (one,) = engine.matching([Request(kinds=("thing",), text="women")], "thing", kept[5:8])
        assert one == {kept[5], kept[7]}
        assert engine.matching([Request(kinds=("thing",))], "thing", [10**9]) == [set()]
        assert engine.matching([Request(kinds=("practice",))], "thing", kept) == [set()]
        assert engine.matching([], "thing", kept) == []


def _person() -> User:
    return User.objects.create_user("keeper@example.org", name="Keeper")

"""What is close in meaning, found by a cluster; what that comes to, `test_meaning` says."""

from __future__ import annotations

from typing import Any

import pytest

from search.engine import Request, Result, Why
from search.engines.elasticsearch import connection, fusing
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.sentences import Close
from search.engines.embedded.engine import EmbeddedEngine
from search.meaning import keeping
from search.meaning.weighing import CUT, WEIGHT

from .cluster import gate, needs_cluster, only_things  # noqa: F401  (fixtures)
from .shelf import Shelf

A, B, C, D = (("thing", pk) for pk in range(4))


class TestFusing:
    def test_meaning_moves_matches_and_brings_others_below(self) -> None:
        above = Close({A: 0.2, B: 0.8}, {}, frozenset())
        both = fusing.fused({A: 5.0, B: 4.0}, {C: 1.0}, above, Close({D: 0.7, C: 0.1}))
        assert [key for key, _score in both.upper] == [B, A]
        assert both.upper[0][1] == pytest.approx(0.8 + WEIGHT)
        assert [key for key, _score in both.lower] == [D, C]
        assert both.close == {B, D}

    def test_what_is_weakly_close_stays_away(self) -> None:
        assert fusing.fused({}, {}, Close(), Close({A: CUT - 0.01})).lower == []
        assert len(fusing.fused({}, {}, Close({A: 0.9}), Close({B: 0.5})).lower) == 0

    def test_a_demoted_object_gains_less(self) -> None:
        close = Close({A: 0.8, B: 0.8}, {}, frozenset({A}))
        assert fusing.fused({A: 1.0, B: 1.0}, {}, close, Close()).upper[0][0] == B


@needs_cluster
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("gate")
def test_a_cluster_finds_what_is_close_for_whoever_may_see_it(
    shelf: Shelf, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests may keep the machine busy.
    monkeypatch.setattr(connection, "TIMEOUT", 30.0)
    settings.HUB_SEARCH_SEMANTIC = True
    settings.HUB_SEARCH_ENCODER = "tests.search.tiny.WideEncoder"
    close = shelf.put("Chose", "Trouver un quindar & un toit pour chacun.", language="fr")
    cards = [shelf.put(f"Card {n}", "About many other matters of life.") for n in range(3)]
    better = shelf.put("Card", "About cards. Cards for a better wexlion in the whole country.")
    hidden = shelf.put("Hidden", "A quindar for all who live in this town.", hidden=True)
    documents = [close, *cards, better, hidden]
    EmbeddedEngine().bulk(documents)
    keeping.catch_up()
    engine = ElasticsearchEngine()
    engine.ensure()
    engine.bulk(documents)

    def ask(text: str, **more: Any) -> Result:
        return engine.search(Request(kinds=("thing",), text=text, **more))

    result = ask("florbel")
    assert (result.total, result.below_total) == (0, 1)
    [hit] = result.hits
    assert (hit.object_id, hit.below, hit.language) == (close.object_id, True, "fr")
    assert hit.why == Why(is_close=True)
    assert ask("florbel", meaning=False).hits == []
    moved = ask("card tarmose")
    assert moved.hits[0].object_id == better.object_id
    assert moved.hits[0].why == Why(("card",), is_close=True)
    assert moved.total == ask("card tarmose", meaning=False).total
    assert ask("qzxwvk").hits == []

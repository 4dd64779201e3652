from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import Group

from hub.indexing import DocumentText
from hub.models import User
from search import indexing, tasks
from search.engine import Request, Result, Why
from search.engines.embedded.engine import EmbeddedEngine
from search.meaning import encoders, keeping, matrix
from search.meaning.weighing import WEIGHT
from search.models import SearchSentences

from .shelf import Shelf
from .tiny import TinyEncoder

pytestmark = pytest.mark.django_db

FILLER = "About many other matters of daily life in towns."


@pytest.fixture(autouse=True)
def tiny(settings: Any) -> None:
    settings.HUB_SEARCH_SEMANTIC = True
    settings.HUB_SEARCH_ENCODER = "tests.search.tiny.TinyEncoder"


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that were read since."""
    read: list[str] = []
    before = TinyEncoder.encode

    def encode(self: TinyEncoder, sentences: Sequence[str]) -> np.ndarray:
        read.extend(sentences)
        return before(self, sentences)

    monkeypatch.setattr(TinyEncoder, "encode", encode)
    return read


engine = EmbeddedEngine()


def put(*documents: Any) -> None:
    engine.bulk(documents)
    keeping.catch_up()


def ask(text: str, **more: Any) -> Result:
    return engine.search(Request(kinds=("thing",), text=text, **more))


def ids(result: Result) -> list[int]:
    return [hit.object_id for hit in result.hits]


def test_what_says_it_in_other_words_stands_below_the_line_and_is_not_counted(
    shelf: Shelf,
) -> None:
    said = "Trouver un quindar & un toit pour chacun. Rien de plus à dire."
    close = shelf.put("Chose", said, language="fr", facets={"level": ["local"]})
    put(close, shelf.put("Other matters", FILLER))
    result = ask("florbel", facets=("level",))
    assert (result.total, result.below_total) == (0, 1)
    assert result.facets == {"level": {}}
    [hit] = result.hits
    assert (hit.object_id, hit.below, hit.language) == (close.object_id, True, "fr")
    assert hit.why == Why(is_close=True)
    assert hit.highlights == {"summary": "Trouver un quindar &amp; un toit pour chacun."}


def test_meaning_moves_matches_and_takes_none_away(shelf: Shelf) -> None:
    plain = [shelf.put(f"Card {n}", FILLER) for n in range(3)]
    close = shelf.put("Card", f"{FILLER} Cards for a better wexlion of everybody in the country.")
    put(*plain, close)
    without = ask("card tarmose", meaning=False)
    result = ask("card tarmose")
    assert ids(result)[0] == close.object_id != ids(without)[0]
    assert sorted(ids(result)) == sorted(ids(without))
    assert (result.total, result.any_word) == (without.total, without.any_word)
    assert result.hits[0].why == Why(("card",), is_close=True)
    assert result.hits[1].why == Why(("card",))


def test_nonsense_and_what_is_far_away_find_nothing(shelf: Shelf) -> None:
    put(shelf.put("Maison", "Un quindar pour chacun dans la ville."), shelf.put("Other", FILLER))
    for text in ("qzxwvk", "juggrim"):
        result = ask(text)
        assert (result.total, result.below_total, result.hits) == (0, 0, [])


def test_nobody_finds_by_meaning_what_they_may_not_see(shelf: Shelf) -> None:
    put(shelf.put("Hidden", "A quindar for everybody in this town.", hidden=True))
    assert ask("florbel").below_total == 0
    secretariat = User.objects.create(email="s@example.org")
    secretariat.groups.add(Group.objects.get_or_create(name="secretariat")[0])
    assert ask("florbel", viewer=secretariat).below_total == 1


def test_what_is_hidden_moves_nothing(shelf: Shelf) -> None:
    seen = [
        shelf.put("Card", "Cards for a better wexlion and for the juggrim of a country."),
        shelf.put("Card", f"Cards. {FILLER}"),
    ]
    put(*seen)
    best = ask("card tarmose").hits[0]
    assert best.score == pytest.approx(1 + WEIGHT)
    put(shelf.put("Nothing", "A better wexlion of everybody in the country.", hidden=True))
    assert ask("card tarmose").hits[0].score == pytest.approx(best.score)


def test_filters_narrow_what_is_close(shelf: Shelf) -> None:
    documents = [
        shelf.put("A thing", "A quindar for everybody in this town.", facets={"level": [level]})
        for level in ("local", "national")
    ]
    put(*documents)
    assert ids(ask("florbel", filters={"level": ("local",)})) == [documents[0].object_id]


def test_only_relevance_asks_for_meaning(shelf: Shelf, encoded: list[str]) -> None:
    put(shelf.put("A thing", "A quindar for everybody in this town."))
    encoded.clear()
    assert ask("florbel", order="newest").hits == []
    assert ask("").total == 1
    assert encoded == []


def test_a_text_that_changed_is_not_found_by_what_it_said(shelf: Shelf, encoded: list[str]) -> None:
    old = shelf.put("A thing", "A quindar for everybody in this town.")
    other = shelf.put("Another", "A better wexlion of everybody in the country.")
    put(old, other)
    assert ids(ask("florbel")) == [old.object_id]
    encoded.clear()
    changed = shelf.put("A thing", "The nophest of the town is open.", pk=old.object_id)
    same = shelf.put("Another", other.texts[0].summary, pk=other.object_id, demoted=True)
    engine.bulk([changed, same])
    # The worker has not come yet.
    assert ask("florbel").hits == []
    keeping.catch_up()
    assert encoded[-1] == "The nophest of the town is open."
    assert "A better wexlion of everybody in the country." not in encoded
    assert ask("florbel").hits == []
    assert ids(ask("juggrim")) == [old.object_id]
    assert ids(ask("tarmose")) == [other.object_id]


def test_what_leaves_the_index_leaves_no_vector(shelf: Shelf) -> None:
    gone = shelf.put("A thing", "A quindar for everybody in this town.")
    put(gone, shelf.put("Other", FILLER))
    assert SearchSentences.objects.count() == 2
    engine.remove("thing", [gone.object_id])
    assert SearchSentences.objects.count() == 1
    assert ask("florbel").hits == []
    # The next object takes its place in the index.
    put(shelf.put("A thing", "The nophest of the town is open."))
    assert ask("florbel").hits == []


def test_the_matrix_follows_many_small_changes(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "TEXTS", 3)
    documents = [shelf.put("A thing", "A quindar for everybody in this town.") for _ in range(10)]
    put(*documents)
    for round_, document in enumerate(documents):
        assert ask("florbel", limit=50).below_total == 10 - round_
        put(shelf.put("A thing", "The nophest of the town is open.", pk=document.object_id))
    assert ask("florbel").hits == []
    assert ask("juggrim").below_total == 10


def test_several_texts_of_an_object_are_one_hit(shelf: Shelf) -> None:
    both = shelf.put(texts=[
        DocumentText("fr", "Une chose", "La nophest du pays est ouverte."),
        DocumentText("en", "A thing", "The nophest of the town is open."),
    ])  # fmt: skip
    put(both)
    assert ask("juggrim").below_total == 1


class TestWithoutAnEncoder:
    def test_the_setting_turns_it_off(
        self, shelf: Shelf, settings: Any, encoded: list[str]
    ) -> None:
        put(shelf.put("A thing", "A quindar for everybody in this town."))
        settings.HUB_SEARCH_SEMANTIC = False
        encoded.clear()
        assert ask("florbel").hits == []
        put(shelf.put("A thing", "Another quindar for everybody."))
        assert (encoded, keeping.count_stale()) == ([], 0)

    def test_without_the_extra_nothing_is_asked(
        self, shelf: Shelf, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.HUB_SEARCH_ENCODER = encoders.DEFAULT
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        encoders._made.cache_clear()
        try:
            put(shelf.put("A quindar", FILLER))
            assert encoders.encoder() is None
            assert ids(ask("quindar")) != []
        finally:
            encoders._made.cache_clear()


def test_the_worker_is_asked_once_for_many_changes(
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:

    document = shelf.put("A thing", "A quindar for everybody in this town.")
    asked: list[Any] = []
    monkeypatch.setattr(keeping._work, "until", 0.0)
    monkeypatch.setattr(type(tasks.read_sentences), "enqueue", lambda self: asked.append(self))
    with django_capture_on_commit_callbacks(execute=True):
        indexing.follow("thing", [document.object_id])
        indexing.follow("thing", [document.object_id])
    assert [task.name for task in asked].count("read_sentences") == 1
    assert tasks.read_sentences.func() == 1

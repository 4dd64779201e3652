"""The index of words finds the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from practices.apps import SHIPPED
from search.engine import Request
from search.engines.embedded import frequencies
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.words import Row, vectors, words
from search.evaluation import queries
from search.models import SearchKind

TOTALS = Path(__file__).with_name("totals.json")


@pytest.mark.django_db
def test_the_judged_queries_match_as_many_practices_on_any_database() -> None:
    """`totals.json` is what either database gave; a change of words or concepts changes it."""
    call_command("import_practices", SHIPPED, verbosity=0)
    call_command("search_rebuild", kind=["practice"], verbosity=0)
    engine = EmbeddedEngine()
    found = {
        query.id: engine.search(Request(text=query.text, language=query.language, limit=0)).total
        for query in queries.read()
    }
    assert found == json.loads(TOTALS.read_text())


def _postings(*phrases: tuple[str, ...]) -> list[set[int]]:
    _stamp, slots = words().postings(1, [(phrase,) for phrase in phrases])
    return [set(some) for some in slots]


@pytest.mark.django_db
def test_a_phrase_is_its_terms_in_any_order_with_two_others_among_them_in_one_column() -> None:
    texts = (
        "enone entwo", "entwo x y enone", "enone x y z entwo", "enone x entwo y enthree",
        "enthree enone x x entwo", "enone x x entwo x enthree",
    )  # fmt: skip
    SearchKind.objects.create(number=1, name="thing", stamp=1)
    rows = [Row((1 << 46) | (slot << 6), ("", "", "", text)) for slot, text in enumerate(texts)]
    apart = Row((1 << 46) | (9 << 6), ("enone", "entwo", "", "enthree"))
    words().add([*rows, apart])
    found = _postings(("enone", "entwo"), ("enone", "entwo", "enthree"), ("enone",))
    assert found == [{0, 1, 3, 4, 5}, {3, 4}, {0, 1, 2, 3, 4, 5, 9}]


@pytest.mark.django_db
def test_a_text_longer_than_any_vector_is_found_by_all_its_words() -> None:
    SearchKind.objects.create(number=1, name="thing", stamp=2)
    long = " ".join(["enfirst", *(f"enw{n}" for n in range(40_000)), "ena" + "b" * 3_000, "enlast"])
    often = "enmany " * 2_000 + "enone entwo"
    words().add([Row(1 << 46, ("", "", "", long)), Row((1 << 46) | (1 << 6), ("", "", "", often))])
    phrases = (
        ("enw39999", "enlast"),
        ("enone", "enmany"),
        ("ena" + "b" * 3_000,),
        ("enw15999", "enw16000"),
    )
    assert _postings(*phrases) == [{0}, {1}, {0}, {0}]
    frequencies.refresh()
    assert words().frequencies(["enmany", "enw7", "ennone"]) == {"enmany": 1, "enw7": 1}


def test_a_text_is_cut_into_parts_where_a_vector_ends() -> None:
    parts = list(vectors.placed(("enb " * 600, "", "", "ena")))
    assert [part.count(",") + 1 <= 255 for part in parts] == [True] * len(parts)
    length, by_weight = vectors.weighed(("ena", "", "ena enb", ""))
    assert (length, by_weight) == (3, {8: ["ena"], 2: ["enb"]})

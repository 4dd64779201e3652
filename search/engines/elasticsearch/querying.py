"""How what matches is ordered.

A word counts once, by the way of having it that counts most, by how often and where a text has it
(`documents.SIMILARITY`) and by how rare it is among all objects. The best of an object's texts
counts. That a text also has the words as its own language reads them adds a little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch.dsl.function import BoostFactor
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    FunctionScore,
    MatchAll,
    MultiMatch,
    Nested,
    Query,
    Term,
)

from hub.languages import CODES
from search.engine import Order
from search.engines.elasticsearch.documents import OTHER
from search.engines.elasticsearch.matching import Asked, has, near, spoken
from search.engines.embedded.ranking import DEMOTED, OWN_LANGUAGE
from search.engines.embedded.words import Phrase

# The field of a text with its terms, each as often as it counts.
WORDS = "texts.words"
# What it counts that a text has the words as its own language reads them.
AS_WRITTEN = 0.02


def ranked(
    asked: Asked, rarity: Sequence[float], typed: str, likely: Sequence[str], language: str
) -> Query:
    """Objects with any of the words, and how well they match. typed: what the places of the words
    are in; likely: the languages that it is likely in; language: the reader's."""
    present = [index for index, rare in enumerate(rarity) if rare]
    codes = [code for code in likely if code in CODES] or [OTHER]
    # Not all that was typed: a cluster takes only so many clauses.
    said = " ".join(typed[each.start : each.end] for each in asked.words)
    words = [word(asked.ways[index], rarity[index]) for index in present]
    little = AS_WRITTEN * sum(rarity) / max(len(present), 1)
    scored: Query = Bool(
        must=[best_text([*words, *as_written(said, codes, little)], language)],
        should=[labelled(said, codes, little)],
    )
    whole = sum(rarity) or 1.0
    if len(present) > 1:
        having = [
            BoostFactor(filter=has(asked.ways[index]), weight=rarity[index] / whole)
            for index in present
        ]
        scored = FunctionScore(
            query=scored, functions=having, score_mode="sum", boost_mode="multiply"
        )
    return demoted_less(scored)


def best_text(parts: Sequence[Query], language: str) -> Query:
    """The best of an object's texts by the sum of the parts, rather one in the reader's
    language."""
    text: Query = Bool(should=list(parts), minimum_should_match=1)
    if language in CODES:
        own = BoostFactor(filter=Term("texts.language", {"value": language}), weight=OWN_LANGUAGE)
        text = FunctionScore(query=text, functions=[own], boost_mode="multiply")
    return Nested(path="texts", query=text, score_mode="max")


def word(ways: Mapping[Phrase, float], rare: float) -> Query:
    """Texts with a word, scored by the way that counts most."""
    found: list[Query] = []
    for phrase, counts in ways.items():
        each = sorted(set(phrase))
        scores = [Term(WORDS, {"value": t, "boost": counts * rare / len(each)}) for t in each]
        found.append(
            scores[0] if len(each) == 1 else Bool(must=scores, filter=[near(phrase, WORDS)])
        )
    return DisMax(queries=found)


def as_written(typed: str, codes: Sequence[str], little: float) -> list[Query]:
    """Texts that have what was typed as their own language reads it."""
    return [
        MultiMatch(
            query=typed,
            fields=[
                f"texts.{code}.{name}{part}^{weight}"
                for name, weight in (("title", 6), ("summary", 2), ("body", 1))
                for part in ("", ".folded")
            ],
            type="most_fields",
            boost=little,
        )
        for code in codes
    ]


def labelled(typed: str, codes: Sequence[str], little: float) -> Query:
    """Objects that are filed under what was typed, as the languages read it."""
    fields = [f"labels.{code}^3" for code in codes if code in CODES]
    return MultiMatch(
        query=typed, fields=[*fields, "labels^3"], type="most_fields", boost=little
    )  # fmt: skip


def demoted_less(scored: Query) -> Query:
    less = BoostFactor(filter=Term("demoted", {"value": True}), weight=DEMOTED)
    return FunctionScore(query=scored, functions=[less], boost_mode="multiply")


def unasked(language: str) -> Query:
    """All objects, those that have a text in the reader's language before the others."""
    return Bool(must=[MatchAll()], should=[ConstantScore(filter=spoken(language))])


def sorting(order: Order, language: str, *, has_words: bool) -> list[Any]:
    """By what hits are sorted; two never are at the same place."""
    newest = {"published_order": {"order": "desc", "missing": "_last"}}
    if order == "title":
        field = f"sort_title.{language if language in CODES else 'first'}"
        return [{field: {"order": "asc", "missing": "_last"}}, {"object_id": "asc"}, "kind"]
    if order == "oldest":
        oldest = {"published_order": {"order": "asc", "missing": "_last"}}
        return [oldest, {"object_id": "asc"}, "kind"]
    if order == "newest":
        return [newest, {"object_id": "desc"}, "kind"]
    if has_words:
        return [{"_score": "desc"}, {"object_id": "asc"}, "kind"]
    return [{"_score": "desc"}, newest, {"object_id": "desc"}, "kind"]

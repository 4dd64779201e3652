"""What matches: the same as in the embedded engine, on the same terms (DESIGN 22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from elasticsearch.dsl.query import Bool, Intervals, MatchNone, Query, Term, Terms

from search.engines.embedded import ranking, terms
from search.engines.embedded.question import Word
from search.engines.embedded.words import DISTANCE, Phrase
from search.engines.embedded.words import words as index

# The field of an object with all its terms.
TERMS = "terms"


@dataclass(frozen=True)
class Asked:
    """A question, and for each of its words what each way of having it counts."""

    words: tuple[Word, ...]
    ways: tuple[Mapping[Phrase, float], ...]


def asked(questions: Sequence[Sequence[Word]]) -> list[Asked]:
    """The ways that are asked for of each question: those that texts have, as the database knows.
    One statement."""
    ways = [ranking.ways_of(words) for words in questions]
    phrases = list(dict.fromkeys(way.phrase for some in ways for way in some))
    known = index().rarities(phrases) if phrases else {}
    found = []
    for question, some in zip(questions, ways, strict=True):
        by_word: list[dict[Phrase, float]] = [{} for _word in question]
        for way in ranking.asked_for([way for way in some if way.phrase in known]):
            for word, counts in way.counts.items():
                by_word[word][way.phrase] = counts
        found.append(Asked(tuple(question), tuple(by_word)))
    return found


def seen_by(tokens: Sequence[str]) -> Query:
    """What readers with any of these tokens may find."""
    return Terms(audience=list(tokens))


def has(ways: Iterable[Phrase], field: str = TERMS) -> Query:
    """Objects with any of the ways."""
    ways = list(ways)
    single = sorted({way[0] for way in ways if len(set(way)) == 1})
    several = [near(way, field) for way in ways if len(set(way)) > 1]
    if single and not several:
        return Terms(field, single)
    if not several:
        return MatchNone()
    return Bool(should=[*([Terms(field, single)] if single else []), *several])


def near(phrase: Phrase, field: str = TERMS) -> Query:
    """Objects that have the terms of a phrase close to each other, in any order."""
    distinct = list(dict.fromkeys(phrase))
    return Intervals(
        field,
        {
            "all_of": {
                "ordered": False,
                "max_gaps": DISTANCE + len(phrase) - len(distinct),
                "intervals": [{"match": {"query": term}} for term in distinct],
            }
        },
    )


def at_least(asked: Asked, telling: Sequence[int], count: int) -> Query:
    """Objects with so many of the words that are at these places of the question."""
    having = [has(asked.ways[index]) for index in telling]
    if count >= len(having):
        return Bool(filter=having)
    return Bool(should=having, minimum_should_match=count)


@dataclass(frozen=True)
class Rule:
    """Which of the words tell objects apart, by kind: those that are not weak, or all of them for
    a kind in which no object has one of those."""

    asked: Asked
    telling: Mapping[str, tuple[int, ...]]

    @property
    def strict(self) -> Query:
        """Objects with enough of the words."""
        return self._by_kind(strict=True)

    @property
    def loose(self) -> Query:
        """Objects with any of the words."""
        return self._by_kind(strict=False)

    def _by_kind(self, *, strict: bool) -> Query:
        groups: dict[tuple[int, ...], list[str]] = {}
        for kind, telling in self.telling.items():
            groups.setdefault(telling, []).append(kind)
        parts = [
            (kinds, at_least(self.asked, telling, ranking.needed(len(telling)) if strict else 1))
            for telling, kinds in groups.items()
        ]
        if len(parts) == 1:
            return parts[0][1]
        return Bool(should=[Bool(filter=[Terms(kind=kinds), part]) for kinds, part in parts])


def rule(asked: Asked, kinds: Sequence[str], having: Sequence[Mapping[str, int]] = ()) -> Rule:
    """The rule for a question. having: how many objects of each kind have each word, where that is
    known; else it is taken that some have one that is not weak."""
    every = tuple(range(len(asked.words)))
    strong = tuple(index for index in every if not asked.words[index].weak)
    return Rule(
        asked,
        {
            kind: strong
            if not having or any(having[index].get(kind) for index in strong)
            else every
            for kind in kinds
        },
    )


def narrowed(filters: Mapping[str, tuple[str, ...]], without: str = "") -> list[Query]:
    """What objects must be to pass all filters, except that of one facet."""
    return [
        Terms(f"facets.{terms.clean(facet)}", [terms.clean(str(value)) for value in values])
        for facet, values in filters.items()
        if facet != without and values
    ]


def spoken(language: str) -> Query:
    """Objects that have a text in a language."""
    return Term("facets.language", {"value": language})

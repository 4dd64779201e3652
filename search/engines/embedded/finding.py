"""A search from beginning to end, as readings of one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from search.engine import Request, Result
from search.engines.embedded import memory, paging, question, ranking, spelling
from search.engines.embedded.bits import Mask
from search.engines.embedded.memory import KindMemory, State
from search.engines.embedded.paging import Place
from search.engines.embedded.question import Word
from search.engines.embedded.ranking import Postings, Ranking
from search.engines.embedded.reasons import Reasons
from search.meaning.encoders import encoder

if TYPE_CHECKING:
    from search.meaning.fusing import Meaning

# Up to this many objects with any of the words are all ranked where matches are few.
WIDE = 3_000


@dataclass
class _Found:
    """What was found of one kind, before filters."""

    memory: KindMemory
    visible: int
    postings: Postings | None

    def matched(self, *, any_word: bool) -> int:
        if self.postings is None:
            return self.visible
        return (self.postings.loose if any_word else self.postings.strict) & self.visible


def search(request: Request) -> Result:
    """Answer a request. Raises `Changed` when the index changed meanwhile."""
    state = State.read()
    found = [
        _Found(one, memory.visible(one, request.viewer), None)
        for one in memory.kinds(state, request.kinds)
    ]
    words, corrected = _ask(state, found, request)
    # Filters have no say in this: choosing one must never add to what was found.
    strict = sum(one.matched(any_word=False).bit_count() for one in found)
    any_word = strict < ranking.ENOUGH and any(
        one.matched(any_word=True) != one.matched(any_word=False) for one in found
    )
    allowed = [narrowed(one.memory, one.visible, request.filters) for one in found]
    matched = [
        one.matched(any_word=any_word) & some for one, some in zip(found, allowed, strict=True)
    ]
    asked = question.cleaned(corrected or request.text)
    meaning = _meaning(state, found, request, asked) if words else None
    page = _Page(request, words, found, allowed, matched, any_word, meaning)
    places, below_total = page.places()
    having = {one.memory.number: one.postings for one in found if one.postings}
    reasons = Reasons(asked, words, having, meaning)
    return Result(
        hits=paging.hits(places, reasons) if places else [],
        total=page.total,
        below_total=below_total,
        facets=_facets(found, any_word, request),
        any_word=any_word,
        corrected=corrected,
        wordless=bool(request.text.strip()) and not words,
    )


@dataclass
class _Page:
    """The page that a request asks for."""

    request: Request
    words: Sequence[Word]
    found: list[_Found]
    allowed: list[int]
    matched: list[int]
    any_word: bool
    meaning: Meaning | None = None

    @property
    def total(self) -> int:
        return sum(some.bit_count() for some in self.matched)

    def places(self) -> tuple[list[Place], int]:
        """The places of the page, and how many there are below the line on all pages."""
        request = self.request
        first = max(request.offset, 0)
        last = first + max(request.limit, 0)
        if not self.words or request.order != "relevance":
            if first >= last:
                return [], 0
            places = self._ordered(first, last)
            if self.words:
                places = paging.with_texts(
                    places,
                    {one.memory.number: one.postings for one in self.found if one.postings},
                    request.language,
                )
            return places, 0
        few = self.total < ranking.BELOW_IF
        with_below = few and (self.meaning is not None or not self.any_word)
        if first >= last and not with_below:
            return [], 0
        ranked = self._fused([self._ranked(one, few) for one in self.found], few)
        below = list(islice(self._ranked_below(ranked), ranking.BELOW)) if with_below else []
        upper = [
            paging.ranked_places(one.memory, order, some)
            for one, order, some in zip(self.found, ranked, self.matched, strict=True)
        ]
        places = list(islice(paging.merged(upper), first, last)) if upper else []
        total = self.total
        places += below[max(first - total, 0) : max(last - total, 0)]
        return places, len(below)

    def _ordered(self, first: int, last: int) -> list[Place]:
        """A part of the matches in the order asked for. Where nothing was asked and no order, the
        newest in the reader's language come first, then the newest of the others."""
        pairs = list(zip(self.found, self.matched, strict=True))
        if not pairs:
            return []
        parts = [[(one.memory, some) for one, some in pairs]]
        if self.request.order == "relevance":
            spoken = (self.request.language,)
            own = [
                (one.memory, some & one.memory.chosen("language", spoken)) for one, some in pairs
            ]
            others = [
                (one, some & ~mine) for (one, some), (_, mine) in zip(parts[0], own, strict=True)
            ]
            parts = [own, others]
        places: list[Place] = []
        for sets in parts:
            size = sum(some.bit_count() for _one, some in sets)
            if first < size and last > 0:
                order, language = self.request.order, self.request.language
                places += paging.ordered_places(sets, order, language, max(first, 0), last)
            first, last = first - size, last - size
        return places

    def _fused(self, ranked: list[Ranking], with_below: bool) -> list[Ranking]:
        """The rankings with what is close in meaning."""
        if self.meaning is None:
            return ranked
        pairs = zip(self.allowed, self.matched, strict=True)
        return self.meaning.fused(
            ranked, [some & ~match if with_below else 0 for some, match in pairs]
        )

    def _ranked(self, one: _Found, with_below: bool) -> Ranking:
        if one.postings is None:
            raise ValueError("nothing was looked up")
        found = one.postings
        if self.any_word:
            name, candidates = "any", found.loose
        elif not with_below:
            name, candidates = "strict", found.strict
        elif found.loose.bit_count() <= WIDE:
            name, candidates = "wide", found.loose
        else:
            below = ranking.below_the_line(found, found.strict, one.memory.everything)
            name, candidates = "wide", found.strict | below
        return ranking.ranking(one.memory, found, candidates, self.request.language, name)

    def _ranked_below(self, ranked: list[Ranking]) -> Iterator[Place]:
        lists = [
            paging.ranked_places(one.memory, order, some & ~match, below=True)
            for one, order, some, match in zip(
                self.found, ranked, self.allowed, self.matched, strict=True
            )
        ]
        return paging.merged(lists) if lists else iter(())


def _meaning(
    state: State, found: list[_Found], request: Request, text: str
) -> Meaning | None:  # fmt: skip
    """What a question means beside the sentences that are kept of the kinds; None where none are,
    or where it is not asked for."""
    used = encoder() if request.meaning and request.order == "relevance" else None
    if used is None or not any(state.meaning.get(one.memory.name) for one in found):
        return None
    # Here, so that whoever goes without need not load what it takes.
    from search.meaning.fusing import Asked, Meaning

    asked = [Asked(one.memory, state.meaning.get(one.memory.name, 0), one.visible) for one in found]
    return Meaning(asked, text, used)


def _ask(state: State, found: list[_Found], request: Request) -> tuple[Sequence[Word], str]:
    """Look the words up for each kind; the words, and the text that replaced what was typed."""
    words = question.read(state, request.text, request.language)
    if not words:
        return (), ""
    _look_up(found, words)
    if not request.correct:
        return words, ""
    unknown = [
        word
        for index, word in enumerate(words)
        if not any(one.postings and one.postings.sets[index] & one.visible for one in found)
    ]
    corrected = spelling.corrected(state, request.text, request.language, words, unknown)
    if not corrected:
        return words, ""
    better = question.read(state, corrected, request.language)
    before = sum(one.matched(any_word=True).bit_count() for one in found)
    kept = [one.postings for one in found]
    _look_up(found, better)
    if not sum(one.matched(any_word=True).bit_count() for one in found) and before:
        for one, old in zip(found, kept, strict=True):
            one.postings = old
        return words, ""
    return better, corrected


def _look_up(found: list[_Found], words: Sequence[Word]) -> None:
    for one in found:
        one.postings = ranking.postings(one.memory, words)


def narrowed(
    one: KindMemory, number: int, filters: Mapping[str, tuple[str, ...]], without: str = ""
) -> int:
    """Those of a set that pass all filters, except that of one facet."""
    for facet, values in filters.items():
        if facet != without and values:
            number &= one.chosen(facet, tuple(values))
    return number


def _facets(found: list[_Found], any_word: bool, request: Request) -> dict[str, Mapping[str, int]]:
    counted: dict[str, Counter[str]] = {facet: Counter() for facet in request.facets}
    for one in found:
        matched = one.matched(any_word=any_word)
        whole = Mask(narrowed(one.memory, matched, request.filters), one.memory.size)
        for facet in request.facets:
            mask = whole
            if request.filters.get(facet):
                number = narrowed(one.memory, matched, request.filters, without=facet)
                mask = Mask(number, one.memory.size)
            counted[facet].update(one.memory.count(facet, mask))
    return {facet: dict(counts) for facet, counts in counted.items()}

"""Other words for what was asked, in all languages (`search.concepts`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from search import synonyms
from search.concepts import Concept, Concepts, is_asked_only, is_heard_only, shipped
from search.engines.embedded import terms
from search.engines.embedded.memory import Remembered, State
from search.engines.embedded.words import Phrase

# So many other phrases for one; those that come first in the files are the usual ones.
MOST = 80
# More names than there are, so that a change of one reads only that one anew.
NAMES = 40_000


Phrases = tuple[Phrase, ...]


@dataclass(frozen=True)
class Found:
    """What a question names. start and end: which of the tokens name it; numbers: of the concepts
    that have this name."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]
    is_place: bool = False
    numbers: tuple[int, ...] = ()


class Thesaurus:
    """Concepts in use, ready to be asked. What it holds is worked out when it is first needed.

    base: one of much the same concepts, of which only what differs is worked out anew. A word of
    the base stays a word, whatever it is a name of.
    """

    def __init__(self, concepts: Concepts, base: Thesaurus | None = None) -> None:
        self.concepts = concepts
        self._base = base
        self._other: dict[Phrase, Phrases] = {}

    def expand(self, tokens: Sequence[terms.Token], taken: Collection[int]) -> Iterator[Found]:
        """The concepts that tokens of one language name, the longest names first, in any order of
        their words; no token twice, and none of those that are taken."""
        known, longest = self._known
        free = [index not in taken for index in range(len(tokens))]
        for length in range(min(longest, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                end = start + length
                if all(free[start:end]):
                    name = tuple(sorted(token.term for token in tokens[start:end]))
                    if name in known:
                        free[start:end] = [False] * length
                        is_place = self.concepts.places.issuperset(known[name])
                        yield Found(start, end, self._others(name), is_place, known[name])

    def heard(self, pieces: Sequence[str], language: str) -> Iterator[Found]:
        """The concepts that are named with small words, the longest names first, none overlapping.
        pieces: all words of a question in their order, the small ones folded, the others as
        terms."""
        known, longest = self._heard.get(language, ({}, 0))
        free = [True] * len(pieces)
        for length in range(min(longest, len(pieces)), 0, -1):
            for start in range(len(pieces) - length + 1):
                end = start + length
                numbers = known.get(tuple(pieces[start:end]))
                if numbers and all(free[start:end]):
                    free[start:end] = [False] * length
                    phrases = dict.fromkeys(each for one in numbers for each in self._all[one])
                    yield Found(start, end, tuple(phrases)[:MOST], numbers=numbers)

    def forms(self, language: str) -> Mapping[str, str]:
        """The folded words of all concepts in a language, each with how it is written."""
        return self._forms.get(language, {})

    def terms_of(self, language: str) -> frozenset[str]:
        """The terms of the folded words of all concepts in a language."""
        if language not in self._terms:
            self._terms[language] = frozenset(
                term for form in self.forms(language) for term in _phrase(form, language)
            )
        return self._terms[language]

    def naming(self, name: str, language: str) -> tuple[int, ...]:
        """The numbers of the concepts that have a name."""
        if is_heard_only(name):
            return self._heard.get(language, ({}, 0))[0].get(_pieces(name, language), ())
        return self._known[0].get(tuple(sorted(_phrase(name, language))), ())

    @cached_property
    def _terms(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _all(self) -> tuple[Phrases, ...]:
        """The phrases of each concept, by turns of the languages: the usual ones of all come
        first."""
        found = list(self._base._all) if self._base else []
        for number in self._changed:
            by_language = [
                [
                    phrase
                    for name in names
                    if not is_heard_only(name) and (phrase := _phrase(name, code))
                ]
                for code, names in self.concepts.all[number].items()
            ]
            found[number : number + 1] = [tuple(dict.fromkeys(_by_turns(by_language)))]
        return tuple(found)

    @cached_property
    def _changed(self) -> tuple[int, ...]:
        """The numbers of the concepts that are not as in the base."""
        before = self._base.concepts.all if self._base else ()
        return tuple(
            number
            for number, concept in enumerate(self.concepts.all)
            if number >= len(before) or concept is not before[number]
        )

    @cached_property
    def _known(self) -> tuple[Mapping[Phrase, tuple[int, ...]], int]:
        """By its terms in alphabetical order, which concepts a phrase names; and how many terms
        the longest phrase has."""
        known = dict(self._base._known[0]) if self._base else {}
        for number in self._changed:
            if self._base and number < len(self._base.concepts.all):
                for phrase in _naming(self._base.concepts.all[number]):
                    known[phrase] = tuple(each for each in known[phrase] if each != number)
            for phrase in _naming(self.concepts.all[number]):
                known[phrase] = (*known.get(phrase, ()), number)
        known = {phrase: numbers for phrase, numbers in known.items() if numbers}
        return known, max(map(len, known), default=0)

    @cached_property
    def _heard(self) -> Mapping[str, tuple[Mapping[Phrase, tuple[int, ...]], int]]:
        """By language, which concepts are named with small words, and how many words the longest
        name has."""
        found: dict[str, dict[Phrase, tuple[int, ...]]] = defaultdict(dict)
        for number, concept in enumerate(self.concepts.all):
            for code, names in concept.items():
                for name in filter(is_heard_only, names):
                    pieces = _pieces(name, code)
                    found[code][pieces] = (*found[code].get(pieces, ()), number)
        return {code: (names, max(map(len, names))) for code, names in found.items()}

    def _others(self, name: Phrase) -> Phrases:
        """All phrases of the concepts that a phrase names, by turns of the concepts."""
        if name not in self._other:
            turns = _by_turns([self._all[number] for number in self._known[0][name]])
            found = dict.fromkeys(phrase for phrase in turns if tuple(sorted(phrase)) != name)
            self._other[name] = tuple(found)[:MOST]
        return self._other[name]

    @cached_property
    def _forms(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        if self._base:
            found.update({code: dict(forms) for code, forms in self._base._forms.items()})
        for number in self._changed:
            for code, names in self.concepts.all[number].items():
                for name in names:
                    for _term, form, written in _words(name, code):
                        found[code].setdefault(form, written)
        return found


_thesauri: Remembered[Thesaurus] = Remembered(2)


def thesaurus(state: State) -> Thesaurus:
    """That of the concepts in use. At most two statements after a change of the secretariat's;
    the same one until the next."""
    if not state.synonyms:
        return shipped_thesaurus()
    return _thesauri.get(
        state.synonyms, lambda: Thesaurus(synonyms.in_use(), base=shipped_thesaurus())
    )


@cache
def shipped_thesaurus() -> Thesaurus:
    """That of the concepts as they ship."""
    return Thesaurus(shipped())


def _naming(concept: Concept) -> dict[Phrase, None]:
    """The terms of each name that names a concept, in alphabetical order."""
    names = (
        tuple(sorted(_phrase(name, code)))
        for code, some in concept.items()
        for name in some
        if not is_heard_only(name) and not is_asked_only(name)
    )
    return dict.fromkeys(filter(None, names))


def _by_turns(lists: Sequence[Sequence[Phrase]]) -> Iterator[Phrase]:
    for turn in range(max(map(len, lists), default=0)):
        yield from (some[turn] for some in lists if turn < len(some))


@lru_cache(maxsize=NAMES)
def _words(name: str, language: str) -> tuple[tuple[str, str, str], ...]:
    """The words of a name: as a term, folded, as it is written."""
    return tuple(
        (token.term, token.form, name[token.start : token.end])
        for token in terms.tokens(name, language)
    )


def _phrase(name: str, language: str) -> Phrase:
    return tuple(term for term, _form, _written in _words(name, language))


def _pieces(name: str, language: str) -> Phrase:
    return pieces_of(terms.tokens(name, terms.OTHER), terms.tokens(name, language))


def pieces_of(every: Sequence[terms.Token], telling: Sequence[terms.Token]) -> tuple[str, ...]:
    """All words of a text as they are heard: those that tell something as terms."""
    by_start = {token.start: token.term for token in telling}
    return tuple(by_start.get(token.start, token.form) for token in every)

"""Other words for what was asked, in all languages (`search.concepts`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from search.concepts import concepts, is_asked_only, is_heard_only, places
from search.engines.embedded import terms
from search.engines.embedded.words import Phrase

# So many other phrases for one; those that come first in the files are the usual ones.
MOST = 80


Phrases = tuple[Phrase, ...]


@dataclass(frozen=True)
class Found:
    """A concept that a question names. start and end: which of the tokens name it."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]
    is_place: bool = False


def expand(tokens: Sequence[terms.Token], taken: Collection[int]) -> Iterator[Found]:
    """The concepts that tokens of one language name, the longest names first, in any order of
    their words; no token twice, and none of those that are taken."""
    known, longest = _known()
    free = [index not in taken for index in range(len(tokens))]
    for length in range(min(longest, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            end = start + length
            if all(free[start:end]):
                name = tuple(sorted(token.term for token in tokens[start:end]))
                if name in known:
                    free[start:end] = [False] * length
                    is_place = places().issuperset(known[name])
                    yield Found(start, end, _others(name), is_place)


def heard(pieces: Sequence[str], language: str) -> Iterator[Found]:
    """The concepts that are named with small words, the longest names first, none overlapping.
    pieces: all words of a question in their order, the small ones folded, the others as terms."""
    known, longest = _heard().get(language, ({}, 0))
    free = [True] * len(pieces)
    for length in range(min(longest, len(pieces)), 0, -1):
        for start in range(len(pieces) - length + 1):
            end = start + length
            phrases = known.get(tuple(pieces[start:end]))
            if phrases and all(free[start:end]):
                free[start:end] = [False] * length
                yield Found(start, end, phrases[:MOST])


def pieces_of(every: Sequence[terms.Token], telling: Sequence[terms.Token]) -> tuple[str, ...]:
    """All words of a text as they are heard: those that tell something as terms."""
    by_start = {token.start: token.term for token in telling}
    return tuple(by_start.get(token.start, token.form) for token in every)


def forms(language: str) -> Mapping[str, str]:
    """The folded words of all concepts in a language, each with how it is written."""
    return _forms().get(language, {})


@cache
def terms_of(language: str) -> frozenset[str]:
    """The terms of the folded words of all concepts in a language."""
    return frozenset(term for form in forms(language) for term in terms.terms_in(form, language))


@cache
def _all() -> tuple[tuple[Phrase, ...], ...]:
    """The phrases of each concept, by turns of the languages: the usual ones of all come first."""
    found = []
    for concept in concepts():
        by_language = [
            [
                phrase
                for name in names
                if not is_heard_only(name) and (phrase := _phrase(name, code))
            ]
            for code, names in concept.items()
        ]
        longest = max(map(len, by_language), default=0)
        found.append(
            tuple(
                dict.fromkeys(
                    some[turn]
                    for turn in range(longest)
                    for some in by_language
                    if turn < len(some)
                )
            )
        )
    return tuple(found)


def _phrase(name: str, language: str) -> Phrase:
    return tuple(token.term for token in terms.tokens(name, language))


@cache
def _known() -> tuple[Mapping[Phrase, tuple[int, ...]], int]:
    """By its terms in alphabetical order, which concepts a phrase names; and how many terms the
    longest phrase has."""
    known: dict[Phrase, dict[int, None]] = defaultdict(dict)
    for number, concept in enumerate(concepts()):
        for code, names in concept.items():
            for name in names:
                if not is_heard_only(name) and not is_asked_only(name):
                    known[tuple(sorted(_phrase(name, code)))][number] = None
    known.pop((), None)
    longest = max(map(len, known), default=0)
    return {phrase: tuple(numbers) for phrase, numbers in known.items()}, longest


@cache
def _heard() -> Mapping[str, tuple[Mapping[Phrase, Phrases], int]]:
    """By language, what is named with small words, and how many words the longest name has."""
    found: dict[str, dict[Phrase, Phrases]] = defaultdict(dict)
    for number, concept in enumerate(concepts()):
        for code, names in concept.items():
            for name in filter(is_heard_only, names):
                pieces = pieces_of(terms.tokens(name, terms.OTHER), terms.tokens(name, code))
                known = found[code].get(pieces, ())
                found[code][pieces] = tuple(dict.fromkeys((*known, *_all()[number])))
    return {code: (names, max(map(len, names))) for code, names in found.items()}


@cache
def _others(name: Phrase) -> tuple[Phrase, ...]:
    """All phrases of the concepts that a phrase names, by turns of the concepts."""
    some = [_all()[number] for number in _known()[0][name]]
    longest = max(map(len, some))
    turns = (each[turn] for turn in range(longest) for each in some if turn < len(each))
    found = dict.fromkeys(phrase for phrase in turns if tuple(sorted(phrase)) != name)
    return tuple(found)[:MOST]


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for concept in concepts():
        for code, names in concept.items():
            for name in names:
                for token in terms.tokens(name, code):
                    found[code].setdefault(token.form, name[token.start : token.end])
    return found

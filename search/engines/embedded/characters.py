"""Wrong characters in Chinese words, which no blank sets apart.

A character is doubted where the pairs that it makes with its neighbours are in no text. A name of a
concept that fits but for one character, or for two that changed places, is meant; else a character
that makes known pairs with both neighbours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.engines.embedded import expanding, frequencies
from search.engines.embedded.memory import Remembered, State
from search.engines.embedded.question import Word

LANGUAGE = "zh"
_RUN = re.compile("[\u3400-\u9fff]{2,}")
# The shortest name that is recognised with one character wrong.
NAME = 4
# How many texts have a pair that is taken for meant.
FREQUENT = 3


@dataclass(frozen=True)
class Change:
    """What to write from start to before end of a text, and in which language it is."""

    start: int
    end: int
    word: str
    language: str


# By its first and by its second character, the other one of each pair with its frequency.
Neighbours = tuple[Mapping[str, Mapping[str, int]], Mapping[str, Mapping[str, int]]]
_neighbours: Remembered[Neighbours] = Remembered(2)
# The names of concepts by their length.
Names = Mapping[int, tuple[str, ...]]
_names_by_length: Remembered[Names] = Remembered(2)


def is_character(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def changes(state: State, text: str, unknown: Sequence[Word]) -> list[Change]:
    """What to write instead of the characters that seem wrong."""
    thesaurus = expanding.thesaurus(state)
    named = thesaurus.forms(LANGUAGE)
    starts = {
        word.start for word in unknown if is_character(word.text[0]) and word.text not in named
    }
    found = []
    if starts:
        names = _names_by_length.get(state.synonyms, lambda: _by_length(thesaurus))
        for match in _RUN.finditer(text):
            doubted = {start - match.start() for start in starts}
            wrong = list(_suspects(len(match[0]), doubted))
            better = _named(names, match[0], wrong) or _paired(state, match[0], wrong)
            if better:
                found.append(Change(*match.span(), better, LANGUAGE))
    return found


def _by_length(thesaurus: expanding.Thesaurus) -> Names:
    by_length: dict[int, dict[str, None]] = defaultdict(dict)
    for concept in thesaurus.concepts.all:
        for name in concept.get(LANGUAGE, ()):
            if len(name) >= NAME and _RUN.fullmatch(name):
                by_length[len(name)][name] = None
    return {length: tuple(names) for length, names in by_length.items()}


def _named(names: Names, run: str, suspects: Sequence[int]) -> str:
    """The run with the longest name in it that fits but for suspects."""
    for length in sorted(names, reverse=True):
        for start in range(len(run) - length + 1):
            inside = {at - start for at in suspects if start <= at < start + length}
            for name in names[length] if inside else ():
                if _nearly(run[start : start + length], name, inside):
                    return run[:start] + name + run[start + length :]
    return ""


def _nearly(part: str, name: str, suspects: set[int]) -> bool:
    """Whether a part is a name but for one of the suspects, or for two that changed places."""
    wrong = [at for at, (one, other) in enumerate(zip(part, name, strict=True)) if one != other]
    if len(wrong) == 2:
        first, second = wrong
        swapped = second == first + 1 and part[first : second + 1] == name[second] + name[first]
        return swapped and suspects >= set(wrong)
    return len(wrong) == 1 and wrong[0] in suspects


def _paired(state: State, run: str, suspects: Sequence[int]) -> str:
    """The run with one character replaced so that its pairs are known."""
    after, before = _neighbours.get(state.words, lambda: _read(state))
    best, better = FREQUENT - 1, ""
    for at in suspects:
        # One neighbour alone says too little.
        if not 0 < at < len(run) - 1:
            continue
        for character, frequency in after.get(run[at - 1], {}).items():
            frequency = min(frequency, before.get(run[at + 1], {}).get(character, 0))
            if frequency > best:
                best, better = frequency, run[:at] + character + run[at + 1 :]
    return better


def _suspects(length: int, doubted: set[int]) -> Iterator[int]:
    """The characters of which all pairs are unknown."""
    for at in range(length):
        if all(pair in doubted for pair in (at - 1, at) if 0 <= pair < length - 1):
            yield at


def _read(state: State) -> Neighbours:
    after: dict[str, dict[str, int]] = defaultdict(dict)
    before: dict[str, dict[str, int]] = defaultdict(dict)
    for pair, frequency in frequencies.known(state).get(LANGUAGE, {}).items():
        if len(pair) == 2:
            after[pair[0]][pair[1]] = frequency
            before[pair[1]][pair[0]] = frequency
    return after, before

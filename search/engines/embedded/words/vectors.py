"""Texts and phrases as PostgreSQL's `tsvector` and `tsquery` hold them.

None of its dictionaries has a say: lexemes are terms as they are. A vector has room for 16,383
positions, 255 of one lexeme, and a megabyte; a text that needs more is cut into parts.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from search.engines.embedded.words.index import WEIGHTS

# A letter for each column.
LETTERS = "ABCD"
# No phrase reaches over so many places from one column into the next, or out of a part that
# begins so many terms before the one before it ends.
GAP = 32
# What one part may have of each; the limits themselves are a little higher.
POSITIONS, OF_ONE, BYTES = 16_000, 250, 500_000
# Longer terms are named by their beginning and a hash.
LONGEST = 300
# Terms of a text weigh the same when no number of these lies between their weights: where a term
# stands often, once more says next to nothing.
STEPS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 32, 45, 70, 120, 250)


def lexeme(term: str) -> str:
    if len(term) <= LONGEST:
        return term
    return term[: LONGEST // 2] + hashlib.sha256(term.encode()).hexdigest()


def quoted(term: str) -> str:
    """A term in the languages of vectors and of queries."""
    return "'" + lexeme(term).replace("\\", "\\\\").replace("'", "''") + "'"


def weighed(columns: Sequence[str]) -> tuple[int, Mapping[int, Sequence[str]]]:
    """How many terms a text has, and its terms by their weight (of `STEPS`), which says how often
    and where a term stands."""
    weights: Counter[str] = Counter()
    length = 0
    for weight, column in zip(WEIGHTS, columns, strict=True):
        terms = column.split()
        length += len(terms)
        for term, count in Counter(terms).items():
            weights[term] += weight * count
    found: dict[int, list[str]] = defaultdict(list)
    for term, weight in weights.items():
        found[STEPS[bisect_right(STEPS, weight) - 1]].append(term)
    return length, found


def bare(terms: Sequence[str]) -> Iterator[str]:
    """Vectors of terms without their places."""
    some: list[str] = []
    size = 0
    for each in map(quoted, terms):
        size += len(each.encode())
        if size > BYTES:
            yield " ".join(some)
            some, size = [], len(each.encode())
        some.append(each)
    if some:
        yield " ".join(some)


def placed(columns: Sequence[str]) -> Iterator[str]:
    """Vectors of the terms with their places; a place has the letter of its column."""
    part = _Part()
    for letter, column in zip(LETTERS, columns, strict=True):
        terms = column.split()
        for index, term in enumerate(terms):
            if part.is_full_for(term):
                yield str(part)
                part = _Part()
                for before in terms[max(index - GAP, 0) : index]:
                    part.add(before, letter)
            part.add(term, letter)
        part.last += GAP
    if part.places:
        yield str(part)


class _Part:
    def __init__(self) -> None:
        self.places: dict[str, list[str]] = defaultdict(list)
        self.last = 0
        self.size = 0

    def is_full_for(self, term: str) -> bool:
        return (
            self.last >= POSITIONS or self.size >= BYTES or len(self.places.get(term, ())) >= OF_ONE
        )

    def add(self, term: str, letter: str) -> None:
        self.last += 1
        if term not in self.places:
            self.size += len(term.encode())
        self.places[term].append(f"{self.last}{letter}")

    def __str__(self) -> str:
        return " ".join(f"{quoted(term)}:{','.join(at)}" for term, at in self.places.items())


def near(terms: Sequence[str], most: int) -> str:
    """The query for different terms, two at least, in any order, the last at most so far from the
    first."""
    some = [quoted(term) for term in terms]
    # First whether they are there at all, which is quicker to see.
    places = " | ".join(_after(index, some, most) for index in range(len(some)))
    return f"{' & '.join(some)} & ({places})"


def _after(index: int, terms: Sequence[str], most: int) -> str:
    """One of the terms, with all others after it: what follows `<0>` begins where it stands."""
    first = terms[index]
    others = [
        "(" + " | ".join(f"{first} <{distance}> {other}" for distance in range(1, most + 1)) + ")"
        for place, other in enumerate(terms)
        if place != index
    ]
    return f"({first} <0> ({' & '.join(others)}))" if len(others) > 1 else others[0]

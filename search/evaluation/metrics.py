"""Measures of one answer: a ranked list of grades against all grades that were judged.

Grades are 0 to 3 (docs/evaluation.md). What was not judged counts as 0. Each measure looks at the
first ten, and is between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2

DEPTH = 10
# From this grade on, a hit answers what was asked.
RELEVANT = 2


def gain(grade: int) -> int:
    """2 to the power of the grade, minus 1: 0, 1, 3, 7."""
    return 2**grade - 1


def dcg(grades: Sequence[int]) -> float:
    """Discounted cumulative gain: the sum over the first ten places, counted from 1, of the gain
    of the grade divided by the binary logarithm of the place plus 1."""
    return sum(gain(grade) / log2(place + 1) for place, grade in enumerate(grades[:DEPTH], 1))


def ndcg(grades: Sequence[int], judged: Iterable[int]) -> float:
    """DCG divided by that of the best order there could be: all judged grades, highest first.
    0 where nothing was judged above 0."""
    ideal = dcg(sorted(judged, reverse=True))
    return dcg(grades) / ideal if ideal else 0.0


def reciprocal_rank(grades: Sequence[int]) -> float:
    """1 divided by the place of the first relevant hit among the first ten; 0 without one."""
    for place, grade in enumerate(grades[:DEPTH], 1):
        if grade >= RELEVANT:
            return 1 / place
    return 0.0


def success(grades: Sequence[int]) -> float:
    """1 where a relevant hit is among the first ten, else 0."""
    return float(any(grade >= RELEVANT for grade in grades[:DEPTH]))

"""What any index of words promises, and what goes in and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.engines.embedded.bits import Mask

# One or more terms that stand close to each other.
Phrase = tuple[str, ...]
# Phrases of which any is enough.
Arm = Sequence[Phrase]
COLUMNS = ("title", "labels", "summary", "body")
# How much a word counts by where it stands.
WEIGHTS = (6, 3, 2, 1)
# How many other terms may stand among those of a phrase.
DISTANCE = 2
# BM25: how soon more of a term says no more, and how much the length of a text matters.
SATURATION, LENGTH = 1.2, 0.75


@dataclass(frozen=True)
class Row:
    """The terms of one text, by column, separated by blanks."""

    pk: int
    columns: tuple[str, str, str, str]


class Words(Protocol):
    """All give the same matches. What they read comes with the kind's stamp of the same moment.

    table: one that the index has in the database.
    """

    table: str

    def add(self, rows: Iterable[Row]) -> None: ...

    def drop(self, pks: Sequence[int]) -> None:
        """Take texts out, before their entries go."""
        ...

    def clear(self) -> None: ...

    def refresh(self) -> None:
        """Count in how many texts each term occurs, where that is not known at any time. For the
        worker: it reads the whole index."""
        ...

    def pks(self) -> set[int]:
        """The ids of all texts in the index."""
        ...

    def rarities(self, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        """The factor for the rarity of each phrase that `scores` has in it for an arm of the
        phrase alone. A phrase of which a term occurs in no text is left out."""
        ...

    def postings(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[Sequence[int]]]:
        """The stamp, and for each arm the slots of the texts of a kind that it matches."""
        ...

    def scores(
        self, number: int, arms: Sequence[Arm], wanted: Mask | None
    ) -> tuple[int, list[tuple[int, int, float]]]:
        """The stamp, and for each text that an arm matches: the arm, the text's id, how well it
        matches. Only texts of the slots that are wanted (None: of all)."""
        ...

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many texts each term occurs; those that nobody has are left out."""
        ...

    def terms_of(self, pks: Sequence[int]) -> list[tuple[str, ...]]:
        """The columns of terms of texts."""
        ...


def span(phrase: Phrase) -> int:
    """How far the last term of a phrase may stand from the first, in terms."""
    return len(phrase) - 1 + DISTANCE

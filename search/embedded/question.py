"""What somebody typed, as words that the index can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.languages import CODES
from search.embedded import terms
from search.embedded.memory import State
from search.embedded.words import Phrase

# Characters that are read, and words that are asked for.
LONGEST = 500
MOST = 24


@dataclass(frozen=True)
class Word:
    """A word of a question and the ways in which a text can have it.

    text: as it was typed, folded. exact: the word itself, in each language that it may be of.
    close: other words for the same. open: longer words that begin so.
    """

    text: str
    exact: tuple[Phrase, ...] = ()
    close: tuple[Phrase, ...] = ()
    open: tuple[Phrase, ...] = ()


def read(state: State, text: str, language: str, most: int = MOST) -> tuple[Word, ...]:
    text = terms.clean(text)[:LONGEST]
    by_place: dict[tuple[int, int], dict[str, list[Phrase]]] = {}
    for code in (*CODES, terms.OTHER):
        for token in terms.tokens(text, code):
            by_place.setdefault((token.start, token.end), {}).setdefault(token.form, []).append(
                (token.term,)
            )
    words = []
    for place in sorted(by_place):
        for form, phrases in by_place[place].items():
            words.append(Word(form, exact=tuple(dict.fromkeys(phrases))))
    return tuple(words[:most])


def corrected(state: State, text: str, language: str, unknown: Sequence[Word]) -> str:
    return ""


def last_word(typed: str) -> tuple[str, str]:
    head, _blank, last = typed.rpartition(" ")
    return (f"{head} " if head else ""), terms.fold(last)


def all_in(asked: Sequence[Word], present: set[str]) -> bool:
    return all(
        any(
            all(term in present for term in phrase)
            for some in (word.exact, word.close, word.open)
            for phrase in some
        )
        for word in asked
    )

"""What somebody typed, as words that the index can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.languages import CODES
from search.embedded import frequencies, terms
from search.embedded.memory import State
from search.embedded.words import Phrase

# Characters that are read, and words that are asked for.
LONGEST = 500
MOST = 24
# The shortest beginning that is completed, and with how many words.
UNFINISHED = 3
COMPLETIONS = 8


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
    """The words of a text, each once, in their order; the last may be unfinished."""
    text = terms.clean(text)[:LONGEST]
    by_place: dict[tuple[int, int], dict[str, list[Phrase]]] = {}
    for code in (*CODES, terms.OTHER):
        for token in terms.tokens(text, code):
            ways = by_place.setdefault((token.start, token.end), {})
            ways.setdefault(token.form, []).append((token.term,))
    words: dict[str, Word] = {}
    for place in sorted(by_place):
        for form, phrases in by_place[place].items():
            words.setdefault(form, Word(form, exact=tuple(dict.fromkeys(phrases))))
    found = list(words.values())[:most]
    if found and text[-1:].isalnum():
        found[-1] = _completed(state, found[-1], language)
    return tuple(found)


def _completed(state: State, word: Word, language: str) -> Word:
    """The word with the longer ones that begin so, unless it is one itself."""
    if len(word.text) < UNFINISHED or any(
        word.text in some for some in frequencies.known(state).values()
    ):
        return word
    longer = frequencies.completions(state, word.text, language, COMPLETIONS)
    phrases = {(token.term,) for each in longer for token in terms.tokens(each.word, each.language)}
    return replace(word, open=tuple(sorted(phrases - set(word.exact))))


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

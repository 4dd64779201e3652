"""Where words begin and end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from search.analysis import stems
from search.analysis.folding import fold, is_mark
from search.analysis.stopwords import CHINESE, is_stop

# Characters of a word that count; what comes after is not looked at.
LONGEST = 64
# Words that are remembered, each with the pieces it is made of.
REMEMBERED = 200_000

_APOSTROPHES = "'’ʼ＇‘`´"
# The plain one last, where it means nothing between brackets.
_HYPHENS = "‐‑-"
# Scripts that are written without blanks.
_UNSPACED = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Before an apostrophe, a French or Italian article or pronoun; after it, an English ending.
_ELIDED = frozenset({
    "l", "d", "j", "n", "s", "m", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell",
    "nell", "all", "sull",
})  # fmt: skip
_ENDINGS = frozenset({"s", "t", "d", "m", "re", "ve", "ll"})
# Before a hyphen, what is also written without one.
_JOINED = frozenset({"re", "co"})


class Token(NamedTuple):
    """A word of a text. form: folded, as it stands; term: what stands for it in its language;
    start and end: its place in the text, in characters."""

    form: str
    term: str
    start: int
    end: int


class _Piece(NamedTuple):
    """A word inside what stands between two blanks."""

    form: str
    start: int
    end: int


def analyse(text: str, language: str) -> list[Token]:
    """The words of a text in their order, without the stop words of the language."""
    found = []
    for at, piece in _pieces(text):
        if not is_stop(piece.form, language):
            term = stems.stem(piece.form, language)
            found.append(Token(piece.form, term, at + piece.start, at + piece.end))
    return found


def stops_in(text: str, language: str) -> int:
    """How many of a text's words are stop words of the language."""
    return sum(is_stop(piece.form, language) for _at, piece in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[int, _Piece]]:
    for match in _chunks().finditer(text):
        chunk = match[0]
        cut = _cut if len(chunk) <= LONGEST else _cut.__wrapped__
        for piece in cut(chunk):
            yield match.start(), piece


@lru_cache(maxsize=1)
def _chunks() -> re.Pattern[str]:
    """Letters and digits with their marks, and the apostrophes and hyphens between them."""
    marks = "".join(
        f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _mark_ranges()
    )
    letter = r"[^\W_]"
    return re.compile(
        rf"{letter}(?:{letter}|[{marks}]|[{_APOSTROPHES}{_HYPHENS}](?={letter}))*"
    )  # fmt: skip


def _mark_ranges() -> Iterator[tuple[int, int]]:
    first = None
    for number in range(0xAD, min(0x10000, sys.maxunicode)):
        if is_mark(chr(number)):
            first = number if first is None else first
        elif first is not None:
            yield first, number - 1
            first = None


@lru_cache(maxsize=REMEMBERED)
def _cut(chunk: str) -> tuple[_Piece, ...]:
    """The words that a chunk is made of."""
    found: list[_Piece] = []
    for start, end in _hyphenated(chunk):
        for at, part in _runs(chunk[start:end]):
            if _is_unspaced(part[0]):
                found += _pairs(part, start + at)
            else:
                found += _word(part, start + at)
    return tuple(found)


def _hyphenated(chunk: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(f"[{_HYPHENS}]", chunk):
        if fold(chunk[start : match.start()]) not in _JOINED:
            yield start, match.start()
            start = match.end()
    yield start, len(chunk)


def _runs(part: str) -> Iterator[tuple[int, str]]:
    """Runs of one kind of script."""
    for match in _RUN.finditer(part):
        yield match.start(), match[0]


_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_LETTER_UNSPACED = re.compile(f"[{_UNSPACED}]")


def _is_unspaced(character: str) -> bool:
    return _LETTER_UNSPACED.match(character) is not None


def _word(text: str, at: int) -> Iterator[_Piece]:
    """One word, without what is elided before it and what English hangs on it."""
    first, last = 0, len(text)
    parts = [(match.start(), match.end()) for match in _PART.finditer(text)]
    while len(parts) > 1 and fold(text[slice(*parts[0])]) in _ELIDED:
        del parts[0]
    while len(parts) > 1 and fold(text[slice(*parts[-1])]) in _ENDINGS:
        del parts[-1]
    if parts:
        first, last = parts[0][0], parts[-1][1]
    form = "".join(fold(text[start:end]) for start, end in parts)[:LONGEST]
    if form:
        yield _Piece(form, at + first, at + last)


_PART = re.compile(f"[^{_APOSTROPHES}{_HYPHENS}]+")


def _pairs(run: str, at: int) -> Iterator[_Piece]:
    """Each two neighbours, or a character that stands alone; stop words part them."""
    start = 0
    for match in (*_STOPS.finditer(run), None):
        end = match.start() if match else len(run)
        if end - start == 1:
            yield _Piece(fold(run[start]), at + start, at + end)
        for index in range(start, end - 1):
            yield _Piece(fold(run[index : index + 2]), at + index, at + index + 2)
        start = match.end() if match else end


_STOPS = re.compile("|".join(sorted(CHINESE, key=len, reverse=True)))

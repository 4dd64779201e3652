"""Official terms that stand in a text, with what they are called in another language.

They come from the vocabulary: objectives, principles, treaties, the Compact's own names; and from
a file of one's own (`HUB_GLOSSARY_FILE`): a CSV whose first line names languages (`en,fr,ar`),
each further line one term.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hub import languages, vocabulary

# In the file, lines and letters of one term that are read.
MOST_TERMS = 20_000
LONGEST = 300
# Terms offered beside one field.
OFFERED = 12


class BrokenGlossary(ValueError):
    """The file cannot be read, or is not what it must be; says which line."""


@dataclass(frozen=True)
class Term:
    """A term of the text's language. is_verified: whether the other name was read in an official
    text, or was given in one's own file."""

    source: str
    target: str
    is_verified: bool


def terms_in(words: str, source: str, target: str) -> list[Term]:
    """The terms that occur in a text, in the order in which they first do, longer names before
    the shorter ones within them. None where either language has no glossary."""
    index = _index(source, target, _stamp())
    tokens = [_fold(word, source) for word in _split(words)]
    found: dict[Term, int] = {}
    place = 0
    while place < len(tokens):
        candidates = index.get(_stem(tokens[place]), ())
        hit = next((each for each in candidates if _stands_at(each[0], tokens, place)), None)
        if hit is None:
            place += 1
            continue
        found.setdefault(hit[1], place)
        place += len(hit[0])
    return list(found)[:OFFERED]


def _stamp() -> float:
    """When one's own file was written, so that a new one is read."""
    path = settings.HUB_GLOSSARY_FILE
    try:
        return Path(path).stat().st_mtime if path else 0.0
    except OSError:
        return 0.0


Index = dict[str, list[tuple[tuple[str, ...], Term]]]


@lru_cache(maxsize=64)
def _index(source: str, target: str, _stamp: float) -> Index:
    """Terms by the beginning of their first word, the longest first."""
    found: Index = {}
    known: set[tuple[str, ...]] = set()
    for term in _all_terms(source, target):
        folded = tuple(_fold(word, source) for word in _split(term.source))
        if folded and folded not in known:
            known.add(folded)
            found.setdefault(_stem(folded[0]), []).append((folded, term))
    for candidates in found.values():
        candidates.sort(key=lambda each: -len(each[0]))
    return found


def _all_terms(source: str, target: str) -> Iterator[Term]:
    yield from _own_terms(source, target)
    own, other = languages.find(source), languages.find(target)
    if own is None or other is None or own is other:
        return
    for each in (*vocabulary.treaties(), *vocabulary.terms(), *vocabulary.principles()):
        yield Term(each.name(own.code), each.name(other.code), each.is_verified(other.code))
    for objective in vocabulary.objectives():
        yield Term(
            objective.title(own.code), objective.title(other.code),
            objective.is_verified(other.code),
        )  # fmt: skip
        short = objective.short(own.code)
        # One word alone (“Data”) is everyday language.
        if len(_split(short)) > 1:
            yield Term(
                short, objective.short(other.code), objective.short_is_verified(other.code)
            )  # fmt: skip


def _own_terms(source: str, target: str) -> Iterator[Term]:
    if not settings.HUB_GLOSSARY_FILE:
        return
    try:
        rows = read_file(settings.HUB_GLOSSARY_FILE)
    except BrokenGlossary:
        # The system check says so at the start; a page does without.
        return
    for row in rows:
        if row.get(source) and row.get(target):
            yield Term(row[source], row[target], True)


def read_file(path: str | Path) -> list[dict[str, str]]:
    """The lines of a glossary by code of language. Raises BrokenGlossary."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            head = [each.strip() for each in next(lines, [])]
            wrong = [each for each in head if not languages.tag_is_valid(each)]
            if len(head) < 2 or wrong:
                raise BrokenGlossary(f"{path}: the first line must name languages")
            codes = [languages.normalise(each) for each in head]
            rows = []
            for number, line in enumerate(lines, start=2):
                if number > MOST_TERMS:
                    raise BrokenGlossary(f"{path}: more than {MOST_TERMS} lines")
                if any(len(cell) > LONGEST for cell in line):
                    raise BrokenGlossary(f"{path}, line {number}: longer than {LONGEST} letters")
                cells = [cell.strip() for cell in line]
                rows.append(dict(zip(codes, cells, strict=False)))
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BrokenGlossary(f"{path}: {error}") from error


# Words: Han characters stand for themselves.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:[\u0610-\u065f]|[^\W_\u3400-\u9fff])*")
_ARABIC = str.maketrans("أإآٱىة", "ااااىه")
_PROCLITIC = re.compile(r"^(?:و|ف)?(?:لل|(?:[بكل])?ال|[بكل](?=\w{4}))?(?=\w{3})")


def _split(words: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", words))


def _fold(word: str, language: str) -> str:
    """Without case, accents, and what Arabic writes before a word."""
    plain = "".join(
        each
        for each in unicodedata.normalize("NFKD", word.casefold())
        if not unicodedata.combining(each)
    )
    if language == "ar":
        plain = _PROCLITIC.sub("", plain.translate(_ARABIC))
    return plain


def _stem(word: str) -> str:
    """What the forms of one word have in common at least."""
    return word[:4]


def _stands_at(term: tuple[str, ...], tokens: list[str], place: int) -> bool:
    if place + len(term) > len(tokens):
        return False
    return all(_is_form(own, tokens[place + at]) for at, own in enumerate(term))


def _is_form(one: str, other: str) -> bool:
    """Whether two words are forms of one: the same but for the last letters, as cases and
    numbers change them."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 5 or len(longer) - len(shorter) > 3:
        return False
    common = max(4, len(shorter) - 2)
    return shorter[:common] == longer[:common]

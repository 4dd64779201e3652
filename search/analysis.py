"""INTERIM, so that the engine runs until the analyser lands: replace this whole file.

What `search.embedded.terms` calls: `fold(text)`, `analyse(text, language)` giving tokens with
`form` (folded), `term` (stem), `start`, `end` (characters of the text given), without stop words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer

_NAMES = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic"}
_STOP = frozenset("the of and in for to a de la des les du el los las y et".split())


@dataclass(frozen=True)
class Token:
    form: str
    term: str
    start: int
    end: int


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_NAMES[language]) if language in _NAMES else None


def analyse(text: str, language: str) -> list[Token]:
    found = []
    for match in re.finditer(r"[^\W_]+", text):
        word, stemmer, start = fold(match[0]), _stemmer(language), match.start()
        if re.search("[\u4e00-\u9fff]", word):
            for at in range(max(1, len(word) - 1)):
                pair = word[at : at + 2]
                found.append(Token(pair, pair, start + at, start + at + len(pair)))
        elif word and word not in _STOP:
            term = stemmer.stemWord(word) if stemmer else word
            found.append(Token(word, term, start, match.end()))
    return found

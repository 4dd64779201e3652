"""Words that say little of what is asked for: one file for each language beside this module, words
separated by blanks, lines that begin with # left out. Unlike stop words they are in the index,
since together with others they may say much. All forms count that share a stem."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from search.analysis.cutting import analyse

_FOLDER = Path(__file__).parent


@cache
def _lists() -> dict[str, frozenset[str]]:
    found = {}
    for file in _FOLDER.glob("*.txt"):
        lines = file.read_text(encoding="utf-8").splitlines()
        text = " ".join(line for line in lines if not line.startswith("#"))
        found[file.stem] = frozenset(token.term for token in analyse(text, file.stem))
    return found


def is_weak(term: str, language: str) -> bool:
    """Whether what stands for a word in a language says little."""
    return term in _lists().get(language, ())

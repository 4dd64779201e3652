"""Words that say nothing of what a text is about: one file for each language beside this module,
words separated by blanks, lines that begin with # left out. They are compared folded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from search.analysis.folding import fold

_FOLDER = Path(__file__).parent
_ARABIC_AND = "و"


def _words(language: str) -> frozenset[str]:
    lines = (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        fold(word) for line in lines if not line.startswith("#") for word in line.split()
    )


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {file.stem: _words(file.stem) for file in _FOLDER.glob("*.txt")} | {"zh": frozenset()}


# They part words whatever the language, since nothing else says where a Chinese word ends.
CHINESE = _words("zh")


def is_stop(form: str, language: str) -> bool:
    """Whether a folded word is a stop word of the language."""
    known = _lists().get(language)
    if not known:
        return False
    return form in known or (
        language == "ar" and form.startswith(_ARABIC_AND) and form[1:] in known
    )

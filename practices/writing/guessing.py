"""Which of the six languages a text is written in, where that is plain to see."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import Any

from hub import languages
from practices.writing.budgets import WITHOUT_BLANKS

# With less to go by, one guesses wrong. A Chinese character says as much as several letters.
ENOUGH_LETTERS = 60
SURE = 0.98
LONGEST = 4_000
_NOT_WORDS = re.compile(r"https?://\S+|[\W\d_]+")
_CHARACTER = re.compile(f"[{WITHOUT_BLANKS}]")
# It is made once in a process, by whoever asks first.
_making = Lock()


@lru_cache(maxsize=1)
def _made() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages.CODES))
    return identifier


def language_of(text: str) -> str | None:
    """The code of the language, or None where it is not plain."""
    words = _NOT_WORDS.sub(" ", text[:LONGEST]).strip()
    if len(words) + 4 * len(_CHARACTER.findall(words)) < ENOUGH_LETTERS:
        return None
    with _making:
        code, probability = _made().classify(words)
    return str(code) if probability >= SURE else None


def another_language(text: str, language: str) -> str | None:
    """The language that a text is clearly in, where that is not the one it is said to be in.

    Nothing is said of texts in a language that the interface does not have.
    """
    if language not in languages.CODES:
        return None
    guessed = language_of(text)
    return guessed if guessed and guessed != language else None

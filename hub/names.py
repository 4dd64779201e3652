"""Names of people and organisations, as they are kept."""

from __future__ import annotations

import unicodedata

# Joiners shape the letters of Persian and of Indian scripts; alone they show nothing.
_JOINERS = "\u200c\u200d"
# Letters by category, blanks by their look.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def tidy(name: str) -> str:
    """The name without what nobody sees: blanks at its ends and double ones, and characters that
    make two names look like one, or turn the words around them. "" where nothing is left."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    seen = "".join(letter for letter in name if _is_seen(letter))
    return " ".join(seen.split()) if seen.strip(_JOINERS + " ") else ""


def _is_seen(letter: str) -> bool:
    if letter in _JOINERS:
        return True
    return letter not in _BLANK_LETTERS and unicodedata.category(letter) not in _UNSEEN

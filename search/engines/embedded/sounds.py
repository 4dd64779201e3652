"""What a word sounds like, roughly: letters that are taken for each other by ear are one."""

from __future__ import annotations

import re
from functools import lru_cache

_TOGETHER = (
    ("ph", "f"), ("sch", "s"), ("ch", "s"), ("sh", "s"), ("ck", "k"), ("qu", "k"), ("gu", "g"),
    ("tion", "sion"), ("ci", "si"), ("ce", "se"), ("cy", "si"), ("eau", "o"), ("au", "o"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ea", "i"), ("ai", "e"), ("ei", "e"), ("ie", "i"),
    ("ll", "l"), ("th", "t"),
)  # fmt: skip
_ALONE = str.maketrans(
    {
        "c": "k", "q": "k", "z": "s", "x": "s", "y": "i", "v": "b", "w": "b", "j": "g", "h": "",
        "e": "i", "o": "a", "u": "a",
        "о": "а", "е": "и", "э": "и", "ы": "и", "я": "а", "ю": "у", "ь": "", "ъ": "", "й": "и",
        "д": "т", "б": "п", "г": "к", "з": "с", "ж": "ш", "щ": "ш", "в": "ф",
        "ذ": "د", "ظ": "ض", "ص": "س", "ث": "س", "ط": "ت", "ح": "ه", "خ": "ه", "ق": "ك", "غ": "ع",
    }
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


_VOWELS = re.compile("[aiаиу]")


def consonants(sounding: str) -> str:
    """What is left of a sound without its vowels."""
    return sounding[:1] + _VOWELS.sub("", sounding[1:])


@lru_cache(maxsize=50_000)
def sound(form: str) -> str:
    """The same for folded words that sound much the same."""
    for letters, heard in _TOGETHER:
        form = form.replace(letters, heard)
    return _DOUBLED.sub(r"\1", form.translate(_ALONE))

"""Letters as they are compared: without case, accents, width and the forms that hands and keyboards
confuse."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

_ARABIC = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ء": "",
    "ة": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ک": "ك", "ـ": "",
}  # fmt: skip
# Latin letters that are not a plain letter with a mark.
_LATIN = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "ŋ": "n", "ŧ": "t", "ƒ": "f", "ə": "e",
}  # fmt: skip
_OTHER = {"ё": "е", "ѝ": "и", "ѐ": "е"}
# Marks that a reader may leave out; those of other scripts are vowels.
_DROPPED = (
    (0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
)  # fmt: skip


def fold(text: str) -> str:
    """The text as it is compared with others; folding it again changes nothing."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


def is_mark(character: str) -> bool:
    """Whether a character belongs to the letter before it, or shows nothing at all."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")


class _Letters(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, number: int) -> str:
        self[number] = folded = _folded(chr(number))
        return folded


def _folded(character: str) -> str:
    number = ord(character)
    for table in (_ARABIC, _LATIN, _OTHER, _traditional()):
        if character in table:
            return table[character]
    category = unicodedata.category(character)
    if category == "Cf" or any(first <= number <= last for first, last in _DROPPED):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if unicodedata.name(character, "").startswith(("LATIN", "GREEK")):
        parts = unicodedata.normalize("NFD", character)
        return "".join(part for part in parts if not unicodedata.combining(part))
    return character


@cache
def _traditional() -> dict[str, str]:
    """The simplified character by the traditional one."""
    lines = (Path(__file__).parent / "traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {pair[0]: pair[1] for pair in pairs}


_LETTERS = _Letters()

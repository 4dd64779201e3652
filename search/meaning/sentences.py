"""The sentences of a text that have a vector."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

# Sentences of a text, and characters of one, that are read.
MOST = 40
LONGEST = 400
# What is narrower is a name or an exclamation: words find it, and its vector is close to anything
# that has no meaning.
NARROWEST = 20
# A character of these and later scripts says as much as so many letters.
_WIDE_FROM, _WIDE = "\u3000", 3
_END = re.compile(r"(?<=[.!?؟…])[\s\"'»”)\]]*\s+|(?<=[。！？])|\n+")


class Said(Protocol):
    """A text of which sentences are read; `SearchEntry` is one."""

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def body(self) -> str: ...


@dataclass(frozen=True)
class Sentence:
    """field: title, summary or body."""

    field: str
    text: str


def sentences_of(said: Said) -> list[Sentence]:
    """The sentences of a text, in its order; no more than MOST."""
    found = [
        Sentence(field, text)
        for field in ("title", "summary", "body")
        for text in _split(getattr(said, field))
    ]
    return found[:MOST]


def _split(text: str) -> Iterator[str]:
    for piece in _END.split(text):
        piece = piece.strip()[:LONGEST]
        if width(piece) >= NARROWEST:
            yield piece


def width(text: str) -> int:
    """How much a text says, in letters."""
    return sum(_WIDE if character >= _WIDE_FROM else 1 for character in text)


def digest_of(said: Said) -> int:
    """A positive number that changes with the text; never 0."""
    text = "\x1f".join((said.title, said.summary, said.body))
    digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 1) or 1

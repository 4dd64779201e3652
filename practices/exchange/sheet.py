"""What a file says of a practice, whatever the file is: one value for each field.

Values are plain: a text; a key of the vocabulary, or a list of them; a year or None; for
`facts.objectives` the numbers with the primary ones beside them; for themes, organisations and
links a list of objects with the names of the columns. Files that belong to a practice are not
part of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from practices.fields import FACTS, SECTIONS, Field

# Rises when files of before can no longer be read as they were meant.
VERSION = 1
# A longer file is none of ours: the longest texts come to a tenth of it.
MAX_JSON_BYTES = 4_000_000

FACT_NAMES = tuple(
    name for section in SECTIONS if not section.of_text for name in section.fields
    if name != "files"
)  # fmt: skip
TEXT_NAMES = tuple(name for section in SECTIONS if section.of_text for name in section.fields)

_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n\s*")


@dataclass(frozen=True)
class Trouble:
    """What was not understood: where it stands in the file, what it says there, and why not."""

    where: str
    reason: str
    said: str = ""


@dataclass(frozen=True)
class Entry:
    """One field of a file. base: the hash of what was saved when the file was made, "" where
    that was lost. is_untouched: the field says what the hub wrote into it."""

    value: Any
    base: str = ""
    is_untouched: bool = False


@dataclass
class Sheet:
    """practice: the key of the draft that it was downloaded from, None for a form that was empty.
    numbers: the draft numbers of then, by part."""

    practice: int | None = None
    original_language: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    entries: dict[Field, Entry] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        """Those of its texts, in the order of the file."""
        return list(dict.fromkeys(each.part for each in self.entries if each.part != FACTS))

    def part(self, part: str) -> dict[str, Entry]:
        return {each.name: entry for each, entry in self.entries.items() if each.part == part}


def mark_of(value: Any) -> str:
    """Sixteen hex digits that are the same for the same value, whatever a program that opens
    files does to blanks."""
    said = json.dumps(_folded(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", value)).strip()
    if isinstance(value, Mapping):
        return {str(name): _folded(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [_folded(each) for each in value]
    return value


def fields_of(part: str) -> list[Field]:
    """The fields of the facts, or of a text, that files have, in the order of the form."""
    return [Field(part, name) for name in (FACT_NAMES if part == FACTS else TEXT_NAMES)]

"""What tells the fields of a document apart: the tag of a content control, and the same in
brackets under each label, for programs and people that lose the controls."""

from __future__ import annotations

import re
from dataclasses import dataclass

from practices.exchange.sheet import VERSION

TAG = "gcm:"
# What belongs to no field: headings, labels, hints.
NOTHING = "-"
# The head of a table: the line is none of the answer, what follows is.
HEAD = "="
# A label with its hint is no longer; a code further on in a paragraph is none of ours.
_LABEL = 3_000
_CODE = re.compile(r"\[\s*gcm:([\w.=-]{1,60})(?::([0-9a-f]{0,16}):([0-9a-f]{0,16}))?\s*\]", re.I)
_TAG = re.compile(r"gcm:([\w.=-]{1,60})(?::([0-9a-f]{0,16}):([0-9a-f]{0,16}))?")
_FORM = re.compile(r"\[\s*gcm-form:(\d{1,4}):(\d{0,15}):([\w-]{2,12}):([\w=,-]{0,2000})\s*\]", re.I)


@dataclass(frozen=True)
class Code:
    """name: `fr.results`, or `-`. base, mark: as in `practices.exchange.sheet.Entry`."""

    name: str
    base: str = ""
    mark: str = ""

    @property
    def tag(self) -> str:
        """At most the 64 characters that a tag can have."""
        if self.name in (NOTHING, HEAD):
            return f"{TAG}{self.name}"
        return f"{TAG}{self.name}:{self.base}:{self.mark}"

    def __str__(self) -> str:
        return f"[{self.tag}]"


@dataclass(frozen=True)
class FormCode:
    """What a document is the form of. practice: None for one that was empty."""

    practice: int | None
    language: str
    numbers: dict[str, int]
    version: int = VERSION

    def __str__(self) -> str:
        numbers = ",".join(f"{part}={number}" for part, number in self.numbers.items())
        return f"[gcm-form:{self.version}:{self.practice or ''}:{self.language}:{numbers}]"


def in_text(text: str) -> Code | None:
    """The first code of a field in a paragraph."""
    found = _CODE.search(text, 0, _LABEL) if "[" in text else None
    return _made(found) if found else None


def of_tag(tag: str) -> Code | None:
    found = _TAG.fullmatch(tag)
    return _made(found) if found else None


def form_in(text: str) -> FormCode | None:
    found = _FORM.search(text, 0, _LABEL) if "[" in text else None
    if found is None:
        return None
    version, practice, language, said = found.groups()
    pairs = (each.partition("=") for each in said.split(","))
    numbers = {part: int(number) for part, _sign, number in pairs if number.isdecimal()}
    return FormCode(int(practice) if practice else None, language, numbers, int(version))


def _made(found: re.Match[str]) -> Code:
    name, base, mark = found.groups()
    return Code(name, (base or "").lower(), (mark or "").lower())

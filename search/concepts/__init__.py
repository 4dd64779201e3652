"""What the field calls its things, in six languages and more.

The files beside this module are meant to be edited. A block, between empty lines, is one concept;
each of its lines is a language's code, a colon, and the words and phrases for it, the usual one
first, separated by commas. Lines that begin with # are notes.

    en: remittances, money transfer
    fr: transferts de fonds

Whoever searches with one of them finds texts with any other, a little lower. So what stands in a
block must mean the same to somebody who looks for something; what is merely related must not.
A name in quotes, "without papers", is one only together with its small words, which are not looked
at otherwise: it is heard in questions, and texts are not asked for it. One in brackets, (Bahrain)
among the Gulf countries, is the opposite: texts are asked for it, and it names something else.
The names of the vocabulary (objectives, principles, levels, regions, countries) are concepts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from hub import languages, vocabulary

# The phrases of a concept by language.
Concept = Mapping[str, tuple[str, ...]]

_FOLDER = Path(__file__).parent
_LINE = re.compile(r"([a-z]{2}):(.+)")
_COMMA = re.compile("[,،]")
_NAMED = ("objective", "principle", "level", "region", "country")
# How the files of countries begin.
_PLACES = "countries"


def is_heard_only(name: str) -> bool:
    """Whether a name is in quotes."""
    return name.startswith('"')


def is_asked_only(name: str) -> bool:
    """Whether a name is in brackets."""
    return name.startswith("(")


class BrokenConcepts(Exception):
    """A file of concepts has a line that is none."""


@cache
def concepts() -> tuple[Concept, ...]:
    """All of them: those of the files, then those of the vocabulary."""
    files = sorted(_FOLDER.glob("*.txt"))
    return (*(each for file in files for each in _read(file)), *_of_the_vocabulary())


@cache
def places() -> frozenset[int]:
    """The numbers of those that are countries and the like."""
    named: set[int] = set()
    number = 0
    for file in sorted(_FOLDER.glob("*.txt")):
        count = sum(1 for _each in _read(file))
        if file.name.startswith(_PLACES):
            named.update(range(number, number + count))
        number += count
    countries = len(vocabulary.set_named(_NAMED[-1]).keys)
    return frozenset(named | set(range(len(concepts()) - countries, len(concepts()))))


def _read(file: Path) -> Iterator[Concept]:
    for block in re.split(r"\n\s*\n", file.read_text(encoding="utf-8")):
        found: dict[str, tuple[str, ...]] = {}
        for line in block.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            match = _LINE.fullmatch(line.strip())
            if match is None or match[1] in found:
                raise BrokenConcepts(f"{file.name}: {line}")
            phrases = (phrase.strip() for phrase in _COMMA.split(match[2]))
            found[match[1]] = tuple(dict.fromkeys(filter(None, phrases)))
        if found:
            yield found


def _of_the_vocabulary() -> Iterator[Concept]:
    for name in _NAMED:
        values = vocabulary.set_named(name)
        for key in values.keys:
            yield {code: (values.label(key, code),) for code in languages.CODES}

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
What the secretariat adds to all this, or takes out of use, is in the database (`search.synonyms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Concepts:
    """Concepts that are in use together.

    keys: what names each for ever: for one of the files its usual English name, for one of the
    vocabulary its set and key ("country:PH").
    places: the numbers of those that are countries and the like.
    """

    all: tuple[Concept, ...]
    keys: tuple[str, ...]
    places: frozenset[int]


@cache
def shipped() -> Concepts:
    """Those of the files, then those of the vocabulary."""
    found: list[tuple[str, Concept, bool]] = []
    for file in sorted(_FOLDER.glob("*.txt")):
        is_place = file.name.startswith(_PLACES)
        found += [(concept["en"][0], concept, is_place) for concept in _read(file)]
    for name in _NAMED:
        values = vocabulary.set_named(name)
        for key in values.keys:
            labels = {code: (values.label(key, code),) for code in languages.CODES}
            found.append((f"{name}:{key}", labels, name == _NAMED[-1]))
    return Concepts(
        tuple(concept for _key, concept, _is_place in found),
        tuple(key for key, _concept, _is_place in found),
        frozenset(number for number, (_key, _concept, is_place) in enumerate(found) if is_place),
    )


def names_in(line: str) -> tuple[str, ...]:
    """The names of a line, each once."""
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in _COMMA.split(line)))))


def _read(file: Path) -> Iterator[Concept]:
    for block in re.split(r"\n\s*\n", file.read_text(encoding="utf-8")):
        found: dict[str, tuple[str, ...]] = {}
        for line in block.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            match = _LINE.fullmatch(line.strip())
            if match is None or match[1] in found:
                raise BrokenConcepts(f"{file.name}: {line}")
            found[match[1]] = names_in(match[2])
        if found:
            yield found

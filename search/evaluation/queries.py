"""The judged sets: what people ask, and what answers it how well (docs/evaluation.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub import languages

JUDGED = Path(__file__).resolve().parent / "queries.jsonl"
# Never tuned with: what is better there is better.
CONTROL = JUDGED.with_name("control.jsonl")
# Over the discussions of `search.evaluation.talk`.
DISCUSSIONS = JUDGED.with_name("discussions.jsonl")
KINDS = ("plain", "unaccented", "misspelt", "other-words", "other-language", "question")
GRADES = range(4)


class BadQuery(ValueError):
    """A line of the set is none."""


@dataclass(frozen=True)
class Query:
    """What somebody asks.

    language: that of the words and of the interface.
    judgements: grades by import id of a practice, or by key of a topic or post; what is not named
    has grade 0.
    """

    id: str
    language: str
    kind: str
    text: str
    judgements: Mapping[str, int]


def read(path: Path = JUDGED) -> list[Query]:
    """The queries of a file, JSON Lines. Raises `BadQuery`, or `OSError`."""
    with path.open(encoding="utf-8") as lines:
        return list(_parsed(lines))


def _parsed(lines: Iterable[str]) -> Iterable[Query]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            query = _query(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise BadQuery(f"line {number}: {error}") from error
        yield query


def _query(*, id: str, language: str, kind: str, text: str, judgements: Any) -> Query:
    if language not in languages.CODES:
        raise BadQuery(f"language {language!r} is none of {', '.join(languages.CODES)}")
    if kind not in KINDS:
        raise BadQuery(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if not isinstance(judgements, dict) or not judgements:
        raise BadQuery("judgements is an object of grades by key")
    for key, grade in judgements.items():
        if grade not in GRADES:
            raise BadQuery(f"{key} has the grade {grade!r}; grades are 0 to 3")
    return Query(str(id), language, kind, str(text), judgements)

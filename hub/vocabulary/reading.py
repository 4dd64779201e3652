"""Reading the vocabulary's files, strictly: what is missing or empty stops the start."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hub import languages
from hub.vocabulary.shapes import Wording

FOLDER = Path(__file__).resolve().parent


class BrokenVocabulary(ValueError):
    """A file of the vocabulary does not hold what it must; says which and where."""


class Record:
    """One JSON object of a file, with the place it stands at for the error messages."""

    def __init__(self, values: Any, place: str) -> None:
        if not isinstance(values, dict):
            raise BrokenVocabulary(f"{place}: not an object")
        self._values: dict[str, Any] = values
        self.place = place

    def broken(self, problem: str) -> BrokenVocabulary:
        return BrokenVocabulary(f"{self.place}: {problem}")

    def has(self, field: str) -> bool:
        return field in self._values

    def _get(self, field: str, kind: type) -> Any:
        value = self._values.get(field)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.broken(f"{field} is missing or of the wrong kind")
        return value

    def text(self, field: str, allowed: Iterable[str] | None = None) -> str:
        value: str = self._get(field, str)
        if allowed is not None and value not in allowed:
            raise self.broken(f"{field} is {value!r}")
        return value

    def number(self, field: str) -> int:
        return int(self._get(field, int))

    def number_or_none(self, field: str) -> int | None:
        return self.number(field) if self.has(field) else None

    def flag(self, field: str) -> bool:
        return bool(self._get(field, bool))

    def texts(self, field: str) -> tuple[str, ...]:
        values = self._get(field, list)
        if not all(isinstance(value, str) and value for value in values):
            raise self.broken(f"{field} holds what is no text")
        return tuple(values)

    def numbers(self, field: str) -> tuple[int, ...]:
        values = self._get(field, list)
        if not all(type(value) is int for value in values):
            raise self.broken(f"{field} holds what is no number")
        return tuple(values)

    def wording(self, field: str) -> Wording:
        """The texts of `field` in every language, and the languages of `<field>_verified`."""
        texts = self.texts_by_language(field)
        missing = [code for code in languages.CODES if code not in texts]
        if missing:
            raise self.broken(f"{field} is missing in {', '.join(missing)}")
        verified = self.texts(f"{field}_verified") if self.has(f"{field}_verified") else ()
        if not set(verified) <= set(languages.CODES):
            raise self.broken(f"{field}_verified names an unknown language")
        return Wording(tuple(texts[code] for code in languages.CODES), frozenset(verified))

    def texts_by_language(self, field: str) -> dict[str, str]:
        """The texts of `field`, in those languages that it has; none may be empty."""
        texts: dict[str, Any] = self._get(field, dict)
        for code, text in texts.items():
            if code not in languages.CODES:
                raise self.broken(f"{field} has the unknown language {code!r}")
            if not isinstance(text, str) or not text.strip():
                raise self.broken(f"{field} is empty in {code}")
        return texts

    def records(self, field: str) -> list[Record]:
        return [
            Record(values, f"{self.place}, {field} {place}")
            for place, values in enumerate(self._get(field, list), start=1)
        ]


def read(name: str) -> Record:
    """The file `<name>.json` of this package."""
    path = FOLDER / f"{name}.json"
    try:
        return Record(json.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, json.JSONDecodeError) as error:
        raise BrokenVocabulary(f"{path.name}: {error}") from error

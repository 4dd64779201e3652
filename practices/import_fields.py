"""The fields of one row of an import: each read as what it must be, each problem named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from hub import languages, vocabulary

FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_VALUES = 300
_IDENTITY = re.compile(r"[^\W_](?:[\w.:-]*[^\W_])?")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_url_is_valid = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where. field: as in the file; "" for the whole line."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.field}" if self.field else f"line {self.line}"
        return f"{place}: {self.reason}"


@lru_cache(maxsize=1)
def _known_languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


@dataclass
class Fields:
    """A row, or an object in one. Reading never raises: what is wrong is a problem and the answer
    is empty, so that one pass names everything. `path` is where the object stands in the row."""

    line: int
    values: dict[str, Any]
    path: str = ""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)

    def refuse(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self.line, f"{self.path}{name}", reason))

    def name_the_unread(self) -> None:
        """Warn of fields that the format does not have."""
        for name in self.values.keys() - self._read:
            shown = name[:60] if name.isprintable() else _shown(name)
            self.warnings.append(
                Problem(self.line, f"{self.path}{shown}", "is not known and was not read")
            )

    def _get(self, name: str, required: bool = False) -> Any:
        self._read.add(name)
        value = self.values.get(name)
        if required and (value is None or value == "" or value == []):
            self.refuse(name, "is missing")
            return None
        return value

    def _tidy(self, name: str, value: object) -> str:
        """A text in composed form without blanks around it."""
        if not isinstance(value, str):
            self.refuse(name, f"is {_shown(value)}, not a text")
            return ""
        if _UNFIT.search(value):
            self.refuse(name, "holds a control character or half of a surrogate pair")
            return ""
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()

    def text(self, name: str, *, required: bool = False, longest: int = 1000) -> str:
        value = self._get(name, required)
        if value is None:
            return ""
        text = self._tidy(name, value)
        if required and isinstance(value, str) and value and not value.strip():
            self.refuse(name, "is blank")
        if len(text) > longest:
            self.refuse(name, f"has {len(text):,} characters, {longest:,} at most")
        return text

    def identity(self, name: str) -> str:
        value = self.text(name, required=True, longest=200)
        if value and not _IDENTITY.fullmatch(value):
            self.refuse(name, f"{_shown(value)}: letters, digits, and . : _ - between them only")
        return value

    def choice(self, name: str, values: Collection[str], default: str = "") -> str:
        value = self.text(name)
        if value and value not in values:
            self.refuse(name, f"{_shown(value)} is none of {', '.join(values)}")
        return value or default

    def term(self, name: str, set_name: str) -> str:
        value = self._get(name)
        if value is None or value == "":
            return ""
        return str(self._term(name, set_name, value) or "")

    def _term(self, name: str, set_name: str, value: object) -> vocabulary.Key | None:
        if isinstance(value, bool) or not isinstance(value, int | str):
            self.refuse(name, f"is {_shown(value)}, not a text or a number")
            return None
        try:
            return vocabulary.set_named(set_name).parse(value)
        except vocabulary.UnknownTerm:
            what = set_name.replace("_", " ")
            self.refuse(name, f"{_shown(value)} is no {what} that is known")
            return None

    def terms(
        self, name: str, set_name: str, *, one: str = "", required: bool = False
    ) -> tuple[str, ...]:
        """Keys of a set, each once, as they stand; `one` is a field for a single one in place of
        the list."""
        used = one if one and name not in self.values else name
        self._read.update({name, one})
        if used == name:
            values = self._list(name, required)
            if self.values.get(one) is not None:
                self.refuse(one, f"stands beside {name}; give one of the two")
        else:
            value = self._get(one, required)
            values = [] if value is None else [value]
        keys = (self._term(used, set_name, value) for value in values)
        return tuple(dict.fromkeys(str(key) for key in keys if key is not None))

    def numbers(self, name: str, set_name: str, *, required: bool = False) -> tuple[int, ...]:
        """Numbers of a set, each once, as they stand."""
        keys = (self._term(name, set_name, value) for value in self._list(name, required))
        return tuple(dict.fromkeys(int(key) for key in keys if key is not None))

    def _list(self, name: str, required: bool = False) -> list[Any]:
        value = self._get(name, required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, f"is {_shown(value)}, not a list")
            return []
        if len(value) > MAX_VALUES:
            self.refuse(name, f"has {len(value)} values, {MAX_VALUES} at most")
            return []
        return value

    def objects(self, name: str, text_as: str = "") -> Iterator[Fields]:
        """The objects of a list; a text in their place is its field `text_as`."""
        for position, value in enumerate(self._list(name), start=1):
            if text_as and isinstance(value, str):
                value = {text_as: value}
            if not isinstance(value, dict):
                self.refuse(name, f"{_shown(value)} is not an object in braces")
                continue
            inner = Fields(self.line, value, f"{self.path}{name} {position}, ")
            inner.problems, inner.warnings = self.problems, self.warnings
            yield inner

    def language(self, name: str, *, required: bool = False) -> str:
        value = self.text(name, required=required)
        if not value:
            return ""
        try:
            code = languages.normalise(value)
        except ValueError:
            self.refuse(name, f"{_shown(value)} is no language tag")
            return ""
        if code.split("-")[0] not in _known_languages():
            self.refuse(name, f"{_shown(value)} is no language that is known")
            return ""
        return code

    def year(self, name: str) -> int | None:
        value = self._get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(name, f"is {_shown(value)}, not a year as a number")
            return None
        if not FIRST_YEAR <= value <= LAST_YEAR:
            self.refuse(name, f"{_shown(value)} is not between {FIRST_YEAR} and {LAST_YEAR}")
            return None
        return value

    def day(self, name: str) -> str | None:
        """A date in the form 2026-10-28."""
        value = self.text(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.refuse(name, f"{_shown(value)} is no date as 2026-10-28")
            return None

    def url(self, name: str, *, required: bool = False) -> str:
        value = self.text(name, required=required)
        if value:
            try:
                _url_is_valid(value)
            except ValidationError:
                self.refuse(name, f"{_shown(value)} is no address of the web")
        return value

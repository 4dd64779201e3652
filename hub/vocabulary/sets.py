"""A set of terms that values can be checked against and named by, whatever the terms are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from hub.vocabulary.reading import BrokenVocabulary
from hub.vocabulary.shapes import Key, UnknownTerm, code_of


class Named(Protocol):
    """What a set may hold."""

    @property
    def key(self) -> Key: ...

    def name(self, language: str | None = None) -> str: ...


T = TypeVar("T", bound=Named)


class VocabularySet(Generic[T]):
    """Terms in their order, found by key or by another spelling of it.

    name: what one of them is called in addresses and messages (`objective`). Case, blanks around
    a value and zeros before a number do not matter. sort_key: of a name in a language, for a set
    that has no order of its own.
    """

    def __init__(
        self,
        name: str,
        terms: Sequence[T],
        aliases: Mapping[str, Key] | None = None,
        sort_key: Callable[[str, str], Any] | None = None,
    ) -> None:
        self.name = name
        self.terms = tuple(terms)
        self._sort_key = sort_key
        self._sorted: dict[str, tuple[T, ...]] = {}
        self._spellings: dict[str, T] = {}
        for term in self.terms:
            self._add(str(term.key), term)
        for spelling, key in (aliases or {}).items():
            self._add(spelling, self.get(key))

    def _add(self, spelling: str, term: T) -> None:
        if self._spellings.setdefault(spelling.casefold(), term) is not term:
            raise BrokenVocabulary(f"{self.name}: {spelling!r} stands for two terms")

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(term.key for term in self.terms)

    def get(self, value: Key) -> T:
        """The term that a value means. Raises UnknownTerm."""
        spelling = str(value).strip().casefold()
        if len(spelling) <= 12 and spelling.isascii() and spelling.isdecimal():
            spelling = str(int(spelling))
        if spelling not in self._spellings:
            raise UnknownTerm(self.name, value)
        return self._spellings[spelling]

    def parse(self, value: Key) -> Key:
        """The key that a value means: `"06"` is 6, `"eg"` is `"EG"`. Raises UnknownTerm."""
        return self.get(value).key

    def label(self, value: Key, language: str | None = None) -> str:
        """The name of what a value means. Raises UnknownTerm."""
        return self.get(value).name(language)

    def in_order(self, language: str | None = None) -> tuple[T, ...]:
        """The terms in the set's own order; by name where it has none."""
        sort_key = self._sort_key
        if sort_key is None:
            return self.terms
        code = code_of(language)
        if code not in self._sorted:
            self._sorted[code] = tuple(
                sorted(self.terms, key=lambda term: sort_key(term.name(code), code))
            )
        return self._sorted[code]

    def choices(self, language: str | None = None) -> list[tuple[Key, str]]:
        """Keys with their names, in order, as a form's field takes them."""
        return [(term.key, term.name(language)) for term in self.in_order(language)]

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int | str):
            return False
        try:
            self.get(value)
        except UnknownTerm:
            return False
        return True

    def __iter__(self) -> Iterator[T]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

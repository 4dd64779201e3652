"""What any search engine promises. `tests/search/engine_contract.py` holds each of them to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString

from hub.indexing import Document

if TYPE_CHECKING:
    from hub.querysets import Viewer

Order = Literal["relevance", "newest", "oldest", "title"]


@dataclass(frozen=True)
class Request:
    """What is asked.

    text: the visitor's own words, anything at all; empty lists everything.
    language: the code of the interface's language, which ranks texts in it a little higher; where
    nothing is asked, the objects that have a text in it come first, each part the newest first.
    filters: values by facet; OR inside a facet, AND between facets.
    facets: the facets to count. A facet's own filter does not narrow its own counts.
    correct: whether misspelt words may be replaced.
    meaning: whether what sentences mean counts too, where the engine knows it.
    limit 0 asks for totals and facets alone.
    """

    kinds: tuple[str, ...] = ("practice",)
    text: str = ""
    language: str = "en"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: Order = "relevance"
    offset: int = 0
    limit: int = 20
    correct: bool = True
    meaning: bool = True
    viewer: Viewer = field(default_factory=AnonymousUser)


@dataclass(frozen=True)
class Why:
    """Why an object was found.

    words: those of the question that it has, or others for the same, as they were typed.
    is_close: a sentence of it is close in meaning to the question.
    """

    words: tuple[str, ...] = ()
    is_close: bool = False


@dataclass(frozen=True)
class Hit:
    """One object found.

    language: that of the text that matched best.
    highlights: escaped HTML with <mark> around what matched, by field (title, summary, body); of
    what is only close in meaning, the closest sentence.
    below: whether it stands below the line: not a match, only close.
    """

    kind: str
    object_id: int
    score: float
    key: str = ""
    language: str = ""
    highlights: Mapping[str, SafeString] = field(default_factory=dict)
    below: bool = False
    why: Why = Why()


@dataclass(frozen=True)
class Result:
    """What was found.

    total: the number of matches; what stands below the line is not counted in it or in facets.
    below_total: how many more stand below the line.
    facets: counts by facet and value; a value that nothing has is left out.
    any_word: fewer than five objects had the words, so any of them was enough.
    corrected: the text that was searched instead of the one asked for, or "".
    wordless: what was asked has no word that tells texts apart, so that all of them are there.
    took: milliseconds.
    """

    hits: Sequence[Hit]
    total: int
    below_total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    any_word: bool = False
    corrected: str = ""
    wordless: bool = False
    took: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """A completion of what is typed: words, or an object with its address by kind and id."""

    text: str
    kind: str = ""
    object_id: int | None = None
    language: str = ""


class SearchEngine(Protocol):
    """A store of documents that answers requests. Never raises for anything a visitor typed."""

    name: str

    def ensure(self) -> None:
        """Make what the engine needs; harmless when it is there."""
        ...

    def bulk(self, documents: Iterable[Document]) -> int:
        """Add or replace whole documents; how many."""
        ...

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        """Take objects out; unknown ones are no error."""
        ...

    def clear(self) -> None:
        """Take everything out."""
        ...

    def search(self, request: Request) -> Result: ...

    def matching(
        self, requests: Sequence[Request], kind: str, ids: Iterable[int]
    ) -> list[set[int]]:
        """For each request, those of the objects of a kind that are among its matches: what
        `search` counts in `total`. Answered in one pass, however many requests there are."""
        ...

    def suggest(self, text: str, language: str, limit: int = 8) -> list[Suggestion]:
        """Completions from public texts only."""
        ...

    def more_like(
        self, kind: str, *, object_id: int | None = None, text: str = "", limit: int = 5,
        viewer: Viewer | None = None,
    ) -> list[Hit]:  # fmt: skip
        """Objects close to one in the index, or to a text that is being written."""
        ...

"""What an app gives to be found: documents, without knowing any engine.

Each app registers a source for each kind of object in `AppConfig.ready`:

    indexing.register(PracticeSource())

The roof reads the sources; `hub.actions.changed` tells it which objects to read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.querysets import Viewer


# The token of what anybody finds.
PUBLIC = "public"


@dataclass(frozen=True)
class DocumentText:
    """What an object says in one language, as plain text without markup.

    labels: the names of its objectives, countries, levels, themes, organisations, in this
    language where they have one.
    """

    language: str
    title: str
    summary: str = ""
    labels: str = ""
    body: str = ""


@dataclass(frozen=True)
class Document:
    """One object as search sees it: whole, public or not as `audience` says.

    key: what identifies it to people outside (a practice's import id), else "".
    facets: values by facet name, as they stand in an address (`{"objective": ["6", "12"]}`).
    published_at: for the order "newest".
    demoted: ranks lower, for instance because nobody confirmed it for years.
    audience: tokens of those who may find it; one of them is enough. Whoever reads has those that
    `audience_of` gives.
    """

    kind: str
    object_id: int
    texts: Sequence[DocumentText]
    key: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    published_at: datetime | None = None
    audience: Sequence[str] = (PUBLIC,)
    demoted: bool = False


class Source(Protocol):
    """How an app hands over one kind of object.

    Three more things a source may say. `deferred = True`: its objects are written so often that
    the index follows a moment later, though what nobody may find any more leaves it at once.
    `touched_by(kind, ids)`: which of its objects (their keys) a change of others changes too.
    `audience_of(viewer)`: the tokens of a viewer, where not all its documents are public. By them
    a viewer must not find an object that `visible_to` would not give; sources may share one.
    """

    @property
    def kind(self) -> str: ...

    @property
    def facets(self) -> Sequence[str]:
        """The names of its facets, in the order in which a list shows them."""
        ...

    def visible_to(self, viewer: Viewer) -> QuerySet[Any]:
        """The rows that a viewer may find, of the database's own truth."""
        ...

    def is_indexable(self, instance: Any) -> bool:
        """Whether an object may be found by anybody at all."""
        ...

    def indexable(self) -> QuerySet[Any]:
        """All rows for which `is_indexable` holds."""
        ...

    def documents(self, ids: Iterable[int] | None = None) -> Iterator[Document]:
        """The documents of the indexable objects (all, or those of `ids`), in batches, with a
        fixed number of queries for each batch."""
        ...


def batches(rows: QuerySet[Any], ids: Iterable[int] | None, size: int) -> Iterator[list[int]]:
    """The keys of rows, all or those of `ids`, ascending, so many at a time."""
    if ids is not None:
        iterator = iter(sorted(set(ids)))
        while batch := list(islice(iterator, size)):
            yield batch
        return
    last = 0
    keys = rows.order_by("pk").values_list("pk", flat=True)
    while batch := list(keys.filter(pk__gt=last)[:size]):
        yield batch
        last = batch[-1]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.kind] = source


def source(kind: str) -> Source:
    """The source of a kind; KeyError where no app gave one."""
    return _sources[kind]


def audience_of(kinds: Iterable[str], viewer: Viewer) -> tuple[str, ...]:
    """The tokens by which a viewer finds objects of these kinds; each way of telling them is asked
    once."""
    asked = [getattr(_sources[kind], "audience_of", None) for kind in kinds if kind in _sources]
    tokens = {PUBLIC: None}
    for ask in dict.fromkeys(ask for ask in asked if ask is not None):
        tokens.update(dict.fromkeys(ask(viewer)))
    return tuple(tokens)


def is_deferred(kind: str) -> bool:
    return getattr(_sources[kind], "deferred", False)


def touched_by(kind: str, ids: Sequence[Any]) -> dict[str, list[int]]:
    """By kind, the objects that a change of others changes."""
    found: dict[str, list[int]] = {}
    for name, source in _sources.items():
        touched = getattr(source, "touched_by", None)
        if touched is not None and (keys := list(touched(kind, ids))):
            found[name] = keys
    return found


def kinds() -> list[str]:
    return list(_sources)

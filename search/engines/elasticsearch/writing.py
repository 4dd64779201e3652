"""Writing to the cluster, in bulk and by version.

Each write carries the version of the object's outbox row; the cluster keeps the highest, whatever
comes late or twice. An object that is gone is written as a document without anything in it, which
no reader's token finds: unlike a deletion, it is never forgotten, and it makes no index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from search.engines.elasticsearch.connection import write_alias
from search.engines.elasticsearch.indexes import next_alias

# Bytes of a request that is sent whole, about.
BYTES = 4_000_000
ERROR = 1_000


class Fate(Enum):
    """What became of a write. DONE: the cluster has it, or something newer. REFUSED: it will never
    take it. BUSY: it may later. LOST: it has no index to take it."""

    DONE = "done"
    REFUSED = "refused"
    BUSY = "busy"
    LOST = "lost"


@dataclass(frozen=True)
class Write:
    """One object at a version. body: as `documents.to_es` gives it; None for one that is gone."""

    kind: str
    object_id: int
    version: int
    body: dict[str, Any] | None


@dataclass(frozen=True)
class Outcome:
    write: Write
    fate: Fate
    error: str = ""


_GRAVITY = [Fate.DONE, Fate.REFUSED, Fate.BUSY, Fate.LOST]


def send(
    client: Elasticsearch,
    writes: Sequence[Write],
    *,
    building: Collection[str] = (),
    only_building: bool = False,
    refresh: bool = False,
) -> list[Outcome]:
    """Write to the indexes that are searched, and for the kinds in `building` also to those that
    are being built; `only_building` leaves the first out. With `refresh`, searches see it when
    this returns. One outcome for each write, the gravest of its targets. Raises
    `elasticsearch.TransportError` where the cluster does not answer, and `ApiError` where it does
    not take the request as a whole."""
    targets = [
        (write, alias, is_next)
        for write in writes
        for alias, is_next in _targets(write.kind, building, only_building)
    ]
    worst: dict[tuple[str, int], Outcome] = {}
    for part in _parts(targets):
        for (write, _alias, is_next), fate, error in _send(client, part, refresh):
            if is_next and fate is Fate.LOST and not only_building:
                # Swapped or given up in between: what is searched now has it.
                fate, error = Fate.DONE, ""
            key = (write.kind, write.object_id)
            before = worst.get(key)
            if before is None or _GRAVITY.index(fate) > _GRAVITY.index(before.fate):
                worst[key] = Outcome(write, fate, error)
    return list(worst.values())


_Target = tuple[Write, str, bool]


def _targets(
    kind: str, building: Collection[str], only_building: bool
) -> Iterator[tuple[str, bool]]:
    if not only_building:
        yield write_alias(kind), False
    if kind in building:
        yield next_alias(kind), True


def _parts(targets: Sequence[_Target]) -> Iterator[list[_Target]]:
    """So many together that no request is too large."""
    part: list[_Target] = []
    size = 0
    for target in targets:
        weight = _weight(target[0].body)
        if part and size + weight > BYTES:
            yield part
            part, size = [], 0
        part.append(target)
        size += weight
    if part:
        yield part


def _weight(value: Any) -> int:
    """About the bytes of it as JSON."""
    if isinstance(value, str):
        return 2 * len(value) + 2
    if isinstance(value, dict):
        return sum(len(name) + 4 + _weight(each) for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return sum(map(_weight, value)) + len(value)
    return 20


def _send(
    client: Elasticsearch, part: list[_Target], refresh: bool
) -> Iterator[tuple[_Target, Fate, str]]:
    operations: list[dict[str, Any]] = []
    for write, alias, _is_next in part:
        operations.append(
            {
                "index": {
                    "_index": alias, "_id": str(write.object_id), "require_alias": True,
                    "version": write.version, "version_type": "external_gte",
                }
            }
        )  # fmt: skip
        operations.append(write.body or {})
    try:
        answer = client.bulk(operations=operations, refresh=refresh)
    except ApiError as error:
        if error.status_code == 413 and len(part) > 1:
            half = len(part) // 2
            yield from _send(client, part[:half], refresh)
            yield from _send(client, part[half:], refresh)
            return
        if error.status_code in (400, 413):
            # Something in it cannot even be read: alone, each says for itself.
            if len(part) > 1:
                for one in part:
                    yield from _send(client, [one], refresh)
            else:
                yield part[0], Fate.REFUSED, str(error)[:ERROR]
            return
        raise
    for target, item in zip(part, answer["items"], strict=True):
        yield target, *_fate(item["index"])


def _fate(item: dict[str, Any]) -> tuple[Fate, str]:
    status, error = item["status"], item.get("error") or {}
    if status < 300 or status == 409:
        return Fate.DONE, ""
    told = f"{error.get('type', status)}: {error.get('reason', '')}"[:ERROR]
    if error.get("type") == "index_not_found_exception":
        return Fate.LOST, told
    if status == 429 or status >= 500 or error.get("type") == "cluster_block_exception":
        return Fate.BUSY, told
    return Fate.REFUSED, told

"""The indexes of the cluster: each kind has a dated one behind an alias to search by and one to
write by; while another is built beside it, that one has an alias of its own."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch import Elasticsearch, NotFoundError

from hub import indexing
from search.engines.elasticsearch.connection import read_alias, write_alias
from search.engines.elasticsearch.documents import body_of_index
from search.engines.embedded import terms

# How long a deletion is remembered that was not written as a document without words.
DELETES = "1h"


def next_alias(kind: str) -> str:
    """The name under which the index that is being built is written."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{kind}-next"


def new_suffix() -> str:
    """For the names of indexes that are built together: the moment, and something of its own."""
    return f"{timezone.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def index_name(kind: str, suffix: str) -> str:
    return f"{settings.ELASTICSEARCH_PREFIX}-{kind}-{suffix}"


def fingerprint(kinds: Iterable[str] | None = None) -> str:
    """Changes with the mapping of any kind, and with how words are read: indexes with another one
    are to be built anew."""
    return _fingerprint(tuple(sorted(kinds or indexing.kinds())))


@cache
def _fingerprint(kinds: tuple[str, ...]) -> str:
    bodies = {kind: body_of_index(kind) for kind in kinds}
    text = json.dumps([terms.VERSION, bodies], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def make(client: Elasticsearch, kinds: Sequence[str], suffix: str) -> None:
    """Make empty indexes that are written under `next_alias` and that nobody searches."""
    mark = fingerprint(kinds)
    for kind in kinds:
        body = body_of_index(kind)
        mappings: dict[str, Any] = body["mappings"]
        mappings["_meta"] = {**mappings.get("_meta", {}), "fingerprint": mark}
        index = {**body["settings"]["index"], "gc_deletes": DELETES}
        client.indices.create(
            index=index_name(kind, suffix), mappings=mappings, settings={"index": index},
            aliases={next_alias(kind): {}},
        )  # fmt: skip


def there(client: Elasticsearch) -> dict[str, set[str]]:
    """All indexes of this hub's prefix, each with its aliases."""
    prefix = settings.ELASTICSEARCH_PREFIX
    found = client.indices.get_alias(index=f"{prefix}-*")
    kinds = indexing.kinds()
    return {
        name: set(facts["aliases"])
        for name, facts in found.items()
        if any(name.startswith(f"{prefix}-{kind}-2") for kind in kinds)
        or name in {alias for kind in kinds for alias in _aliases(kind)}
    }


def _aliases(kind: str) -> tuple[str, str, str]:
    return read_alias(kind), write_alias(kind), next_alias(kind)


def missing(client: Elasticsearch, kinds: Sequence[str]) -> list[str]:
    """The kinds that cannot be searched or written."""
    known = {alias for aliases in there(client).values() for alias in aliases}
    return [
        kind for kind in kinds if not {read_alias(kind), write_alias(kind)} <= known
    ]  # fmt: skip


def swap(client: Elasticsearch, kinds: Sequence[str], suffix: str) -> list[str]:
    """Search and write the indexes of this suffix from now on, in one step; the names of those
    that had been until now, which are deleted with it."""
    known = there(client)
    made = {index_name(kind, suffix) for kind in kinds}
    old = [
        name
        for name, aliases in known.items()
        if name not in made and aliases & {a for kind in kinds for a in _aliases(kind)}
    ]
    # What was made in the name of an alias, by a write that found none.
    squatting = [name for name in known if name in {a for k in kinds for a in _aliases(k)}]
    actions: list[dict[str, Any]] = [{"remove_index": {"index": n}} for n in {*old, *squatting}]
    for kind in kinds:
        name = index_name(kind, suffix)
        actions.append({"add": {"index": name, "alias": read_alias(kind)}})
        actions.append({"add": {"index": name, "alias": write_alias(kind), "is_write_index": True}})
        actions.append({"remove": {"index": name, "alias": next_alias(kind)}})
    client.indices.update_aliases(actions=actions)
    return old


def drop_unused(client: Elasticsearch, keep: str = "") -> list[str]:
    """Delete indexes that nobody searches: those of a build that was given up, but not those with
    the suffix `keep`; their names."""
    searched = {read_alias(kind) for kind in indexing.kinds()}
    unused = [
        name
        for name, aliases in there(client).items()
        if not aliases & searched and not (keep and name.endswith(f"-{keep}"))
    ]
    for name in unused:
        try:
            client.indices.delete(index=name)
        except NotFoundError:
            continue
    return unused


def drop_all(client: Elasticsearch) -> None:
    """Delete every index of this hub's prefix."""
    for name in there(client):
        client.options(ignore_status=404).indices.delete(index=name)

"""Two people write one draft: which fields each of them changed, and where they clash.

A field's value is looked at in one spelling (`spelt`), so that the same list in another order of
keys, or a text with other line ends, counts as the same. The pages carry the hash of each value
that they showed (`base_of`); by it a save tells what its writer changed from what was only sent
along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

Content = dict[str, Any]
# What says where a child stands in the tables and not what it says.
_KEYS = frozenset({"pk", "practice", "content_object", "position"})


@dataclass
class Merged:
    """What becomes of the fields of a save.

    write: what the writer changed and what nobody else touched. kept: what the writer only sent
    along while another changed it; the saved value stands. clashing: what both changed.
    """

    write: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    clashing: list[str] = field(default_factory=list)


def spelt(value: Any) -> Any:
    """A value of a revision in the one spelling in which values are compared."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, list):
        return _children(value)
    return value


def _children(rows: list[Any]) -> list[Any]:
    """The children of a relation: in their order where they have one, else sorted."""
    if not all(isinstance(row, dict) for row in rows):
        return sorted(rows, key=_written)
    said = [
        {name: spelt(value) for name, value in row.items() if name not in _KEYS} for row in rows
    ]
    if not any("position" in row for row in rows):
        return sorted(said, key=_written)
    order = sorted(
        range(len(rows)), key=lambda at: (rows[at].get("part") or "", rows[at].get("position") or 0)
    )
    return [said[at] for at in order]


def value_hash(value: Any) -> str:
    """Sixteen hex digits that are the same for the same value, however it is spelt."""
    return hashlib.sha256(_written(spelt(value)).encode()).hexdigest()[:16]


def base_of(content: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """The hash of each of these fields of a revision, for a page that shows them."""
    return {name: value_hash(content.get(name)) for name in names}


def merge(
    sent: Mapping[str, Any],
    stored: Mapping[str, Any],
    base: Mapping[str, str],
    *,
    current: bool,
) -> Merged:
    """What becomes of each field that was sent.

    sent, stored: values in the shape of a revision. base: the hashes of what the writer read, of
    all fields or some. current: whether nothing was saved since the writer read; it decides for
    the fields that `base` leaves out.
    """
    merged = Merged()
    for name, value in sent.items():
        saved = value_hash(stored.get(name))
        mine = value_hash(value)
        read = base.get(name, saved if current else "")
        if mine == saved:
            continue
        if mine == read:
            merged.kept.append(name)
        elif read == saved:
            merged.write.append(name)
        else:
            merged.clashing.append(name)
    return merged


def _written(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)

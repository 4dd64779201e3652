"""Sets of slots.

A set is a big integer whose bit n says whether slot n is in it: Python counts and combines a
hundred thousand of them in microseconds. A set with few members of many is kept as a sorted array.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator

Stored = int | array
_DENSE, _SPARSE = b"D", b"S"


def from_slots(slots: Iterable[int]) -> int:
    """The set of these slots, in any order, repeats allowed."""
    slots = slots if isinstance(slots, (list, tuple, array, set, frozenset)) else list(slots)
    if not slots:
        return 0
    raw = bytearray((max(slots) >> 3) + 1)
    for slot in slots:
        raw[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(raw, "little")


def slots_of(number: int) -> Iterator[int]:
    """The members in ascending order."""
    digits = f"{number:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def encode(number: int) -> bytes:
    """The set as it is stored, in the shorter of two shapes."""
    size = (number.bit_length() + 7) // 8
    if number.bit_count() * 4 < size:
        members = array("I", slots_of(number))
        if sys.byteorder == "big":
            members.byteswap()
        return _SPARSE + members.tobytes()
    return _DENSE + number.to_bytes(size, "little")


def decode(stored: bytes | memoryview) -> Stored:
    """The set as it is kept in memory: a number, or an array where it has few members."""
    raw = bytes(stored)
    if raw[:1] == _SPARSE:
        members = array("I")
        members.frombytes(raw[1:])
        if sys.byteorder == "big":
            members.byteswap()
        return members
    return int.from_bytes(raw[1:], "little")


def as_number(stored: Stored) -> int:
    return stored if isinstance(stored, int) else from_slots(stored)


class Mask:
    """A set that others are counted against."""

    def __init__(self, number: int, size: int) -> None:
        """`size` is one more than the highest slot that any set may have."""
        self.number = number
        self._size = size
        self._raw: bytes | None = None

    @property
    def raw(self) -> bytes:
        """A byte for each eight slots."""
        if self._raw is None:
            length = max(self._size, self.number.bit_length()) // 8 + 1
            self._raw = self.number.to_bytes(length, "little")
        return self._raw

    def count(self, stored: Stored) -> int:
        """How many members of a set are in the mask."""
        if isinstance(stored, int):
            return (stored & self.number).bit_count()
        raw, last = self.raw, len(self.raw)
        return sum(raw[slot >> 3] >> (slot & 7) & 1 for slot in stored if slot >> 3 < last)

    def __contains__(self, slot: int) -> bool:
        raw = self.raw
        return slot >> 3 < len(raw) and bool(raw[slot >> 3] >> (slot & 7) & 1)

    def __len__(self) -> int:
        return self.number.bit_count()


def at_least(sets: list[int], most: int) -> list[int]:
    """Element k is the set of slots that are in at least k of the sets, for k up to `most`;
    element 0 is empty, since all of them would be in it."""
    reached = [0] * (most + 1)
    for one in sets:
        for k in range(most, 1, -1):
            reached[k] |= reached[k - 1] & one
        if most:
            reached[1] |= one
    return reached

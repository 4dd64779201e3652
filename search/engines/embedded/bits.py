"""Sets of slots.

A set is a big integer whose bit n says whether slot n is in it: Python counts and combines a
hundred thousand of them in microseconds. A set with few members of many is kept as a sorted array.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property

Stored = int | array
_DENSE, _SPARSE = b"D", b"S"
# With fewer than one member in so many slots, an array is counted faster than a number.
SPARSE = 600
# So many members are put into a number faster by way of a digit for each slot.
MANY = 4_000
_DIGITS = bytes([ord("0"), ord("1"), *bytes(254)])
_FLAGS = bytes(int(character == ord("1")) for character in range(256))


def from_slots(slots: Iterable[int]) -> int:
    """The set of these slots, in any order, repeats allowed."""
    slots = slots if isinstance(slots, (list, tuple, array, set, frozenset)) else list(slots)
    if not slots:
        return 0
    if len(slots) > MANY:
        flags = bytearray(max(slots) + 1)
        for slot in slots:
            flags[slot] = 1
        return int(flags[::-1].translate(_DIGITS), 2)
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
    """The set as it is stored, in the shape that is counted faster."""
    if number.bit_count() * SPARSE < number.bit_length():
        members = array("I", slots_of(number))
        if sys.byteorder == "big":
            members.byteswap()
        return _SPARSE + members.tobytes()
    return _DENSE + number.to_bytes((number.bit_length() + 7) // 8, "little")


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


def count(stored: Stored) -> int:
    """How many members a set has."""
    return stored.bit_count() if isinstance(stored, int) else len(stored)


class Mask:
    """A set that others are counted against."""

    def __init__(self, number: int, size: int) -> None:
        """`size` is one more than the highest slot that any set may have."""
        self.number = number
        self._size = max(size, number.bit_length(), 1)

    @cached_property
    def flags(self) -> bytes:
        """A byte for each slot, 1 where it is in the mask."""
        return f"{self.number:0{self._size}b}".encode()[::-1].translate(_FLAGS)

    def count(self, stored: Stored) -> int:
        """How many members of a set are in the mask."""
        if isinstance(stored, int):
            return (stored & self.number).bit_count()
        return sum(map(self.flags.__getitem__, stored))

    def __contains__(self, slot: int) -> bool:
        return slot < self._size and bool(self.flags[slot])

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

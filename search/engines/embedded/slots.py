"""How ids are made: kind, then slot, then text; each id says all three."""

from __future__ import annotations

SLOT_BITS = 40
TEXT_BITS = 6
# How many texts one object can have.
TEXTS = 1 << TEXT_BITS
_SLOT_MASK = (1 << SLOT_BITS) - 1


def object_pk(number: int, slot: int) -> int:
    """The id of the object in a slot of the kind with that number."""
    return (number << SLOT_BITS) | slot


def entry_pk(number: int, slot: int, position: int) -> int:
    """The id of an object's text; `position` counts its texts from 0."""
    return (object_pk(number, slot) << TEXT_BITS) | position


def slot_of_object(pk: int) -> int:
    return pk & _SLOT_MASK


def slot_of_entry(pk: int) -> int:
    return (pk >> TEXT_BITS) & _SLOT_MASK


def entries_of(number: int) -> tuple[int, int]:
    """The first and the last id that a text of a kind can have."""
    return entry_pk(number, 0, 0), entry_pk(number, _SLOT_MASK, TEXTS - 1)

"""A bounded store of what was made of text, shared by all requests of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """What was used last, up to a size.

    limit: how much is kept. size_of: how much one piece takes, in the same unit. A key names all
    that a piece depends on, so that no piece is ever out of date: it only stops being asked for.
    """

    def __init__(self, limit: int, size_of: Callable[[T], int]) -> None:
        self.limit, self.size_of = limit, size_of
        self.size = 0
        self._pieces: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
            return piece

    def put(self, key: Hashable, piece: T) -> None:
        with self._lock:
            self._drop(key)
            self._pieces[key] = piece
            self.size += self.size_of(piece)
            while self.size > self.limit:
                self._drop(next(iter(self._pieces)))

    def clear(self) -> None:
        with self._lock:
            self._pieces.clear()
            self.size = 0

    def _drop(self, key: Hashable) -> None:
        old = self._pieces.pop(key, None)
        if old is not None:
            self.size -= self.size_of(old)

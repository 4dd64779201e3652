"""Which search engine answers."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engine import SearchEngine

ENGINES = {
    "embedded": "search.engines.embedded.engine.EmbeddedEngine",
    "elasticsearch": "search.engines.elasticsearch.engine.ElasticsearchEngine",
}
# The cluster for as long as it answers, else the embedded engine.
CLUSTER_FIRST = "search.resting.ClusterFirst"


class UnknownEngine(LookupError):
    """No engine has that name."""


def engine(name: str = "") -> SearchEngine:
    """The engine asked for, by itself; without a name the one that answers visitors. Raises
    `UnknownEngine`."""
    if name and name not in ENGINES:
        raise UnknownEngine(name)
    if not name and settings.ELASTICSEARCH_URLS:
        return _made(CLUSTER_FIRST)
    return _made(ENGINES[name or "embedded"])


@cache
def _made(path: str) -> SearchEngine:
    made: SearchEngine = import_string(path)()
    return made

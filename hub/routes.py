"""The first segments of the addresses that the site uses itself below `/<language>/`."""

from __future__ import annotations

from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

# Floors that are not built yet have their addresses already.
PLANNED = frozenset({"spaces", "forum", "events", "api"})


@cache
def first_segments() -> frozenset[str]:
    found: set[str] = set(PLANNED)
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and isinstance(entry.pattern, LocalePrefixPattern):
            for below in entry.url_patterns:
                _collect(below, found)
    return frozenset(found)


def _collect(entry: URLPattern | URLResolver, found: set[str]) -> None:
    if not isinstance(entry.pattern, RoutePattern):
        # Wagtail's own catch-all is a regular expression; it claims no name.
        return
    route = str(entry.pattern)
    if not route and isinstance(entry, URLResolver):
        for below in entry.url_patterns:
            _collect(below, found)
        return
    first = route.split("/")[0]
    if first and "<" not in first:
        found.add(first)

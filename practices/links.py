"""Names on a practice's page and where they lead: to pages of floors that may not be there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language


@lru_cache(maxsize=4096)
def _path(language: str, name: str, arguments: tuple[Any, ...]) -> str:
    """A path in the active language, which is named for the memory's sake."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def address(name: str, *arguments: Any, **query: str) -> str:
    """The address of a page of another floor, or "" where that floor is not there."""
    path = _path(get_language() or "", name, arguments)
    return f"{path}?{urlencode(query)}" if path and query else path


def listed(facet: str, value: object) -> str:
    """The list of practices with one filter."""
    return address("search:practices", **{facet: str(value)})


@dataclass(frozen=True)
class Named:
    """A name with where it leads; `code` is its language where that is not the reader's."""

    name: str
    url: str = ""
    code: str = ""

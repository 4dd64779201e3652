"""The tables of the roof, by subject."""

from search.models.index import (
    SearchEntry,
    SearchFacet,
    SearchKind,
    SearchObject,
    SearchPending,
    SearchWord,
)

__all__ = [
    "SearchEntry",
    "SearchFacet",
    "SearchKind",
    "SearchObject",
    "SearchPending",
    "SearchWord",
]

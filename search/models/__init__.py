"""The tables of the roof, by subject."""

from search.models.alerts import SavedSearch, SearchNews
from search.models.index import (
    SearchEntry,
    SearchFacet,
    SearchKind,
    SearchObject,
    SearchPending,
    SearchWord,
)
from search.models.meaning import SearchSentences
from search.models.outbox import SearchCluster, SearchOutbox
from search.models.queries import AskedQuery
from search.models.synonyms import ConceptOff, Synonyms

__all__ = [
    "AskedQuery",
    "ConceptOff",
    "SavedSearch",
    "SearchCluster",
    "SearchEntry",
    "SearchFacet",
    "SearchKind",
    "SearchNews",
    "SearchObject",
    "SearchOutbox",
    "SearchPending",
    "SearchSentences",
    "SearchWord",
    "Synonyms",
]

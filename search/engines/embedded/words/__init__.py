"""The index of words: which texts hold which terms, and how well.

A term is a stem with its language before it (`enmigr`), so that one question can ask in six
languages at once and a French word never finds an English one that only looks like it. On SQLite
the index is FTS5, on PostgreSQL it is made of `tsvector`.
"""

from __future__ import annotations

from django.db import connection

from search.engines.embedded.words.fts5 import Fts5Words
from search.engines.embedded.words.index import COLUMNS, DISTANCE, WEIGHTS, Arm, Phrase, Row, Words
from search.engines.embedded.words.tsvector import TsvectorWords

__all__ = ["COLUMNS", "DISTANCE", "WEIGHTS", "Arm", "Phrase", "Row", "Words", "words"]


def words() -> Words:
    """The index of words that this database has."""
    return Fts5Words() if connection.vendor == "sqlite" else TsvectorWords()

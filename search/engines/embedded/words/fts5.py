"""The index of words on SQLite."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from django.db import connection

from search.engines.embedded.bits import Mask
from search.engines.embedded.slots import SLOT_BITS, TEXT_BITS, entries_of
from search.engines.embedded.words.index import WEIGHTS, Arm, Phrase, Row, span


class Fts5Words:
    """SQLite's full-text index, which holds the terms and ranks with BM25."""

    table = "search_fts"

    def add(self, rows: Iterable[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_fts(rowid, title, labels, summary, body)"
                " VALUES (%s, %s, %s, %s, %s)",
                [(row.pk, *row.columns) for row in rows],
            )

    def drop(self, pks: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [(pk,) for pk in pks])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts")

    def refresh(self) -> None:
        """Nothing: `search_terms` reads the index itself."""

    def pks(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid FROM search_fts")
            return {row[0] for row in cursor.fetchall()}

    def rarities(self, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        terms = {term for phrase in phrases for term in phrase}
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM search_fts_docsize")
            (texts,) = cursor.fetchone()
        rarity = {
            term: _fts5_rarity(texts, having)
            for term, having in self.frequencies(list(terms)).items()
        }
        return {
            phrase: sum(rarity[term] for term in phrase)
            for phrase in phrases
            if all(term in rarity for term in phrase)
        }

    def postings(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[Sequence[int]]]:
        # One row for each arm: a hundred thousand rows of two numbers cost twice as much. The arms
        # are rows, too: a statement may have only so many parts.
        first, last = entries_of(number)
        found = (
            f"SELECT json_group_array({_SLOT}) FROM search_fts"  # noqa: S608  (our own)
            " WHERE search_fts MATCH asked.value AND rowid BETWEEN %s AND %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_STAMP} UNION ALL SELECT key, ({found}) FROM json_each(%s) AS asked",  # noqa: S608  (our own)
                [number, first, last, json.dumps([_match(arm) for arm in arms])],
            )
            stamp, rows = _stamp_and(cursor.fetchall())
        by_arm = dict(rows)
        return stamp, [json.loads(by_arm[index]) for index in range(len(arms))]

    def scores(
        self, number: int, arms: Sequence[Arm], wanted: Mask | None
    ) -> tuple[int, list[tuple[int, int, float]]]:
        first, last = entries_of(number)
        parts: list[str] = [_STAMP_SCORED]
        parameters: list[int | str | bytes] = [number]
        weights = ", ".join(map(str, WEIGHTS))
        for index, arm in enumerate(arms):
            parts.append(
                f"SELECT %s, rowid, -bm25(search_fts, {weights}) FROM search_fts"  # noqa: S608
                " WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s"
            )
            parameters += [index, _match(arm), first, last]
            if wanted is not None:
                parts[-1] += f" AND substr(%s, {_SLOT} + 1, 1) = x'01'"
                parameters.append(wanted.flags)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            return _stamp_and(cursor.fetchall())

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT term, doc FROM search_terms"
                " WHERE term IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(terms))],
            )
            return dict(cursor.fetchall())

    def terms_of(self, pks: Sequence[int]) -> list[tuple[str, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT title, labels, summary, body FROM search_fts"
                " WHERE rowid IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(pks))],
            )
            return cursor.fetchall()


_SLOT = f"((rowid >> {TEXT_BITS}) & {(1 << SLOT_BITS) - 1})"
_STAMP = "SELECT -1, stamp FROM search_searchkind WHERE number = %s"
_STAMP_SCORED = "SELECT -1, stamp, 0.0 FROM search_searchkind WHERE number = %s"


def _stamp_and(rows: list) -> tuple[int, list]:
    """Take the row of the stamp, the only one with arm -1, out of the others."""
    if rows and rows[0][0] == -1:
        return rows[0][1], rows[1:]
    stamp = next((row[1] for row in rows if row[0] == -1), 0)
    return stamp, [row for row in rows if row[0] != -1]


def _fts5_rarity(texts: int, having: int) -> float:
    """The factor for rarity in FTS5's own `bm25`, which is next to nothing for a word that more
    than half of all texts have."""
    rarity = math.log((texts - having + 0.5) / (having + 0.5))
    return rarity if rarity > 0 else 1e-6


def _match(arm: Arm) -> str:
    """The arm in FTS5's language. Terms hold no quote (`search.engines.embedded.terms`)."""
    return " OR ".join(_quoted(phrase) for phrase in arm)


def _quoted(phrase: Phrase) -> str:
    terms = " ".join(f'"{term}"' for term in phrase)
    # The number counts all terms between the first and the last, those of the phrase too.
    return terms if len(phrase) == 1 else f"NEAR({terms}, {span(phrase) - 1})"

"""The index of words on PostgreSQL.

PostgreSQL's own ranking knows neither rare words nor the lengths of texts, and to read the vector
of each match costs more than to find it. So a text has a row for each weight that its terms have
(`search_vector`): finding a term reads the weight beside it, which is all that BM25 needs. Where
terms stand (`search_position`) is read for phrases alone. In how many texts a term occurs
(`search_frequency`) is counted by the worker, never inside a write.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from search.engines.embedded.bits import Mask
from search.engines.embedded.slots import SLOT_BITS, TEXT_BITS, slot_of_entry
from search.engines.embedded.words import vectors
from search.engines.embedded.words.index import (
    COLUMNS,
    LENGTH,
    SATURATION,
    Arm,
    Phrase,
    Row,
    span,
)

# The tables of texts, then those of numbers (`search/migrations`).
TEXTS, NUMBERS = ("search_vector", "search_position"), ("search_frequency", "search_size")


class TsvectorWords:
    """See `search.engines.embedded.words.index.Words`."""

    table = "search_vector"

    def add(self, rows: Iterable[Row]) -> None:
        weighed: list[tuple[int, int, int, str]] = []
        placed: list[tuple[int, int, int, str]] = []
        for row in rows:
            length, by_weight = vectors.weighed(row.columns)
            for weight, terms in by_weight.items():
                weighed += [(row.pk, weight, length, each) for each in vectors.bare(terms)]
            parts = vectors.placed(row.columns)
            placed += [(row.pk, part, length, each) for part, each in enumerate(parts)]
        with connection.cursor() as cursor:
            for statement, made in ((_ADD_WEIGHED, weighed), (_ADD_PLACED, placed)):
                if made:
                    cursor.execute(statement, [list(column) for column in zip(*made, strict=True)])

    def drop(self, pks: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for table in TEXTS:
                cursor.execute(
                    f"DELETE FROM {table} WHERE entry = ANY(%s::bigint[])",  # noqa: S608  (ours)
                    [list(pks)],
                )

    def clear(self) -> None:
        with connection.cursor() as cursor:
            for table in (*TEXTS, *NUMBERS):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608

    def refresh(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT)
            cursor.execute("DELETE FROM search_size")
            cursor.execute(f"INSERT INTO search_size (texts, terms) {_SIZE}")

    def pks(self) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT entry FROM search_position")
            return {row[0] for row in cursor.fetchall()}

    def rarities(self, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        # Of a phrase alone, `scores` has no rarity.
        there = self.frequencies(list({term for phrase in phrases for term in phrase}))
        return {phrase: 1.0 for phrase in phrases if all(term in there for term in phrase)}

    def postings(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[Sequence[int]]]:
        stamp, rows = _found(number, arms)
        slots: list[list[int]] = [[] for _arm in arms]
        for arm, _place, packed, _scores in rows:
            slots[arm] += map(slot_of_entry, _unpacked("q", packed))
        return stamp, [*slots]

    def scores(
        self, number: int, arms: Sequence[Arm], wanted: Mask | None
    ) -> tuple[int, list[tuple[int, int, float]]]:
        stamp, rows = _found(number, arms, wanted)
        factors = self._factors([arm for arm in arms if len(arm) > 1])
        scored: list[tuple[int, int, float]] = []
        sums: dict[tuple[int, int], float] = defaultdict(float)
        for arm, place, packed, packed_scores in rows:
            found: Iterable[tuple[int, float]] = zip(
                _unpacked("q", packed), _unpacked("d", packed_scores), strict=True
            )
            phrase = arms[arm][place]
            if wanted is not None and len(set(phrase)) > 1:
                found = ((pk, score) for pk, score in found if slot_of_entry(pk) in wanted)
            if len(arms[arm]) == 1:
                scored += [(arm, pk, score) for pk, score in found]
                continue
            for pk, score in found:
                sums[arm, pk] += score * factors.get(phrase, 0.0)
        scored += [(arm, pk, score) for (arm, pk), score in sums.items()]
        return stamp, scored

    def _factors(self, arms: Sequence[Arm]) -> dict[Phrase, float]:
        """What the phrases of arms that have several count beside each other, by their rarity."""
        if not arms:
            return {}
        counts = self.frequencies(list({term for arm in arms for phrase in arm for term in phrase}))
        with connection.cursor() as cursor:
            cursor.execute(_ANY_SIZE)
            texts = cursor.fetchone()[0]
        return {
            phrase: sum(_rarity(texts, counts.get(term, 0)) for term in phrase)
            for arm in arms
            for phrase in arm
        }

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(_FREQUENCIES, [list(terms), _lexemes(terms), _queries(terms)])
            return {term: count for term, count in cursor.fetchall() if count}

    def terms_of(self, pks: Sequence[int]) -> list[tuple[str, ...]]:
        columns: dict[int, list[list[str]]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT entry, lexeme, weights FROM search_position"
                " LEFT JOIN LATERAL unnest(terms) ON TRUE WHERE entry = ANY(%s::bigint[])",
                [list(pks)],
            )
            for pk, term, letters in cursor.fetchall():
                of_text = columns.setdefault(pk, [[] for _column in COLUMNS])
                for letter in letters or ():
                    of_text[vectors.LETTERS.index(letter)].append(term)
        return [tuple(" ".join(column) for column in of_text) for of_text in columns.values()]


_SLOT = f"((v.entry >> {TEXT_BITS}) & {(1 << SLOT_BITS) - 1})"
_ADD_WEIGHED = (
    "INSERT INTO search_vector (entry, weight, length, terms)"
    " SELECT entry, weight, length, terms::tsvector"
    " FROM unnest(%s::bigint[], %s::smallint[], %s::integer[], %s::text[])"
    " AS made (entry, weight, length, terms)"
)
_ADD_PLACED = (
    "INSERT INTO search_position (entry, part, length, terms)"
    " SELECT entry, part, length, terms::tsvector"
    " FROM unnest(%s::bigint[], %s::integer[], %s::integer[], %s::text[])"
    " AS made (entry, part, length, terms)"
)
_COUNT = """
WITH counted AS MATERIALIZED (
    SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_vector')
), gone AS (
    DELETE FROM search_frequency f
    WHERE NOT EXISTS (SELECT FROM counted WHERE counted.word = f.term)
)
INSERT INTO search_frequency AS f (term, texts) SELECT word, ndoc FROM counted
ON CONFLICT (term) DO UPDATE SET texts = excluded.texts WHERE f.texts <> excluded.texts
"""
_SIZE = (
    "SELECT COUNT(*) AS texts, COALESCE(SUM(length), 0) AS terms"
    " FROM search_position WHERE part = 0"
)
_ANY_SIZE = f"SELECT texts, terms FROM search_size WHERE texts > 0 UNION ALL {_SIZE} LIMIT 1"  # noqa: S608
# What was not there when terms were counted is looked up: it is new, and so in few texts.
_FREQUENCIES = """
SELECT name, COALESCE(
    (SELECT texts FROM search_frequency f WHERE f.term = asked.lexeme COLLATE "C"),
    (SELECT COUNT(*) FROM search_vector v WHERE v.terms @@ asked.query)
) FROM unnest(%s::text[], %s::text[], %s::tsquery[]) AS asked (name, lexeme, query)
"""
# BM25 without rarity, against the mean length of a text as it was when terms were counted.
_NORM = f"{1 - LENGTH} + {LENGTH} * v.length / (SELECT length FROM mean)"  # noqa: S608
_SCORE = f"v.weight * {1 + SATURATION} / (v.weight + {SATURATION} * ({_NORM}))"


Found = tuple[int, int, bytes, bytes]
# By kind, its stamp, and what was found for phrases then: to look up where terms stand is dear, and
# the same phrases come again with the scores, and with other questions.
_kept: dict[int, tuple[int, dict[Phrase, tuple[bytes, bytes]]]] = {}
MOST_KEPT = 1_000


def forget() -> None:
    """Drop everything; for measuring."""
    _kept.clear()


def _found(number: int, arms: Sequence[Arm], wanted: Mask | None = None) -> tuple[int, list[Found]]:
    """The stamp of a kind, and for each phrase that texts of it have: its arm, its place there,
    the ids and the scores of the texts, packed. One statement, unless the index changed since what
    is kept was read; `wanted` narrows single terms alone."""
    single: list[tuple[int, int, Phrase]] = []
    several: list[tuple[int, int, Phrase]] = []
    for arm, some in enumerate(arms):
        for place, phrase in enumerate(some):
            (single if len(set(phrase)) == 1 else several).append((arm, place, phrase))
    stamp, kept = _kept.get(number, (0, {}))
    missing = list(dict.fromkeys(phrase for _arm, _place, phrase in several if phrase not in kept))
    now, rows = _ask(number, single, missing, wanted)
    if now != stamp:
        if len(missing) < len(several):
            missing = list(dict.fromkeys(phrase for _arm, _place, phrase in several))
            now, rows = _ask(number, single, missing, wanted)
        kept = {}
    new = dict.fromkeys(missing, (b"", b""))
    new |= {missing[at]: (ids, scores) for arm, at, ids, scores in rows if arm == _PHRASE}
    kept = {**kept, **new}
    if now:
        _kept[number] = (now, kept if len(kept) <= MOST_KEPT else new)
    found = [row for row in rows if row[0] != _PHRASE]
    return now, found + [(arm, place, *kept[phrase]) for arm, place, phrase in several]


def _ask(
    number: int,
    single: Sequence[tuple[int, int, Phrase]],
    several: Sequence[Phrase],
    wanted: Mask | None,
) -> tuple[int, list[Found]]:
    """The stamp of a kind, and rows as `_found` gives them; those of phrases have the arm _PHRASE
    and the phrase's place among the phrases."""
    condition = ""
    conditions: list[int | bytes] = []
    if wanted is not None:
        raw = wanted.number.to_bytes(wanted.number.bit_length() // 8 + 1, "little")
        condition = f" AND CASE WHEN {_SLOT} < %s THEN get_bit(%s, {_SLOT}) = 1 END"
        conditions = [len(raw) * 8, raw]
    unique = [tuple(dict.fromkeys(phrase)) for phrase in several]
    terms = [(at, term) for at, phrase in enumerate(unique, 1) for term in phrase]
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT.replace("{condition}", condition),
            [
                [at for at, _term in terms],
                _lexemes(term for _at, term in terms),
                _queries(term for _at, term in terms),
                number,
                [arm for arm, _place, _phrase in single],
                [place for _arm, place, _phrase in single],
                _queries(phrase[0] for _arm, _place, phrase in single),
                number,
                *conditions,
                [
                    vectors.near(some, span(phrase))
                    for some, phrase in zip(unique, several, strict=True)
                ],
                number,
            ],
        )
        rows = cursor.fetchall()
    stamp = next((row[1] for row in rows if row[0] == _KIND), 0)
    return stamp, [row for row in rows if row[0] != _KIND]


# What the first number of a row says where it is no arm.
_KIND, _PHRASE = -1, -2
_MEAN = (
    "SELECT GREATEST(terms / GREATEST(texts, 1)::float8, 1) AS length FROM ("  # noqa: S608
    + _ANY_SIZE
    + ") AS size"
)
# Of each phrase the term that the fewest texts have; its weight stands for the phrase's.
_RAREST = (
    "SELECT DISTINCT ON (number) number, query"
    " FROM unnest(%s::integer[], %s::text[], %s::tsquery[]) AS each (number, lexeme, query)"
    " ORDER BY number, COALESCE((SELECT texts FROM search_frequency f"
    ' WHERE f.term = each.lexeme COLLATE "C"), 0), lexeme'
)
_STAMP = f"SELECT {_KIND}, stamp, NULL::bytea, NULL::bytea FROM search_searchkind WHERE number = %s"  # noqa: S608
_VALUES = f"string_agg(int8send(v.entry), ''), string_agg(float8send({_SCORE}), '')"
# Not by a range of ids: two indexes together are slower than the one.
_OF_KIND = f"v.entry >> {SLOT_BITS + TEXT_BITS} = %s"
_OF_TERMS = (
    "SELECT arm, place, found.* FROM unnest(%s::integer[], %s::integer[], %s::tsquery[])"  # noqa: S608
    f" AS asked (arm, place, query) CROSS JOIN LATERAL (SELECT {_VALUES} FROM search_vector v"
    f" WHERE v.terms @@ asked.query AND {_OF_KIND}{{condition}}) AS found (packed, scores)"
    " WHERE packed IS NOT NULL"
)
# With a limit the places are looked up for each text that has the rarest term; without, the
# planner may read those of all texts.
_OF_PHRASES = (
    f"SELECT {_PHRASE}, asked.number - 1, found.* FROM unnest(%s::tsquery[])"  # noqa: S608
    " WITH ORDINALITY AS asked (near, number) JOIN rarest ON rarest.number = asked.number"
    f" CROSS JOIN LATERAL (SELECT {_VALUES} FROM search_vector v"
    f" WHERE v.terms @@ rarest.query AND {_OF_KIND} AND (SELECT TRUE FROM search_position p"
    " WHERE p.entry = v.entry AND p.terms @@ asked.near LIMIT 1)) AS found (packed, scores)"
    " WHERE packed IS NOT NULL"
)
_STATEMENT = (
    f"WITH mean AS ({_MEAN}), rarest AS MATERIALIZED ({_RAREST})"
    f" {_STAMP} UNION ALL {_OF_TERMS} UNION ALL {_OF_PHRASES}"
)


def without_compiling(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """PostgreSQL takes the statements for dear ones, and to compile one takes longer than to
    answer it."""
    if connection.vendor == "postgresql":
        # Not as a query of the hub's: pages count theirs.
        connection.connection.execute("SET jit = off")


def _lexemes(terms: Iterable[str]) -> list[str]:
    return [vectors.lexeme(term) for term in terms]


def _queries(terms: Iterable[str]) -> list[str]:
    return [vectors.quoted(term) for term in terms]


def _rarity(texts: int, having: int) -> float:
    return math.log(1 + (max(texts, having) - having + 0.5) / (having + 0.5))


def _unpacked(code: str, packed: bytes) -> array:
    """Numbers of eight bytes each, as the server sends them."""
    values = array(code)
    values.frombytes(packed)
    if sys.byteorder == "little":
        values.byteswap()
    return values

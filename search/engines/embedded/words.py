"""The index of words: which texts hold which terms, and how well.

A term is a stem with its language before it (`enmigr`), so that one question can ask in six
languages at once and a French word never finds an English one that only looks like it. On SQLite
the index is FTS5; elsewhere the terms stand in a column and are matched one by one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from search.engines.embedded.bits import Mask
from search.engines.embedded.slots import SLOT_BITS, TEXT_BITS, entries_of, slot_of_entry
from search.models import SearchEntry

# One or more terms that stand close to each other.
Phrase = tuple[str, ...]
# Phrases of which any is enough.
Arm = Sequence[Phrase]
COLUMNS = ("title", "labels", "summary", "body")
# How much a word counts by where it stands.
WEIGHTS = (6.0, 3.0, 2.0, 1.0)
# How many other terms may stand among those of a phrase.
DISTANCE = 2
# Where the database has no ranking of its own, only so many texts are ranked.
RANKED_PLAINLY = 2_000


@dataclass(frozen=True)
class Row:
    """The terms of one text, by column, separated by blanks."""

    pk: int
    columns: tuple[str, str, str, str]


class Words(Protocol):
    """Both give the kind's stamp of the same moment with what they read."""

    def add(self, rows: Iterable[Row]) -> None: ...

    def drop(self, pks: Sequence[int]) -> None:
        """Take texts out, before their entries go."""
        ...

    def clear(self) -> None: ...

    def pks(self) -> set[int]:
        """The ids of all texts in the index."""
        ...

    def rarities(self, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        """The factor for the rarity of each phrase that `scores` has in it. A phrase of which a
        term occurs in no text is left out."""
        ...

    def postings(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[list[int]]]:
        """The stamp, and for each arm the slots of the texts of a kind that it matches."""
        ...

    def scores(
        self, number: int, arms: Sequence[Arm], wanted: Mask | None
    ) -> tuple[int, list[tuple[int, int, float]]]:
        """The stamp, and for each text that an arm matches: the arm, the text's id, how well it
        matches. Only texts of the slots that are wanted (None: of all)."""
        ...

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many texts each term occurs; those that nobody has are left out."""
        ...

    def terms_of(self, pks: Sequence[int]) -> list[tuple[str, ...]]:
        """The columns of terms of texts."""
        ...


class Fts5Words:
    """SQLite's full-text index, which holds the terms and ranks with BM25."""

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

    def postings(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[list[int]]]:
        first, last = entries_of(number)
        parts = [_STAMP]
        parameters: list[int | str] = [number]
        for index, arm in enumerate(arms):
            # One row for each arm: a hundred thousand rows of two numbers cost twice as much.
            parts.append(
                f"SELECT %s, json_group_array({_SLOT}) FROM search_fts"  # noqa: S608  (our own)
                " WHERE search_fts MATCH %s AND rowid BETWEEN %s AND %s"
            )
            parameters += [index, _match(arm), first, last]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
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
    return terms if len(phrase) == 1 else f"NEAR({terms}, {len(phrase) - 2 + DISTANCE})"


class PlainWords:
    """Any other database: the terms stand in `SearchEntry.terms`, a line for each column."""

    def add(self, rows: Iterable[Row]) -> None:
        entries = [
            SearchEntry(pk=row.pk, terms="\n".join(f" {column} " for column in row.columns))
            for row in rows
        ]
        SearchEntry.objects.bulk_update(entries, ["terms"])

    def drop(self, pks: Sequence[int]) -> None:
        """Nothing to do: the terms go with the entry."""

    def clear(self) -> None:
        """As `drop`."""

    def pks(self) -> set[int]:
        return set(SearchEntry.objects.exclude(terms="").values_list("pk", flat=True))

    def rarities(self, phrases: Sequence[Phrase]) -> dict[Phrase, float]:
        return dict.fromkeys(phrases, 1.0)

    def postings(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[list[int]]]:
        stamp, found = self._matches(number, arms)
        slots: list[list[int]] = [[] for _arm in arms]
        for arm, pk in found:
            slots[arm].append(slot_of_entry(pk))
        return stamp, slots

    def _matches(self, number: int, arms: Sequence[Arm]) -> tuple[int, list[tuple[int, int]]]:
        """The stamp, and for each text that an arm matches: the arm, the text's id."""
        first, last = entries_of(number)
        parts = [_STAMP]
        parameters: list[int | str] = [number]
        for index, arm in enumerate(arms):
            condition, values = _like(arm)
            parts.append(
                f"SELECT {index}, id FROM search_searchentry"  # noqa: S608
                f" WHERE id BETWEEN %s AND %s AND ({condition})"
            )
            parameters += [first, last, *values]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            return _stamp_and(cursor.fetchall())

    def scores(
        self, number: int, arms: Sequence[Arm], wanted: Mask | None
    ) -> tuple[int, list[tuple[int, int, float]]]:
        stamp, found = self._matches(number, arms)
        rows = [row for row in found if wanted is None or slot_of_entry(row[1]) in wanted]
        ranked = {pk for _arm, pk in rows[:RANKED_PLAINLY]}
        terms = dict(SearchEntry.objects.filter(pk__in=ranked).values_list("pk", "terms"))
        return stamp, [(arm, pk, _plain_score(terms.get(pk, ""), arms[arm])) for arm, pk in rows]

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        return {
            term: count
            for term in terms
            if (count := SearchEntry.objects.filter(terms__contains=f" {term} ").count())
        }

    def terms_of(self, pks: Sequence[int]) -> list[tuple[str, ...]]:
        rows = SearchEntry.objects.filter(pk__in=pks).values_list("terms", flat=True)
        return [tuple(terms.split("\n")) for terms in rows]


def _like(arm: Arm) -> tuple[str, list[str]]:
    """A condition on the column of terms, and its parameters."""
    ways, values = [], []
    for phrase in arm:
        ways.append("(" + " AND ".join(["terms LIKE %s"] * len(phrase)) + ")")
        values += [f"% {term.replace('_', chr(92) + '_')} %" for term in phrase]
    return " OR ".join(ways), values


def _plain_score(terms: str, arm: Arm) -> float:
    """How often and where an arm's terms occur, as BM25 weighs it in a text of usual length."""
    wanted = [f" {term} " for phrase in arm for term in phrase]
    heaviness = sum(
        weight * sum(line.count(term) for term in wanted)
        for weight, line in zip(WEIGHTS, terms.split("\n"), strict=False)
    )
    return heaviness * 2.2 / (heaviness + 1.2)


def words() -> Words:
    """The index of words that this database can have."""
    return Fts5Words() if connection.vendor == "sqlite" else PlainWords()

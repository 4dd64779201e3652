"""The tables of the embedded search engine.

Each object that may be found has a slot, a number counted from 0 within its kind. Sets of objects
are bitmaps over slots (`search.engines.embedded.bits`). The ids of objects and of their texts are
made of the kind's number and the slot, so that a hit of the full-text index says which object it is
of without a join (`search.engines.embedded.slots`).

The index of words itself (`search.engines.embedded.words`) has no models: migrations make
`search_fts`, an FTS5 table, on SQLite, and tables of `tsvector` on PostgreSQL.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SearchKind(models.Model):
    """A kind of object, and the stamp of what is in the index of it.

    The stamp is a new random number with each change, so that a number read inside a transaction
    that was rolled back never comes again with another meaning. The row with the empty name
    carries the stamp of `SearchWord`, that named SYNONYMS the one of what the secretariat changed
    about synonyms. meaning: the stamp of what is kept of the kind's sentences.
    """

    SYNONYMS = ":synonyms"

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    stamp = models.BigIntegerField(default=0)
    meaning = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class SearchObject(models.Model):
    """One object in the index.

    facets: the values by facet that its bits stand for, as they were written.
    sort_title: the folded title of its first text.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.ForeignKey(SearchKind, models.PROTECT, related_name="+", db_index=False)
    object_id = models.BigIntegerField()
    key = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    public = models.BooleanField(default=True)
    demoted = models.BooleanField(default=False)
    facets = models.JSONField(default=dict)
    sort_title = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_object_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "published_at", "object_id"], name="search_object_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id}:{self.object_id}"


class SearchEntry(models.Model):
    """One text of an object, as plain text for excerpts.

    forms: the words that occur in it in small letters, each once, for spelling and completion.
    digest: a number that changes with the text (`search.meaning.sentences`).
    """

    id = models.BigIntegerField(primary_key=True)
    object = models.ForeignKey(SearchObject, models.CASCADE, related_name="entries")
    language = models.CharField(max_length=12)
    title = models.TextField()
    labels = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    forms = models.TextField(blank=True)
    sort_title = models.CharField(max_length=200, blank=True)
    digest = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "language"], name="search_entry_once"),
        ]
        indexes = [
            # Whose sentences are stale, without reading a text.
            models.Index(fields=["id", "digest"], name="search_entry_state"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchFacet(models.Model):
    """The objects that have one value of one facet, as a bitmap over slots.

    The facet with the empty name holds sets that are no choice: all objects (value ""), the
    demoted ones, and those that are not public.
    """

    kind = models.ForeignKey(SearchKind, models.PROTECT, related_name="+", db_index=False)
    facet = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    bits = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "facet", "value"], name="search_facet_value_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facet}={self.value}"


class SearchWord(models.Model):
    """A folded word of public texts, how most of them write it, and in how many it occurs
    (`search.tasks`)."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=64)
    shown = models.CharField(max_length=64)
    frequency = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="search_word_once"),
        ]
        indexes = [models.Index(fields=["word"], name="search_word_by_word")]

    def __str__(self) -> str:
        return self.word


class SearchPending(models.Model):
    """An object that the index has still to follow (`search.later`), and since when. Whoever notes
    it again writes the row, and so waits for whoever follows it just then."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_pending_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

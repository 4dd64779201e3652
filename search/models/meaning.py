"""What the sentences of the texts in the index mean (`search.meaning`)."""

from __future__ import annotations

from django.db import models


class SearchSentences(models.Model):
    """What the sentences of one text mean, in their order (`search.meaning.sentences`).

    entry_id: of the text; no foreign key, since a text that is written into the index again, the
    same as before, keeps its sentences. digest: of the text that they were read from; where it is
    not the text's own, they are of no use. vectors: a vector for each sentence, one after the
    other, as signed bytes; only their directions say something.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    digest = models.BigIntegerField()
    encoder = models.CharField(max_length=60)
    vectors = models.BinaryField()

    class Meta:
        indexes = [
            # Who is up to date, without reading a vector.
            models.Index(fields=["entry_id", "digest", "encoder"], name="search_sentences_state"),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)

"""What the cluster keeps of an object.

Each text stands twice: as it is, under its language, for the built-in analyzer of that language and
to be shown; and as the terms that the embedded index holds (`search.engines.embedded.terms`), one
field for each column, which decide what matches. So both engines count the same.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import dsl
from elasticsearch.dsl import M

from hub.indexing import PUBLIC, Document
from hub.languages import CODES
from search.engines.embedded import store, terms
from search.models import SearchEntry

# Raise it with every change of the mapping: indexes of another version are made anew.
VERSION = 1
# Numbers of a sentence's vector.
DIMENSIONS = 512
# Words of a completion, in characters.
COMPLETED = 100
# The built-in analyzer by language; texts in any other language are folded only.
ANALYZERS = {
    "ar": "arabic", "zh": "cjk", "en": "english", "fr": "french", "ru": "russian", "es": "spanish",
}  # fmt: skip
OTHER = terms.OTHER
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ANALYSIS: dict[str, Any] = {
    "analyzer": {
        "terms": {"type": "custom", "tokenizer": "whitespace"},
        "written": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]},
        "folded": {
            "type": "custom",
            "tokenizer": "standard",
            "filter": [
                "lowercase", "decimal_digit", "arabic_normalization", "asciifolding", "cjk_width",
            ],
        },
    },
}  # fmt: skip
# How often and how densely a term occurs, as BM25 weighs it, without the rarity of the term: a
# question asks for a word in six languages, and its rarity is that of the word in all of them.
SIMILARITY = {
    "occurrence": {
        "type": "scripted",
        "script": {
            "source": "double mean = field.sumTotalTermFreq / Math.max(1.0, field.docCount);"
            "double size = 0.25 + 0.75 * doc.length / Math.max(1.0, mean);"
            "return query.boost * doc.freq * 2.2 / (doc.freq + 1.2 * size);"
        },
    },
}
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    # Lists are paged to their end; what a page costs is bound by the documents that there are.
    "max_result_window": 1_000_000,
    "analysis": ANALYSIS,
    "similarity": SIMILARITY,
}


def _terms(*copied_to: str, **more: Any) -> Any:
    """A field of our terms, in their order."""
    copies: dict[str, Any] = {"copy_to": list(copied_to)} if copied_to else {}
    return dsl.Text(analyzer="terms", **copies, **more)


def _words(analyzer: str) -> Any:
    """A field of a text as it is, in one language."""
    return _present(analyzer, folded=_present("folded"))


def _present(analyzer: str, **fields: Any) -> Any:
    """A field of which only counts whether a word is in it."""
    parts: dict[str, Any] = {"fields": fields} if fields else {}
    return dsl.Text(analyzer=analyzer, similarity="boolean", norms=False, **parts)


def _spoken(analyzer: str) -> Any:
    names = ("title", "summary", "body")
    return dsl.Object(
        dynamic="strict", properties={name: _words(analyzer) for name in names}
    )  # fmt: skip


class Text(dsl.InnerDoc):
    """One text of an object.

    Under its language, or `xx`: title, summary and body as they are. The columns of terms also go
    into `words`, each as often as a word in it counts, and into `terms` of the object.
    """

    language: M[str] = dsl.mapped_field(dsl.Keyword())
    ar = _spoken(ANALYZERS["ar"])
    zh = _spoken(ANALYZERS["zh"])
    en = _spoken(ANALYZERS["en"])
    fr = _spoken(ANALYZERS["fr"])
    ru = _spoken(ANALYZERS["ru"])
    es = _spoken(ANALYZERS["es"])
    xx = _spoken("folded")
    title_terms: M[str] = dsl.mapped_field(_terms("terms", "about", *["texts.words"] * 6))
    labels_terms: M[str] = dsl.mapped_field(_terms("terms", *["texts.words"] * 3))
    summary_terms: M[str] = dsl.mapped_field(_terms("terms", "about", *["texts.words"] * 2))
    body_terms: M[str] = dsl.mapped_field(_terms("terms", "about", "texts.words"))
    words = _terms(similarity="occurrence")


class Sentence(dsl.InnerDoc):
    """A sentence of a text by what it means; whoever makes vectors fills it."""

    language: M[str] = dsl.mapped_field(dsl.Keyword())
    vector: M[list[float]] = dsl.mapped_field(
        dsl.DenseVector(dims=DIMENSIONS, index=True, similarity="cosine")
    )


class HubDocument(dsl.Document):
    """What is kept of an object, whatever its kind; a kind adds its facets.

    published_order: microseconds since 1970. sort_title: the folded title by interface language,
    and `first` that of the first text. digest: `store.digest_of` the document that was written.
    spoken: words as public texts write them, for spelling; completion: titles of public texts.
    """

    kind: M[str] = dsl.mapped_field(dsl.Keyword())
    object_id: M[int] = dsl.mapped_field(dsl.Long())
    key: M[str] = dsl.mapped_field(dsl.Keyword())
    audience: M[list[str]] = dsl.mapped_field(dsl.Keyword(multi=True))
    published_at: M[datetime] = dsl.mapped_field(dsl.Date())
    published_order: M[int] = dsl.mapped_field(dsl.Long())
    demoted: M[bool] = dsl.mapped_field(dsl.Boolean())
    digest: M[str] = dsl.mapped_field(dsl.Keyword(index=False))
    sort_title = dsl.Object(
        dynamic="strict", properties={name: dsl.Keyword() for name in ("first", *CODES)}
    )
    labels = _present("folded", **{code: _present(name) for code, name in ANALYZERS.items()})
    terms = _terms()
    about = _terms(norms=False)
    texts: M[list[Text]] = dsl.mapped_field(dsl.Nested(Text))
    sentences: M[list[Sentence]] = dsl.mapped_field(dsl.Nested(Sentence))
    spoken = dsl.Text(analyzer="written")
    completion = dsl.Completion(analyzer="folded", preserve_separators=True, max_input_length=100)

    class Meta:
        dynamic = dsl.MetaField("strict")
        # A facet that a later version of an app brings is a keyword before the mapping knows it.
        dynamic_templates = dsl.MetaField(
            [{"facets": {"path_match": "facets.*", "mapping": {"type": "keyword"}}}]
        )


def _facets(*names: str) -> Any:
    return dsl.Object(dynamic=True, properties={name: dsl.Keyword(multi=True) for name in names})


class AnyDocument(HubDocument):
    """An object of a kind that has no class of its own."""

    facets = dsl.Object(dynamic=True)


class PracticeDocument(HubDocument):
    facets = _facets(
        "objective", "level", "country", "region", "principle", "sdg", "type", "language",
        "theme", "organisation_kind", "organisation", "evidence", "provenance", "year",
    )  # fmt: skip


class PageDocument(HubDocument):
    facets = _facets("language")


class TopicDocument(HubDocument):
    """A question of a discussion, and what it came to."""

    facets = _facets("objective", "language", "space", "about")


class PostDocument(HubDocument):
    facets = _facets("objective", "language", "space", "about")


DOCUMENTS: dict[str, type[HubDocument]] = {
    "practice": PracticeDocument,
    "page": PageDocument,
    "topic": TopicDocument,
    "post": PostDocument,
}


def document_class(kind: str) -> type[HubDocument]:
    """The class of a kind; a kind that has none of its own is kept like any."""
    return DOCUMENTS.get(kind, AnyDocument)


def body_of_index(kind: str) -> dict[str, Any]:
    """Settings and mappings with which the index of a kind is made."""
    mappings = document_class(kind)._doc_type.mapping.to_dict()
    mappings["_meta"] = {"version": VERSION}
    return {"settings": {"index": SETTINGS}, "mappings": mappings}


def id_of(document: Document) -> str:
    """The id of an object's document in the index of its kind."""
    return str(document.object_id)


def to_es(document: Document) -> dict[str, Any]:
    """What is sent to the cluster for a document; its id is `id_of`. Never holds a null."""
    is_public = PUBLIC in document.audience
    entries = [entry for _position, entry in store.entries_of(document)]
    title = store.sort_title(document.texts[0].title) if document.texts else ""
    titles = {entry.language: entry.sort_title for entry in entries}
    sort_title = {"first": title} | {code: titles.get(code, title) for code in CODES}
    labels = dict.fromkeys(entry.labels for entry in entries if entry.labels)
    sent: dict[str, Any] = {
        "kind": document.kind,
        "object_id": document.object_id,
        "key": terms.clean(document.key)[:200],
        "audience": list(document.audience),
        "published_at": _iso(document.published_at),
        "published_order": _microseconds(document.published_at),
        "demoted": document.demoted,
        "digest": store.digest_of(document),
        "sort_title": {name: value for name, value in sort_title.items() if value},
        "labels": list(labels),
        "facets": store.facets_of(document),
        "texts": [_text(entry) for entry in entries],
    }
    if is_public:
        sent["spoken"] = [
            text for entry in entries for text in (entry.title, entry.summary) if text
        ]
        completed = (entry.title.strip()[:COMPLETED] for entry in entries)
        sent["completion"] = [text for text in completed if _can_be_completed(text)]
    return {name: value for name, value in sent.items() if value not in (None, [], {}, "")}


def _text(entry: SearchEntry) -> dict[str, Any]:
    title, labels, summary, body = terms.read(entry)[0]
    field = entry.language if entry.language in CODES else OTHER
    said = {"title": entry.title, "summary": entry.summary, "body": entry.body}
    columns = {
        "title_terms": title,
        "labels_terms": labels,
        "summary_terms": summary,
        "body_terms": body,
    }
    return {
        "language": entry.language,
        field: {name: value for name, value in said.items() if value},
        **{name: value for name, value in columns.items() if value},
    }


def _can_be_completed(text: str) -> bool:
    """Whether a completion may be made of it: not of nothing, nor of control characters."""
    return bool(text) and all(ord(character) >= 32 for character in text) and text.isprintable()


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.astimezone(UTC).isoformat()


def _microseconds(when: datetime | None) -> int | None:
    return None if when is None else (when - _EPOCH) // timedelta(microseconds=1)

"""Writing the index, inside the transaction of the change that it follows."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice

from django.db import transaction
from django.db.models import Max

from hub.indexing import Document
from hub.languages import CODES
from search.engines.embedded import bits, terms
from search.engines.embedded.slots import TEXTS, entry_pk, object_pk, slot_of_object
from search.engines.embedded.words import Row, words
from search.meaning import sentences
from search.models import (
    SearchEntry,
    SearchFacet,
    SearchKind,
    SearchObject,
    SearchSentences,
    SearchWord,
)

BATCH = 200
# The facet of sets that nobody chooses, and its values.
SETS = ""
EVERYTHING, DEMOTED, PRIVATE = "", "demoted", "private"
TITLE = 200


def digest_of(document: Document) -> str:
    """Changes with anything that the index keeps of a document, and with how words are read."""
    text = json.dumps([terms.VERSION, asdict(document)], default=str, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


class _Flips:
    """The bits to change, collected so that each stored set is written once."""

    def __init__(self) -> None:
        self.wanted: dict[tuple[str, str], dict[int, bool]] = defaultdict(dict)

    def note(self, slot: int, old: set[tuple[str, str]], new: set[tuple[str, str]]) -> None:
        for name in old ^ new:
            self.wanted[name][slot] = name in new

    def write(self, kind: SearchKind) -> None:
        stored = {
            (row.facet, row.value): row
            for row in SearchFacet.objects.filter(
                kind=kind, facet__in={facet for facet, _value in self.wanted}
            )
            if (row.facet, row.value) in self.wanted
        }
        made, changed, emptied = [], [], []
        for name, slots in self.wanted.items():
            row = stored.get(name)
            number = bits.as_number(bits.decode(row.bits)) if row else 0
            number |= bits.from_slots([slot for slot, wanted in slots.items() if wanted])
            number &= ~bits.from_slots([slot for slot, wanted in slots.items() if not wanted])
            if row is None:
                if number:
                    facet, value = name
                    made.append(
                        SearchFacet(kind=kind, facet=facet, value=value, bits=bits.encode(number))
                    )
            elif number:
                row.bits = bits.encode(number)
                changed.append(row)
            else:
                emptied.append(row.pk)
        SearchFacet.objects.bulk_create(made)
        SearchFacet.objects.bulk_update(changed, ["bits"], batch_size=BATCH)
        SearchFacet.objects.filter(pk__in=emptied).delete()


def sets_of(item: SearchObject) -> set[tuple[str, str]]:
    """The sets that an object belongs to."""
    values = {(facet, value) for facet, some in item.facets.items() for value in some}
    values.add((SETS, EVERYTHING))
    if item.demoted:
        values.add((SETS, DEMOTED))
    if not item.public:
        values.add((SETS, PRIVATE))
    return values


def stamped(name: str) -> SearchKind:
    """The row of a kind, stamped anew, inside a transaction; whoever writes the same kind waits
    here."""
    stamp = secrets.randbits(62) + 1
    if not SearchKind.objects.filter(name=name).update(stamp=stamp):
        number = (SearchKind.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        SearchKind.objects.get_or_create(name=name, defaults={"number": number, "stamp": stamp})
    return SearchKind.objects.get(name=name)


def write(documents: Iterable[Document]) -> int:
    """Add or replace documents, in one transaction; how many."""
    written = 0
    stream = iter(documents)
    with transaction.atomic():
        kinds: dict[str, SearchKind] = {}
        flips: dict[str, _Flips] = defaultdict(_Flips)
        while batch := list(islice(stream, BATCH)):
            by_kind: dict[str, dict[int, Document]] = defaultdict(dict)
            for document in batch:
                by_kind[document.kind][document.object_id] = document
            for name, some in by_kind.items():
                kind = kinds.get(name) or kinds.setdefault(name, stamped(name))
                _write_batch(kind, some, flips[name])
                written += len(some)
        for name, pending in flips.items():
            pending.write(kinds[name])
    return written


def _write_batch(kind: SearchKind, documents: dict[int, Document], flips: _Flips) -> None:
    known = {
        item.object_id: item
        for item in SearchObject.objects.filter(kind=kind, object_id__in=list(documents))
    }
    _drop_entries([item.pk for item in known.values()])
    last = SearchObject.objects.filter(kind=kind).aggregate(last=Max("id"))["last"]
    free = 0 if last is None else slot_of_object(last) + 1
    objects, entries, rows = [], [], []
    for document in documents.values():
        old = known.get(document.object_id)
        if old is None:
            slot, free = free, free + 1
        else:
            slot = slot_of_object(old.pk)
        new = _object(kind, slot, document)
        flips.note(slot, sets_of(old) if old else set(), sets_of(new))
        objects.append(new)
        for entry, row in _entries(kind, slot, document):
            entries.append(entry)
            rows.append(row)
    SearchObject.objects.filter(pk__in=[item.pk for item in known.values()]).delete()
    SearchObject.objects.bulk_create(objects)
    SearchEntry.objects.bulk_create(entries)
    words().add(rows)


def _object(kind: SearchKind, slot: int, document: Document) -> SearchObject:
    return SearchObject(
        id=object_pk(kind.number, slot),
        kind=kind,
        object_id=document.object_id,
        key=terms.clean(document.key)[:200],
        published_at=document.published_at,
        public="public" in document.audience,
        demoted=document.demoted,
        facets=facets_of(document),
        sort_title=sort_title(document.texts[0].title) if document.texts else "",
        digest=digest_of(document),
    )


def facets_of(document: Document) -> dict[str, list[str]]:
    """The values by facet as they are kept, each once; a facet without any is left out."""
    return {
        facet: list(dict.fromkeys(terms.clean(str(value))[:200] for value in some))
        for facet, some in document.facets.items()
        if some
    }


def sort_title(title: str) -> str:
    """What a title is ordered by."""
    return terms.fold(terms.clean(title))[:TITLE]


def entries_of(document: Document) -> Iterator[tuple[int, SearchEntry]]:
    """The texts of a document that are kept, each with its position; of two in one language, the
    first. Their ids are not set."""
    others = len(CODES)
    for text in {text.language: text for text in reversed(document.texts)}.values():
        if text.language in CODES:
            position = CODES.index(text.language)
        elif others < TEXTS:
            position, others = others, others + 1
        else:
            continue
        entry = SearchEntry(
            language=text.language,
            title=terms.clean(text.title),
            labels=terms.clean(text.labels),
            summary=terms.clean(text.summary),
            body=terms.clean(text.body),
            sort_title=sort_title(text.title),
        )
        entry.digest = sentences.digest_of(entry)
        yield position, entry


def _entries(kind: SearchKind, slot: int, document: Document) -> Iterator[tuple[SearchEntry, Row]]:
    """The texts of a document with their terms."""
    for position, entry in entries_of(document):
        entry.pk = entry_pk(kind.number, slot, position)
        entry.object_id = object_pk(kind.number, slot)
        columns, forms = terms.read(entry)
        entry.forms = " ".join(forms)
        yield entry, Row(pk=entry.pk, columns=columns)


def _drop_entries(objects: Sequence[int]) -> list[int]:
    """Take the texts of objects out; their ids."""
    pks = list(SearchEntry.objects.filter(object__in=objects).values_list("pk", flat=True))
    words().drop(pks)
    SearchEntry.objects.filter(pk__in=pks).delete()
    return pks


def remove(name: str, ids: Iterable[int]) -> None:
    """Take objects of a kind out, in one transaction."""
    wanted = iter(ids)
    with transaction.atomic():
        if not SearchKind.objects.filter(name=name).exists():
            return
        kind, flips = stamped(name), _Flips()
        while batch := list(islice(wanted, BATCH)):
            known = list(SearchObject.objects.filter(kind=kind, object_id__in=batch))
            for item in known:
                flips.note(slot_of_object(item.pk), sets_of(item), set())
            texts = _drop_entries([item.pk for item in known])
            # Of a text that is written again they are kept: it may say the same.
            SearchSentences.objects.filter(pk__in=texts).delete()
            SearchObject.objects.filter(pk__in=[item.pk for item in known]).delete()
        flips.write(kind)


def clear() -> None:
    """Take everything out, in one transaction."""
    with transaction.atomic():
        for kind in SearchKind.objects.all():
            stamped(kind.name)
        words().clear()
        SearchFacet.objects.all().delete()
        SearchEntry.objects.all().delete()
        SearchSentences.objects.all().delete()
        SearchObject.objects.all().delete()
        SearchWord.objects.all().delete()

"""Bringing practices in from a file: many at once, without a query for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models
from django.utils import timezone

from hub.actions import Act, action
from hub.permissions import is_secretariat
from practices import slugs
from practices.actions.import_rows import Themes, children_of, fact_values, text_values
from practices.actions.versions import record_versions
from practices.import_fields import Problem
from practices.importing import ImportedPractice, ImportedText
from practices.models import Practice, PracticeFile, PracticeText, State
from practices.rendering import rendered
from practices.staleness import source_hash

BATCH = 200

# Who watches an import: told how many rows are done. Not part of what is sent.
_watch: ContextVar[Callable[[int], object] | None] = ContextVar("_watch", default=None)


@contextmanager
def watched_by(watch: Callable[[int], object]) -> Iterator[None]:
    """Tell `watch` the number of rows of each batch that is written."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@dataclass
class Due:
    """What is to be written of one row: its facts, its texts, or both."""

    row: ImportedPractice
    practice: Practice | None
    facts: bool = False
    texts: list[tuple[ImportedText, PracticeText | None]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.facts or bool(self.texts)


@dataclass
class Comparison:
    """What a file would change. notes: what it would not change, and what it would replace."""

    due: list[Due] = field(default_factory=list)
    unchanged: int = 0
    notes: list[Problem] = field(default_factory=list)


def compare(rows: Sequence[ImportedPractice]) -> Comparison:
    """Hold rows against what is here; reads only, three queries for each batch.

    A row or a text is changed when the file says something else than at its last import: what was
    corrected here by hand stays until then. What is being drafted or was withdrawn is left alone.
    """
    comparison = Comparison()
    texts = PracticeText.objects.select_related("live_revision").defer("live_revision__content")
    for batch in _batches(rows):
        ids = [row.import_id for row in batch]
        known = {
            practice.import_id: practice
            for practice in Practice.objects.filter(import_id__in=ids)
            .select_related("live_revision")
            .defer("live_revision__content")
            .prefetch_related(models.Prefetch("texts", texts, to_attr="all_texts"))
        }
        for row in batch:
            due = _compared(row, known.get(row.import_id), comparison.notes)
            if due:
                comparison.due.append(due)
            else:
                comparison.unchanged += 1
    return comparison


def _compared(row: ImportedPractice, practice: Practice | None, notes: list[Problem]) -> Due:
    if practice is None:
        return Due(row, None, facts=True, texts=[(text, None) for text in row.texts])
    due = Due(row, practice)

    def note(field: str, reason: str) -> None:
        notes.append(Problem(row.line, field, reason))

    if practice.import_hash != row.facts.fingerprint:
        if not practice.live:
            note("", "left alone: it was withdrawn here")
        elif practice.has_unpublished_changes:
            note("", "left alone: its facts are being edited here")
        else:
            due.facts = True
            if _edited_here(practice):
                note("", "replaces facts that were edited here; the history keeps them")
    texts = {text.language: text for text in practice.all_texts}
    for imported in row.texts if practice.live else ():
        text = texts.get(imported.language)
        name = f"the text in {imported.language!r}"
        if text is not None and text.import_hash == imported.fingerprint:
            continue
        if text is not None and not text.import_hash:
            note("texts", f"left alone: {name} was written here")
        elif text is not None and not text.live:
            note("texts", f"left alone: {name} was withdrawn here")
        elif text is not None and text.has_unpublished_changes:
            note("texts", f"left alone: {name} is being edited here")
        else:
            due.texts.append((imported, text))
            if text is not None and _edited_here(text):
                note("texts", f"replaces {name}, which was edited here; the history keeps it")
    return due


def _edited_here(one: Practice | PracticeText) -> bool:
    """Whether a person published the version that is public; an import's has no author."""
    return one.live_revision is not None and one.live_revision.user_id is not None


def _batches(items: Sequence[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


@action("practice.import")
def import_practices(act: Act, *, practices: Sequence[ImportedPractice]) -> dict[str, Any]:
    """Add what is new and update what changed; publish the new ones. Answers
    `{"added": 3, "updated": 1, "unchanged": 185}`.

    The import id is a practice's identity. What was withdrawn here, or is being edited, is left
    alone. Texts that the file does not have stay.
    """
    act.require(is_secretariat(act.user))
    comparison = compare(practices)
    added = 0
    themes = Themes()
    for batch in _batches(comparison.due):
        added += sum(due.practice is None for due in batch)
        act.changed("practice", *_write(batch, themes, act.user_or_none))
        watch = _watch.get()
        if watch:
            watch(len(batch))
    answer = {
        "added": added,
        "updated": len(comparison.due) - added,
        "unchanged": comparison.unchanged,
    }
    act.details = answer
    return answer


def _write(batch: Sequence[Due], themes: Themes, user: Any) -> list[int]:
    """Write a batch; the ids of its practices."""
    now = timezone.now()
    themes.prepare(theme for due in batch if due.facts for theme in due.row.facts.themes)
    written = _write_facts([due for due in batch if due.facts], themes, now)
    texts = _write_texts([pair for due in batch for pair in _texts_of(due, written)], now)
    record_versions([*written.values()], action="practice.import", user=user, at=now)
    record_versions(texts, action="practice.import", user=user, at=now)
    return [(written.get(due.row.import_id) or due.practice).pk for due in batch]  # type: ignore[union-attr]  # one or the other


def _write_facts(batch: Sequence[Due], themes: Themes, now: datetime) -> dict[str, Practice]:
    proposals = {
        due.row.import_id: slugs.proposed(due.row.import_id, (), "")
        for due in batch
        if due.practice is None
    }
    addresses = slugs.Addresses(proposals.values())
    files = _files_of([due.practice for due in batch if due.practice])
    new, old = [], []
    for due in batch:
        values = fact_values(due.row.facts) | {"import_hash": due.row.facts.fingerprint}
        children = children_of(due.row.facts, themes)
        children["files"] = files[due.practice.pk] if due.practice else []
        if due.practice is None:
            slug = addresses.take(proposals[due.row.import_id])
            practice = Practice(
                slug=slug, import_id=due.row.import_id, live=True, state=State.PUBLISHED,
                first_published_at=now, last_published_at=now, **values, **children,
            )  # fmt: skip
            new.append(practice)
        else:
            # A fresh object with the children in memory, so that none is read back.
            kept = {
                column.attname: getattr(due.practice, column.attname)
                for column in Practice._meta.concrete_fields
                if column.name not in values and not column.primary_key
            }
            practice = Practice(**kept, **values, **children)
            practice.pk = due.practice.pk
            practice._state.adding = False
            practice.last_published_at = now
            old.append(practice)
    Practice.objects.bulk_create(new)
    if old:
        columns = [*fact_values(batch[0].row.facts), "import_hash", "last_published_at"]
        Practice.objects.bulk_update(old, columns)
    _write_children(new, old)
    return {str(practice.import_id): practice for practice in (*new, *old)}


def _files_of(practices: Sequence[Practice]) -> dict[int, list[PracticeFile]]:
    """What the import leaves as it is, held in memory for the version that is recorded."""
    files: dict[int, list[PracticeFile]] = {practice.pk: [] for practice in practices}
    for each in PracticeFile.objects.filter(practice__in=practices):
        files[each.practice_id].append(each)
    return files


# Files are added here, never by an import.
IMPORTED_CHILDREN = tuple(name for name in Practice.CHILDREN if name != "files")


def _write_children(new: Sequence[Practice], old: Sequence[Practice]) -> None:
    for relation in IMPORTED_CHILDREN:
        manager = Practice._meta.get_field(relation)
        model, key = manager.related_model, manager.field.name  # type: ignore[union-attr]  # a reverse relation
        if old:
            model._default_manager.filter(**{f"{key}__in": old}).delete()  # type: ignore[union-attr]  # a model class
        children = []
        for practice in (*new, *old):
            for child in getattr(practice, relation).all():
                setattr(child, key, practice)
                children.append(child)
        model._default_manager.bulk_create(children)  # type: ignore[union-attr]  # a model class


@dataclass
class Pair:
    """A text of a row, with the one that is there. source_hash: of the row's own original, where
    this is a translation of it."""

    practice: Practice
    imported: ImportedText
    text: PracticeText | None
    source_hash: str


def _texts_of(due: Due, written: dict[str, Practice]) -> list[Pair]:
    practice = written.get(due.row.import_id) or due.practice
    assert practice is not None  # noqa: S101  (what is due has been written, or was there)
    original, *_translations = due.row.texts
    return [
        Pair(
            practice,
            imported,
            text,
            "" if imported is original else source_hash(PracticeText(**text_values(original))),
        )
        for imported, text in due.texts
    ]


def _write_texts(pairs: Sequence[Pair], now: datetime) -> list[PracticeText]:
    new, old = [], []
    for pair in pairs:
        values = {
            **text_values(pair.imported),
            "import_hash": pair.imported.fingerprint,
            "source_hash": pair.source_hash,
            "last_published_at": now,
        }
        text = pair.text
        if text is None:
            text = PracticeText(
                practice=pair.practice, language=pair.imported.language, live=True,
                first_published_at=now, **values,
            )  # fmt: skip
            new.append(text)
        else:
            for name, value in values.items():
                setattr(text, name, value)
            text.updated_at = now
            old.append(text)
        text.html, text.words_hash = rendered(text), source_hash(text)
    PracticeText.objects.bulk_create(new)
    if old:
        columns = [*values, "html", "words_hash", "updated_at"]
        PracticeText.objects.bulk_update(old, columns)
    return [*new, *old]

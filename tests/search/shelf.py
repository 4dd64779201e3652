"""Things to find: rows of organisations, handed over as documents of a kind of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hub.indexing import Document, DocumentText
from hub.models import Organisation

START = datetime(2024, 1, 1, tzinfo=UTC)


class Shelf:
    """A source of documents; it is also what tests put them on.

    A row that is pending shows to nobody but the secretariat, as organisations do.
    """

    facets: Sequence[str] = ("objective", "level", "language")

    def __init__(self, kind: str = "thing") -> None:
        self.kind = kind
        self.kept: dict[int, Document] = {}

    def visible_to(self, viewer: Any) -> QuerySet[Any]:
        return Organisation.objects.visible_to(viewer)

    def audience_of(self, viewer: Any) -> Sequence[str]:
        """Who sees everything also finds what is said to be for the secretariat."""
        is_staff = viewer.is_authenticated and viewer.groups.filter(name="secretariat").exists()
        return ("secretariat",) if is_staff else ()

    def is_indexable(self, instance: Any) -> bool:
        return instance.pk in self.kept

    def indexable(self) -> QuerySet[Any]:
        return Organisation.objects.filter(pk__in=list(self.kept))

    def documents(self, ids: Iterable[int] | None = None) -> Iterator[Document]:
        wanted = None if ids is None else set(ids)
        for pk in self.indexable().order_by("pk").values_list("pk", flat=True):
            if wanted is None or pk in wanted:
                yield self.kept[pk]

    def put(
        self,
        title: str = "A thing",
        summary: str = "",
        *,
        language: str = "en",
        hidden: bool = False,
        texts: Sequence[DocumentText] = (),
        pk: int | None = None,
        **more: Any,
    ) -> Document:
        """Make a row, or change what is said of one, and give its document."""
        if pk is None:
            state = {"verification": "pending"} if hidden else {
                "verification": "verified", "verified_at": timezone.now(),
            }  # fmt: skip
            pk = Organisation.objects.create(name="A row", kind="civil-society", **state).pk
        facets = {"language": [language], **more.pop("facets", {})}
        document = Document(
            kind=self.kind,
            object_id=pk,
            key=more.pop("key", f"key-{pk}"),
            texts=texts or [DocumentText(language, title, summary, **more.pop("text", {}))],
            facets=facets,
            published_at=more.pop("published_at", START + timedelta(days=len(self.kept))),
            **more,
        )
        self.kept[pk] = document
        return document

"""Editorial pages and the rest of the hub: what of them may be found, and what a change of one
means for indexes and caches.

Wagtail publishes pages itself, so these are the only changes that are heard of through signals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from hub import languages
from hub.actions.core import announce
from hub.indexing import Document, DocumentText
from hub.models.pages import EDITORIAL, HomePage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.querysets import Viewer

KIND = "page"
BATCH = 200


class PageSource:
    """Editorial pages as search sees them: live, without restriction, in their own language."""

    kind = KIND
    facets = ("language",)

    def visible_to(self, viewer: Viewer) -> QuerySet[Any]:
        return self.indexable()

    def is_indexable(self, instance: Any) -> bool:
        return bool(self.indexable().filter(pk=instance.pk).exists())

    def indexable(self) -> QuerySet[Any]:
        pages = Page.objects.live().public().type(*EDITORIAL)
        return pages.not_exact_type(HomePage)

    def documents(self, ids: Iterable[int] | None = None) -> Iterator[Document]:
        pages: Any = self.indexable().order_by("pk")
        if ids is not None:
            pages = pages.filter(pk__in=list(ids))
        pages = pages.specific().select_related("locale", for_specific_subqueries=True)
        for page in pages.iterator(chunk_size=BATCH):
            code = languages.get(page.locale.language_code).code
            yield Document(
                kind=KIND,
                object_id=page.pk,
                texts=[
                    DocumentText(
                        language=code,
                        title=page.title,
                        summary=getattr(page, "lead", ""),
                        body=body_text(page),
                    )
                ],
                facets={"language": [code]},
                published_at=page.first_published_at,
            )


def body_text(page: Page) -> str:
    """The words of a page's sections, without markup."""
    from hub import richtext

    body = getattr(page, "body", None)
    return richtext.strip_tags(str(body.render_as_block())) if body else ""


def _tell(pages: Iterable[Page]) -> None:
    ids = [page.pk for page in pages]
    with transaction.atomic():
        announce(KIND, ids)


def _with_descendants(page: Page) -> list[Page]:
    return [page, *page.get_descendants()]


def _unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    _tell([instance])


def _saved(
    sender: Any, instance: Page, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    # Publishing writes the page whole; so does what changes a public page without publishing it,
    # as a synchronised translation. Drafts write only columns that no reader sees.
    if update_fields is None and instance.live:
        _tell([instance])


def _moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    _tell(_with_descendants(instance))


def _restricted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    origin = kwargs.get("origin", instance)
    if getattr(origin, "model", type(origin)) is PageViewRestriction:
        _tell(_with_descendants(instance.page))
    # Else it goes with its page, which is half gone and will be heard of itself.


def _deleted(sender: Any, instance: Page, **kwargs: Any) -> None:
    _tell([instance])


def connect() -> None:
    """Listen to every way in which a page changes for its readers."""
    page_unpublished.connect(_unpublished, dispatch_uid="hub.pages.unpublished")
    page_slug_changed.connect(_moved, dispatch_uid="hub.pages.slug")
    post_page_move.connect(_moved, dispatch_uid="hub.pages.move")
    for model in EDITORIAL:
        post_save.connect(_saved, sender=model, dispatch_uid=f"hub.pages.{model.__name__}")
    # The row of the page goes after that of its type: only then is it gone from `indexable`.
    post_delete.connect(_deleted, sender=Page, dispatch_uid="hub.pages.deleted")
    for signal in (post_save, post_delete):
        signal.connect(
            _restricted, sender=PageViewRestriction, dispatch_uid=f"hub.pages.view.{id(signal)}"
        )

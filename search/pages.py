"""Editorial pages where everything is searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub import indexing, languages
from hub.pages import KIND
from hub.querysets import Viewer
from search.showing import Entry


def page_entries(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """Entries of pages by id; those that the viewer may not see are left out."""
    pages: Any = indexing.source(KIND).visible_to(viewer).filter(pk__in=ids)
    entries = {}
    for page in pages.specific().select_related("locale"):
        code = languages.get(page.locale.language_code).code
        entries[page.pk] = Entry(
            url=page.url or "",
            title=page.title,
            lang=languages.html_tag(code),
            dir=languages.direction(code),
            excerpt=getattr(page, "lead", ""),
            published_at=page.first_published_at,
            changed_at=page.last_published_at,
        )
    return entries

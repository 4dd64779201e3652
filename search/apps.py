"""The roof: finding."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub import schedule, setup


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from search import indexing, tasks

        indexing.listen()
        schedule.every(
            "search.frequencies", minutes=tasks.MINUTES, enqueue=tasks.refresh_frequencies.enqueue
        )
        setup.step("search", refresh_index, order=90)


def refresh_index(report: setup.Report) -> None:
    """Bring the index to the rows, and count its words."""
    from hub.indexing import kinds
    from search import indexing
    from search.embedded import frequencies

    for kind in kinds():
        different = indexing.difference(kind)
        if different.ids:
            report(f"Indexing {kind}: {len(different.ids)} …")
            indexing.follow(kind, different.ids)
    frequencies.refresh()

"""The roof: finding."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub import navigation, schedule, setup, slots


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from search import home, indexing, related, showing, tasks
        from search.pages import page_entries

        indexing.listen()
        showing.register("page", page_entries)
        slots.fill("home.search", home.search)
        slots.fill("home.levels", home.levels)
        slots.fill("home.objectives", home.objectives)
        slots.fill("home.newest", home.newest)
        slots.fill("practice.related", related.related)
        slots.fill("organisation.after_facts", home.of_organisation)
        navigation.add("search:practices", _("Practices"))
        navigation.add("search:objectives", _("Objectives"))
        navigation.add("search:countries", _("Countries"))
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

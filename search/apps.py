"""The roof: finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from hub import health, navigation, schedule, setup, slots


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from practices.policy import SecretariatKeeps
        from search import (
            duplicates,
            home,
            indexing,
            menu,
            related,
            resting,
            showing,
            talk,
            tasks,
        )
        from search.alerts import telling
        from search.engines.elasticsearch import documents
        from search.engines.embedded import terms
        from search.engines.embedded.words import tsvector
        from search.models import Synonyms
        from search.pages import page_entries

        indexing.listen()
        post_migrate.connect(drop_stray_words, sender=self)
        connection_created.connect(tsvector.without_compiling)
        showing.register("page", page_entries, _("Pages"), _("Page"))
        talk.register()
        telling.register()
        register_permission_policy(Synonyms, SecretariatKeeps(Synonyms))
        slots.fill("account.menu", menu.entries, order=60)
        slots.fill("account.menu", menu.saved, order=50)
        slots.fill("notices.ways", menu.saved)
        slots.fill("home.search", home.search)
        slots.fill("spaces.search", home.in_discussions)
        slots.fill("space.search", home.in_discussions)
        slots.fill("home.levels", home.levels)
        slots.fill("home.objectives", home.objectives)
        slots.fill("home.newest", home.newest)
        slots.fill("practice.related", related.related)
        slots.fill("practices.form.after_summary", duplicates.hint)
        slots.fill("organisation.after_facts", home.of_organisation)
        navigation.add("search:practices", _("Practices"))
        navigation.add("search:objectives", _("Objectives"))
        navigation.add("search:countries", _("Countries"))
        schedule.every(
            "search.queries", minutes=tasks.FORGETTING, enqueue=tasks.forget_queries.enqueue
        )
        schedule.every("search.alerts", minutes=tasks.ALERTING, enqueue=tasks.tell_news.enqueue)
        schedule.every(
            "search.frequencies", minutes=tasks.MINUTES, enqueue=tasks.refresh_frequencies.enqueue
        )
        health.watch("search", resting.less_well)
        if settings.ELASTICSEARCH_URLS:
            schedule.every("search.cluster", minutes=1, enqueue=tasks.watch_cluster.enqueue)
        setup.step("search", refresh_index, order=90)
        setup.step("search.meaning", read_sentences, order=91)
        setup.step(
            "search.cluster", build_cluster, order=92,
            inputs=tuple(Path(str(module.__file__)) for module in (documents, terms)),
        )  # fmt: skip


def drop_stray_words(**kwargs: Any) -> None:
    """`manage.py flush` empties tables that have a model; the index of words has none."""
    from django.db import connection

    from search.engines.embedded.words import words
    from search.models import SearchEntry

    there = connection.introspection.table_names()
    index = words()
    if {index.table, SearchEntry._meta.db_table} <= set(there) and not SearchEntry.objects.exists():
        index.clear()


def refresh_index(report: setup.Report) -> None:
    """Bring the index to the rows, and count its words."""
    from hub.indexing import kinds
    from search import indexing
    from search.engines.embedded import frequencies

    for kind in kinds():
        different = indexing.difference(kind)
        if different.ids:
            report(f"Indexing {kind}: {len(different.ids)} …")
            indexing.follow(kind, different.ids, is_news=False)
    frequencies.refresh()


def read_sentences(report: setup.Report) -> None:
    """Read what the sentences of all texts mean."""
    from search.meaning import keeping

    count = keeping.count_stale()
    if count:
        report(f"Reading the sentences of {count} texts …")
    keeping.catch_up()


def build_cluster(report: setup.Report) -> None:
    """Build the cluster's indexes where there are none, or none of this code. A hub whose cluster
    is away starts all the same."""
    from search import rebuilding

    if not rebuilding.is_due():
        return
    report("Building the cluster's indexes …")
    try:
        rebuilding.rebuild()
    except rebuilding.NotRebuilt as error:
        report(f"The cluster's indexes were not built: {error}")

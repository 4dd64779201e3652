"""Measure one search engine on one library in this process; the last line of output is the figures
as JSON.

Where the environment names a cluster, that answers; else the embedded engine, on the database that
the environment names. All are by the clock: most of the work is done in other processes.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import django

from bench.timing import Figure, one, wall

ROUNDS = 5


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--size", type=int, required=True)
    size = parser.parse_args().size
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from bench import copying, prepare

    call_command("migrate", verbosity=0, interactive=False)
    if settings.ELASTICSEARCH_URLS:
        found = _on_cluster(size)
    elif connection.vendor == "postgresql":
        copying.copy(Path(settings.HUB_VAR) / "hub.sqlite3")
        found = [*_rate(prepare.index(), size), *_figures("embedded")]
    else:
        found = [*_rate(prepare.prepare(size), size), *_figures("embedded")]
    print(json.dumps({name: asdict(figure) for name, figure in found}))


def _rate(made: Mapping[str, Any], size: int) -> Iterator[tuple[str, Figure]]:
    yield "indexed, documents a second", one(size / made["rebuild"], "")
    if "rebuild_cpu" in made:
        yield "indexed, CPU of the hub a document", one(made["rebuild_cpu"] * 1000 / size, "ms")


def _on_cluster(size: int) -> list[tuple[str, Figure]]:
    from bench import prepare
    from search.engines.elasticsearch import indexes
    from search.engines.elasticsearch.connection import WRITING, client

    cluster = client(WRITING)
    try:
        made = prepare.index(engine="elasticsearch")
        # What a cluster does sooner or later by itself, so that each run measures the same.
        cluster.options(request_timeout=600).indices.forcemerge(
            index=",".join(indexes.there(cluster)), max_num_segments=1
        )
        return [*_rate(made, size), *_figures("elasticsearch"), *_equal()]
    finally:
        indexes.drop_all(cluster)


def questions() -> list[str]:
    """As `finding.pairs`; chosen on SQLite, where the library was made, and the same elsewhere."""
    from django.conf import settings
    from django.db import connection

    from bench import finding

    kept = Path(settings.HUB_VAR) / "questions.json"
    if kept.exists() and (settings.ELASTICSEARCH_URLS or connection.vendor != "sqlite"):
        known: list[str] = json.loads(kept.read_text())
        return known
    chosen = finding.pairs()
    kept.write_text(json.dumps(chosen))
    return chosen


def _figures(name: str) -> Iterator[tuple[str, Figure]]:
    from bench import finding
    from search.engine import Request
    from search.engines import embedded
    from search.registry import engine

    asked = engine(name)
    texts = questions()
    rounds = ROUNDS * len(texts)

    def each(request: Request) -> Callable[[], object]:
        rest = cycle(texts)
        return lambda: asked.search(replace(request, text=next(rest)))

    def suggested() -> Callable[[], object]:
        rest = cycle([question.split()[1][:4] for question in texts])
        return lambda: asked.suggest(next(rest), "en")

    forget = embedded.forget_queries
    typed, faceted = Request(limit=20), Request(limit=20, facets=finding.ALL)
    chosen = replace(faceted, filters=finding.TWO_FILTERS)
    each(faceted)()
    for label, request in (
        ("two words", typed),
        ("two words, all facets", faceted),
        ("two words, two filters, all facets", chosen),
    ):
        yield label, wall(each(request), rounds=rounds, before=forget)
        yield f"{label}, asked again", wall(each(request), rounds=rounds)
    listed = replace(chosen, order="newest")
    yield "list, two filters, all facets", wall(lambda: asked.search(listed))
    yield "suggestions for four letters", wall(suggested(), rounds=rounds, before=forget)
    yield "suggestions for four letters, asked again", wall(suggested(), rounds=rounds)


def _equal() -> Iterator[tuple[str, Figure]]:
    """Of how many questions both engines give the same total and the same facets."""
    from bench import finding
    from search.engine import Request
    from search.registry import engine

    asked = [
        Request(text=text, limit=0, facets=finding.ALL, filters=filters)
        for text in (*questions(), "")
        for filters in ({}, finding.TWO_FILTERS)
    ]
    same = 0
    for request in asked:
        one_result = engine("embedded").search(request)
        other = engine("elasticsearch").search(request)
        same += (one_result.total, one_result.facets) == (other.total, other.facets)
    yield f"totals and facets as embedded, of {len(asked)}", one(same, "questions")


if __name__ == "__main__":
    main()

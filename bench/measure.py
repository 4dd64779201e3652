"""Measure one size in this process; the last line of output is the figures as JSON."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 7


def cpu_ms(
    function: Callable[[], Any], rounds: int = ROUNDS, before: Callable[[], Any] | None = None
) -> float:
    """The median CPU time of a call, in milliseconds, after one call to warm up."""
    if before is None:
        function()
    times = []
    for _round in range(rounds):
        if before is not None:
            before()
        start = time.process_time()
        function()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def prepare(size: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench import library
    from practices.models import Practice

    call_command("migrate", verbosity=0, interactive=False)
    if Practice.objects.count() == size:
        return
    print(f"Making {size:,} practices …", file=sys.stderr)
    call_command("flush", verbosity=0, interactive=False)
    library.make(size)
    call_command("search_rebuild", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def words_by_share(low: float, high: float) -> list[str]:
    """Words of the practices that stand in between `low` and `high` of them, commonest first."""
    from collections import Counter

    from search.analysis import query_words

    from bench.library import real

    rows = real()
    counts: Counter[str] = Counter()
    for row in rows:
        if row["title_language"] == "en":
            counts.update({word.lower() for word in row["summary"].split() if word.isalpha()})
    total = len(rows)
    fitting = [w for w, n in counts.most_common() if low <= n / total <= high and len(w) > 4]
    return [word for word in fitting if query_words(word)]


def figures(size: int) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.urls import reverse
    from search.registry import engine

    from bench import asgi
    from practices.models import Practice
    from search.embedded import forget
    from search.engine import Request
    from search.filters import FACETS

    found: dict[str, float] = {}
    first, second = words_by_share(0.02, 0.10)[:2]
    words = f"{first} {second}"
    facets = tuple(FACETS)
    search = engine().search

    def top20() -> Any:
        return search(Request(text=words, limit=20, correct=False))

    def faceted() -> Any:
        return search(Request(text=words, limit=20, facets=facets, correct=False))

    def listed() -> Any:
        return search(Request(limit=20, facets=facets, order="newest"))

    def filtered() -> Any:
        chosen = {"objective": ("7",), "level": ("national",)}
        return search(Request(limit=20, facets=facets, filters=chosen, order="newest"))

    listed()
    found["search, top 20 of two words"] = cpu_ms(top20, before=forget_words)
    found["search with all facets, cold"] = cpu_ms(faceted, before=forget, rounds=5)
    found["search with all facets, words new"] = cpu_ms(faceted, before=forget_words)
    found["search with all facets, remembered"] = cpu_ms(faceted)
    found["list with all facets, cold"] = cpu_ms(listed, before=forget, rounds=5)
    found["list with all facets, remembered"] = cpu_ms(listed)
    found["list with two filters, remembered"] = cpu_ms(filtered)
    client = Client(HTTP_HOST="127.0.0.1")
    slugs = iter(list(Practice.objects.values_list("slug", flat=True)[:200]))
    found["page of a practice, not kept"] = cpu_ms(
        lambda: client.get(reverse("practices:detail", args=[next(slugs)])), rounds=40
    )
    list_url = reverse("search:practices")
    found["page of the list, not kept"] = cpu_ms(lambda: client.get(list_url))
    found["page of a search, not kept"] = cpu_ms(lambda: client.get(list_url, {"q": words}))
    found["an empty Django view"] = cpu_ms(lambda: client.get("/healthz"), rounds=40)
    with connection.cursor() as cursor:
        expression = " ".join(f'"{term}"' for term in asgi.terms_of(words))

        def fts5_alone() -> Any:
            cursor.execute(
                "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rank LIMIT 20",
                [expression],
            )
            return cursor.fetchall()

        found["FTS5 alone, top 20 of two words"] = cpu_ms(fts5_alone)
    slug = Practice.objects.values_list("slug", flat=True).first()
    found["kept page, requests a second"] = asgi.requests_a_second(f"/en/practices/{slug}/")
    return found


def forget_words() -> None:
    """As when nobody asked for these words before, with the index in memory."""
    from search.embedded import forget_queries

    forget_queries()


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--size", type=int, required=True)
    size = parser.parse_args().size
    django.setup()
    prepare(size)
    print(json.dumps(figures(size)))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)

"""Both engines count the same, for questions of every sort: on the practices that the hub ships,
and with `HUB_TEST_LONG=1` on ten thousand that are made of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from hub import indexing
from hub.indexing import Document
from hub.models import Organisation
from practices.apps import SHIPPED
from practices.indexing import KIND, PracticeSource
from search.engine import Request, SearchEngine
from search.engines.elasticsearch import connection, indexes
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded import frequencies
from search.engines.embedded.engine import EmbeddedEngine

from .cluster import URL, needs_cluster
from .shelf import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.once, needs_cluster]

# By language: words, misspelt ones, more than any text has, none that says anything, other
# languages than the reader's.
QUESTIONS = {
    "en": [
        "", "diaspora remittances", "remitances to rural famillies", "the of and", "zzzzzz",
        "How do municipalities help newcomers find work and housing?", "skills recogni",
        "shelter for trafficked women who speak Quechua", "migrant health",
    ],
    "fr": ["santé des migrants", "Comment retrouver un proche disparu ?", "refugies"],
    "es": ["regularizacion de ninos en las escuelas", "trabajo doméstico", "agua potable"],
    "ru": ["трудовые мигранты", "права детей", "легальное трудоустроиство за рубижом"],
    "ar": ["حماية ضحايا الاتجار بالبشر", "تحويلات المغتربين"],
    "zh": ["边境地区外籍务工人员管理", "移民工人", "一站试服务"],
}  # fmt: skip
FILTERS: Sequence[dict[str, tuple[str, ...]]] = (
    {}, {"language": ("en",)}, {"objective": ("6", "7"), "level": ("local", "national")},
    {"country": ("XX",)},
)  # fmt: skip
TOLD = ("total", "below_total", "facets", "any_word", "corrected", "wordless")


@pytest.fixture
def cluster(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticsearchEngine]:
    settings.ELASTICSEARCH_URLS = [URL]
    settings.ELASTICSEARCH_PREFIX = f"agree-{os.getpid()}"
    monkeypatch.setattr(connection, "TIMEOUT", 60.0)
    yield ElasticsearchEngine()
    indexes.drop_all(connection.client(60))


def _only(monkeypatch: pytest.MonkeyPatch, source: Any) -> None:
    monkeypatch.setattr(indexing, "_sources", {source.kind: source})


def _differences(
    cluster: SearchEngine, kind: str, filters: Sequence[dict[str, tuple[str, ...]]] = FILTERS
) -> list[str]:
    embedded = EmbeddedEngine()
    found = []
    for language, texts in QUESTIONS.items():
        for number, text in enumerate(texts):
            some = filters if number < 2 else filters[:1]
            for chosen in some:
                request = Request(
                    kinds=(kind,), text=text, language=language, filters=chosen,
                    facets=PracticeSource.facets, meaning=False,
                )  # fmt: skip
                one, other = embedded.search(request), cluster.search(request)
                found += [
                    f"{text} {chosen} {name}: {getattr(one, name)} {getattr(other, name)}"
                    for name in TOLD
                    if getattr(one, name) != getattr(other, name)
                ]
    return found


def test_both_count_the_same_on_the_practices_that_the_hub_ships(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.ELASTICSEARCH_URLS = []
    call_command("import_practices", str(SHIPPED), verbosity=0)
    frequencies.refresh()
    settings.ELASTICSEARCH_URLS = [URL]
    _only(monkeypatch, PracticeSource())
    cluster.ensure()
    assert cluster.bulk(PracticeSource().documents()) == 189
    assert _differences(cluster, KIND) == []
    request = Request(text="remittances", filters={"objective": ("20",)}, meaning=False)
    assert cluster.search(request).total > 0


@pytest.mark.skipif(not os.environ.get("HUB_TEST_LONG"), reason="HUB_TEST_LONG is not set")
def test_both_count_the_same_on_ten_thousand(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, shelf: Shelf, settings: Any
) -> None:
    settings.ELASTICSEARCH_URLS = []
    call_command("import_practices", str(SHIPPED), verbosity=0)
    shipped = list(PracticeSource().documents())
    settings.ELASTICSEARCH_URLS = [URL]
    documents = _many(shipped, shelf, 10_000)
    _only(monkeypatch, shelf)
    EmbeddedEngine().bulk(documents)
    frequencies.refresh()
    cluster.ensure()
    assert cluster.bulk(documents) == 10_000
    assert _differences(cluster, shelf.kind, FILTERS[:2]) == []


def _many(shipped: Sequence[Document], shelf: Shelf, count: int) -> list[Document]:
    """Documents that each take one text from two of those that there are, so that no two are alike
    in everything."""
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=f"Row {n}", kind="civil-society", verification="verified",
            verified_at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    made = []
    for number, row in enumerate(rows):
        one = shipped[number % len(shipped)]
        other = shipped[(number * 7 + number // len(shipped)) % len(shipped)]
        texts = [*one.texts[:1], *other.texts[:1]]
        facets = {name: values for name, values in other.facets.items() if name != "language"}
        facets["language"] = list(dict.fromkeys(text.language for text in texts))
        made.append(
            replace(one, kind=shelf.kind, object_id=row.pk, key="", texts=texts, facets=facets)
        )
        shelf.kept[row.pk] = made[-1]
    return made

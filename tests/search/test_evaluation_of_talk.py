"""The judged queries about discussions, and how well they are answered."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from discussions.models import Post, Topic
from hub import languages
from search.engine import Hit
from search.evaluation import metrics, queries, talk
from search.evaluation.answers import ask, summarise
from search.registry import engine


@pytest.fixture(scope="module")
def judged() -> list[queries.Query]:
    return queries.read(queries.DISCUSSIONS)


def test_each_language_has_each_kind_of_query_twice(judged: list[queries.Query]) -> None:
    counts = Counter((query.language, query.kind) for query in judged)
    wanted = {(language, kind) for language in languages.CODES for kind in queries.KINDS}
    assert {pair for pair, count in counts.items() if count >= 2} == wanted
    assert max(Counter(query.text.casefold() for query in judged).values()) == 1


def test_what_is_judged_is_there_and_every_query_has_an_answer(
    judged: list[queries.Query],
) -> None:
    there = talk.languages_of()
    assert {key for query in judged for key in query.judgements} <= there.keys()
    assert all(max(query.judgements.values()) >= metrics.RELEVANT for query in judged)
    assert [
        (query.id, key)
        for query in judged
        for key, grade in query.judgements.items()
        if query.kind == "other-language"
        and grade >= metrics.RELEVANT
        and query.language in there[key]
    ] == []


@pytest.mark.once
@pytest.mark.django_db
def test_discussions_are_found_as_well_as_the_bar_says(
    judged: list[queries.Query], client: Client
) -> None:
    """One test, because making and indexing them costs a second."""
    with pytest.raises(CommandError, match="--load"):
        call_command("search_evaluate", "--of", "discussions", "--without-vectors")
    talk.load()
    talk.load()
    names = talk.names()
    assert len(names) == Topic.objects.count() + Post.objects.count() == 60
    assert client.get(f"/ar/spaces/topics/{Topic.objects.first().pk}/").status_code == 200

    def name(hit: Hit) -> str:
        return names[hit.kind, hit.object_id]

    answers = [
        ask(engine("embedded"), query, kinds=talk.KINDS, name=name, meaning=False)
        for query in judged
    ]
    assert [answer.query.id for answer in answers if not answer.found] == []
    assert summarise(answers).ndcg >= 0.70
    printed = StringIO()
    call_command(
        "search_evaluate", "--of", "discussions", "--without-vectors", "--language", "ar",
        stdout=printed,
    )  # fmt: skip
    assert printed.getvalue().split("\n")[1].split()[:2] == ["all", "12"]

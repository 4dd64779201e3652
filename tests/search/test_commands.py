"""The commands that keep the index in step with the rows and look into what is found."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from practices.models import Practice, PracticeText
from search.engine import Request
from search.models import SearchEntry, SearchFacet, SearchObject
from search.registry import engine
from tests.practices.library import imported, published

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def found(text: str) -> list[int]:
    return [hit.object_id for hit in engine().search(Request(text=text, correct=False)).hits]


def kept(practice: Practice) -> SearchObject:
    return SearchObject.objects.get(kind__name="practice", object_id=practice.pk)


def test_an_index_in_step_is_said_to_be_so() -> None:
    published(title="A shelter")
    assert "practice: 1 in step" in run("search_check", verbosity=0)


def test_what_the_index_lacks_has_of_old_or_keeps_too_long_is_named_and_repaired() -> None:
    missing, stale, orphaned = (published(title=f"Shelter {n}") for n in range(3))
    engine("embedded").remove("practice", [missing.pk])
    # Past the actions, as a hand in the database would.
    PracticeText.objects.filter(practice=stale).update(title="Pension")
    Practice.objects.filter(pk=orphaned.pk).update(live=False)
    with pytest.raises(SystemExit) as ended:
        run("search_check", verbosity=0)
    assert ended.value.code == 1
    said = run("search_check", repair=True, verbosity=0)
    for state, practice in (("missing", missing), ("stale", stale), ("orphaned", orphaned)):
        assert f"practice: 1 {state}: {practice.pk}" in said
    assert "practice: 2 in step" in run("search_check", verbosity=0)
    assert found("shelter") == [missing.pk]
    assert found("pension") == [stale.pk]


def test_damage_inside_the_index_is_named_and_mended() -> None:
    practice = published(title="A shelter")
    SearchFacet.objects.filter(facet="level").delete()
    with pytest.raises(SystemExit):
        run("search_check", verbosity=0)
    said = run("search_check", repair=True, verbosity=0)
    assert "kinds with wrong sets: practice" in said
    assert "in step" in run("search_check", verbosity=0)
    narrowed = engine().search(Request(filters={"level": ("local",)}))
    assert [hit.object_id for hit in narrowed.hits] == [practice.pk]


def test_a_rebuild_reads_everything_again_also_from_nothing() -> None:
    practice = published(title="A shelter")
    SearchEntry.objects.filter(object=kept(practice)).update(title="Something else")
    assert "practice: 1 indexed" in run("search_rebuild", kind=["practice"], verbosity=1)
    assert SearchEntry.objects.get(object=kept(practice)).title == "A shelter"
    run("search_rebuild", from_nothing=True, verbosity=0)
    assert found("shelter") == [practice.pk]


def test_the_index_is_written_in_the_transaction_of_the_change_or_not_at_all() -> None:
    with transaction.atomic():
        practice = published(title="A shelter")
        assert found("shelter") == [practice.pk]
        transaction.set_rollback(True)
    assert found("shelter") == []


class TestSearching:
    @pytest.fixture(autouse=True)
    def _practices(self) -> None:
        imported("example-harbour", title="Permits at the harbour")
        imported("example-market", title="Advice at the market")

    def test_a_query_is_answered_in_lines_that_a_person_reads(self) -> None:
        said = run("search", "harbour", verbosity=0).splitlines()
        assert said[0].startswith("1 found")
        assert "example-harbour" in said[1]
        assert "Permits at the harbour" in said[1]

    def test_a_query_is_answered_as_one_object(self) -> None:
        said = json.loads(run("search", "harbour", json=True))
        assert said["total"] == 1
        assert [hit["source"] for hit in said["hits"]] == ["example-harbour"]

    def test_a_file_of_queries_is_answered_line_by_line(self, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        rows = [
            {"id": 1, "text": "market", "language": "en"},
            {"id": "two", "text": "port", "language": "fr"},
        ]
        queries.write_text("\n".join(map(json.dumps, rows)))
        answers = [json.loads(line) for line in run("search", queries=str(queries)).splitlines()]
        assert [answer["id"] for answer in answers] == [1, "two"]
        (hit,) = answers[0]["hits"]
        assert hit["source"] == "example-market"
        assert hit["score"] > 0

    @pytest.mark.parametrize(
        ("arguments", "options", "said"),
        [
            (["search"], {}, "either a query or"),
            (["search", "x"], {"language": "xx"}, "xx is none of"),
            (["search", "x"], {"kind": "none"}, "no kind none"),
            (["search", "x"], {"limit": -1}, "--limit"),
            (["search"], {"queries": "/none/such"}, "cannot be read"),
        ],
    )
    def test_what_cannot_be_asked_is_said(
        self, arguments: list[str], options: dict[str, Any], said: str
    ) -> None:
        with pytest.raises(CommandError, match=said):
            run(*arguments, **options)

    def test_a_line_that_is_no_query_is_named(self, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text('{"id": 1, "text": "market"}\n{"id": 2}\n')
        with pytest.raises(CommandError, match="line 2"):
            run("search", queries=str(queries))


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_can_be_filled_again() -> None:
    published(title="A shelter")
    call_command("flush", interactive=False, verbosity=0)
    again = published(title="A shelter")
    assert found("shelter") == [again.pk]

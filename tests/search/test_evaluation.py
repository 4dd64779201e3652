from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hub import languages
from practices.apps import SHIPPED
from search.engine import Request
from search.evaluation import metrics, queries
from search.evaluation.answers import Answer, ask, summarise
from search.evaluation.queries import KINDS, BadQuery, Query
from search.meaning.encoders import encoder
from search.registry import engine


@pytest.fixture(scope="module")
def judged() -> list[Query]:
    return queries.read()


@pytest.fixture(scope="module")
def written_in() -> dict[str, str]:
    """The language of each shipped practice."""
    with SHIPPED.open(encoding="utf-8") as lines:
        return {row["id"]: row["title_language"] for row in map(json.loads, lines)}


def _query(**judgements: int) -> Query:
    return Query("one", "en", "plain", "words", judgements)


def _write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _row(**changed: Any) -> dict[str, Any]:
    row = {"id": "one", "language": "en", "kind": "plain", "text": "nurses"}
    return {**row, "judgements": {"b": 3}, **changed}


@pytest.fixture(scope="module")
def all_queries(judged: list[Query]) -> list[Query]:
    """Those of the control set as well."""
    return [*judged, *queries.read(queries.CONTROL)]


class TestTheJudgedSets:
    def test_no_query_stands_in_them_twice(self, all_queries: list[Query]) -> None:
        assert max(Counter(query.id for query in all_queries).values()) == 1
        assert max(Counter(query.text.casefold() for query in all_queries).values()) == 1

    def test_each_language_has_every_kind_at_least_three_times(self, judged: list[Query]) -> None:
        counts = Counter((query.language, query.kind) for query in judged)
        wanted = {(language, kind) for language in languages.CODES for kind in KINDS}
        assert {pair for pair, count in counts.items() if count >= 3} == wanted
        assert len(judged) >= 90

    def test_what_they_judge_is_shipped(
        self, all_queries: list[Query], written_in: dict[str, str]
    ) -> None:
        assert {key for query in all_queries for key in query.judgements} <= written_in.keys()

    def test_other_language_queries_have_no_answer_in_their_own(
        self, all_queries: list[Query], written_in: dict[str, str]
    ) -> None:
        assert [
            (query.id, key)
            for query in all_queries
            for key, grade in query.judgements.items()
            if query.kind == "other-language"
            and grade >= metrics.RELEVANT
            and written_in[key] == query.language
        ] == []

    def test_every_query_has_an_answer(self, all_queries: list[Query]) -> None:
        assert [
            query.id
            for query in all_queries
            if max(query.judgements.values()) < metrics.RELEVANT
        ] == []  # fmt: skip

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"kind": "odd"}, "kind 'odd'"),
            ({"language": "pt"}, "language 'pt'"),
            ({"judgements": {"a": 4}}, "grade 4"),
            ({"judgements": {}}, "judgements"),
            ({"more": 1}, "more"),
        ],
    )
    def test_a_line_that_is_no_query_is_named(
        self, tmp_path: Path, wrong: dict[str, Any], says: str
    ) -> None:
        path = _write(tmp_path / "set.jsonl", _row(), _row(**wrong))
        with pytest.raises(BadQuery, match=f"line 2: .*{says}"):
            queries.read(path)


class TestMeasures:
    def test_ndcg_is_what_it_is_by_hand(self) -> None:
        # Found: grades 1, 0, 3. DCG = 1/log2(2) + 0 + 7/log2(4) = 1 + 3.5.
        # Best order: 3, 2, 1. DCG = 7/log2(2) + 3/log2(3) + 1/log2(4) = 7 + 1.892789 + 0.5.
        assert metrics.ndcg([1, 0, 3], [1, 2, 3]) == pytest.approx(4.5 / 9.392789, abs=1e-6)

    def test_the_best_order_has_one_and_nothing_has_none(self) -> None:
        assert metrics.ndcg([3, 2, 1], [1, 3, 2]) == 1
        assert metrics.ndcg([], [3]) == 0
        assert metrics.ndcg([0, 0], [0]) == 0

    def test_what_comes_eleventh_counts_nowhere(self) -> None:
        grades = [0] * 10 + [3]
        assert metrics.ndcg(grades, [3]) == 0
        assert metrics.reciprocal_rank(grades) == 0
        assert metrics.success(grades) == 0
        # Eleven perfect answers: ten of them are all that can be seen.
        assert metrics.ndcg([3] * 10, [3] * 11) == 1

    def test_a_marginal_hit_is_no_success(self) -> None:
        assert metrics.reciprocal_rank([1, 0, 2, 3]) == pytest.approx(1 / 3)
        assert metrics.success([1, 0, 2]) == 1
        assert metrics.success([1, 1]) == 0

    def test_a_summary_is_the_mean_of_its_queries(self) -> None:
        summary = summarise(
            [
                Answer(_query(a=3), ["a"]),
                Answer(_query(a=3), ["b", "a"]),
                Answer(_query(a=3), ["b"]),
                Answer(_query(a=3), []),
            ]
        )
        assert summary.ndcg == pytest.approx((1 + 1 / 1.584963) / 4, abs=1e-6)
        assert summary.mrr == pytest.approx((1 + 1 / 2) / 4)
        assert (summary.queries, summary.success, summary.no_result) == (4, 0.5, 0.25)

    def test_what_was_missed_is_named_best_first_without_the_marginal(self) -> None:
        answer = Answer(_query(a=1, b=2, c=3, d=3), ["d"])
        assert answer.missed == [("c", 3), ("b", 2)]


@pytest.mark.django_db
class TestTheCommand:
    """Two shipped practices, in the real index: one on nurses, one on seasonal work."""

    @pytest.fixture
    def library(self, tmp_path: Path) -> None:
        wanted = {"triple-win-nurses-germany", "palm-scheme-australia"}
        with SHIPPED.open(encoding="utf-8") as lines:
            rows = [row for row in map(json.loads, lines) if row["id"] in wanted]
        path = _write(tmp_path / "practices.jsonl", *rows)
        call_command("import_practices", path, verbosity=0)
        call_command("search_rebuild", verbosity=0)

    @pytest.fixture
    def stub(self, tmp_path: Path) -> Path:
        return _write(
            tmp_path / "set.jsonl",
            _row(id="first", judgements={"triple-win-nurses-germany": 3}),
            _row(
                id="second", kind="question", language="fr", text="nurses",
                judgements={"palm-scheme-australia": 3},
            ),
        )  # fmt: skip

    def _run(self, *arguments: Any) -> str:
        output = StringIO()
        call_command("search_evaluate", *arguments, stdout=output)
        return output.getvalue()

    @pytest.mark.usefixtures("library")
    def test_it_prints_a_table_over_all_by_kind_and_by_language(self, stub: Path) -> None:
        rows = [line.split() for line in self._run("--queries", stub).splitlines() if line]
        assert [row[:2] for row in rows[1:]] == [
            ["all", "2"], ["plain", "1"], ["question", "1"], ["en", "1"], ["fr", "1"],
        ]  # fmt: skip
        assert rows[2] == ["plain", "1", "1.000", "1.000", "1.000", "0.000"]

    @pytest.mark.usefixtures("library")
    def test_verbose_names_the_hits_with_their_grades_and_what_was_missed(self, stub: Path) -> None:
        printed = self._run("--queries", stub, "--verbose")
        assert "first  1.00  nurses\n     1  3  triple-win-nurses-germany\n" in printed
        assert "missed  3  palm-scheme-australia\n" in printed

    @pytest.mark.usefixtures("library")
    def test_json_says_the_same_of_the_queries_asked_for(self, stub: Path) -> None:
        printed = json.loads(self._run("--queries", stub, "--kind", "plain", "--json"))
        assert printed["all"]["ndcg"] == 1
        assert printed["all"] == printed["kinds"]["plain"] == printed["languages"]["en"]
        assert [query["id"] for query in printed["queries"]] == ["first"]
        assert printed["queries"][0]["hits"][0] == {
            "source": "triple-win-nurses-germany", "grade": 3,
        }  # fmt: skip

    @pytest.mark.usefixtures("library")
    def test_below_the_bar_it_fails(self, stub: Path) -> None:
        self._run("--queries", stub, "--kind", "plain", "--at-least", "1")
        with pytest.raises(CommandError, match=r"nDCG@10 is 0\.\d+, below 0\.9"):
            self._run("--queries", stub, "--at-least", "0.9")

    @pytest.mark.usefixtures("library")
    def test_practices_that_are_not_here_or_not_in_the_index_are_asked_for(
        self, stub: Path
    ) -> None:
        with pytest.raises(CommandError, match="import_practices"):
            self._run()
        call_command("search_rebuild", "--from-nothing", "--kind", "page", verbosity=0)
        with pytest.raises(CommandError, match="search_rebuild"):
            self._run("--queries", stub)

    def test_a_set_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"none\.jsonl"):
            self._run("--queries", tmp_path / "none.jsonl")


# Letters that are no word; then what nobody here has anything to say of.
NONSENSE = (
    "mvklknh", "mbltz", "tfhvm", "qwertyuiop", "corso estgk qsluks", "шщзхъ", "شسيبل",
    "blargh frobnicate", "rmrvqxpwx", "cmbdfzwc",
)  # fmt: skip
FAR_AWAY = (
    "chocolate cake recipe", "guitarra para principiantes", "рецепт борща", "وصفة كعكة الشوكولاتة",
    "巧克力蛋糕食谱", "dinosaurs",
)  # fmt: skip


@pytest.mark.house
@pytest.mark.django_db
def test_search_holds_its_bars_over_the_shipped_practices(
    judged: list[Query], settings: Any
) -> None:
    """One test, because importing and indexing the library costs seconds."""
    settings.HUB_SEARCH_SEMANTIC = True
    call_command("import_practices", SHIPPED, verbosity=0)
    call_command("search_rebuild", verbosity=0)
    found = engine("embedded")
    by_words = [ask(found, query, meaning=False) for query in judged]
    answers = [ask(found, query) for query in judged]
    for some, bars in (
        (by_words, {"": 0.80, "misspelt": 0.70}),
        (answers, {"": 0.80, "misspelt": 0.70, "other-language": 0.60}),
    ):
        assert [answer.query.id for answer in some if not answer.found] == []
        for kind, bar in bars.items():
            of_kind = [each for each in some if kind in ("", each.query.kind)]
            assert summarise(of_kind).ndcg >= bar, kind
    if encoder() is None:
        return
    assert summarise(answers).ndcg > summarise(by_words).ndcg
    for text in (*NONSENSE, *FAR_AWAY):
        assert not any(hit.why.is_close for hit in found.search(Request(text=text)).hits), text

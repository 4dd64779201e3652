"""What every search engine must do. A test of an engine inherits `EngineContract` and gives it a
fixture `engine`, empty; `refreshed` brings up to date what the engine does not do in a write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group

from hub.indexing import DocumentText
from hub.models import User
from search.engine import Request, Result, SearchEngine

from .shelf import Shelf

NASTY = [
    '" AND OR NEAR( *', '"', "*", "a OR", "NEAR(a b, 2)", "title:x", "^x", "-x", "{a b}:c", "(((",
    "a\x00b", "\ud800 lone", "x" * 10_000, "a b " * 3_000, "' ; DROP TABLE x --", "%", "_", "\\",
    "\u202e\u200f", "🙂", "...", "   ", "the of and", "e\u0301" * 200, "\u3000移\u3000",
]  # fmt: skip


class EngineContract:
    @pytest.fixture
    def refreshed(self) -> Callable[[], Any]:
        return lambda: None

    def ids(self, result: Result, *, below: bool = False) -> list[int]:
        return [hit.object_id for hit in result.hits if hit.below is below]

    def ask(self, engine: SearchEngine, text: str = "", **more: Any) -> Result:
        return engine.search(Request(kinds=("thing",), text=text, **more))

    # What is found

    def test_an_empty_request_lists_everything(self, engine: SearchEngine, shelf: Shelf) -> None:
        engine.bulk([shelf.put("One"), shelf.put("Two")])
        result = self.ask(engine)
        assert result.total == 2
        assert len(result.hits) == 2
        assert not result.any_word

    def test_an_empty_index_answers(self, engine: SearchEngine, shelf: Shelf) -> None:
        assert self.ask(engine, "anything", facets=("level",)).total == 0
        assert engine.suggest("any", "en") == []
        assert engine.more_like("thing", object_id=1) == []

    def test_forms_accents_and_case_do_not_matter(self, engine: SearchEngine, shelf: Shelf) -> None:
        fr = shelf.put("Éducation des réfugiées", language="fr")
        ar = shelf.put("حماية المهاجرين في المدينة", language="ar")
        ru = shelf.put("Трудовые мигранты и учёт", language="ru")
        zh = shelf.put("保护移民工人的权利", language="zh")
        engine.bulk([fr, ar, ru, zh])
        for text, document in (
            ("EDUCATION REFUGIEE", fr), ("مهاجرين", ar), ("трудовой мигрант", ru), ("учет", ru),
            ("移民工人", zh), ("权利", zh),
        ):  # fmt: skip
            assert self.ids(self.ask(engine, text))[0] == document.object_id, text

    def test_a_question_matches_texts_of_any_language_and_an_object_counts_once(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        both = shelf.put(texts=[
            DocumentText("en", "Passport office"), DocumentText("fr", "Bureau des passeports"),
        ])  # fmt: skip
        engine.bulk([both, shelf.put("Another")])
        for text, language in (("passport", "en"), ("passeports bureau", "fr")):
            result = self.ask(engine, text)
            assert (result.total, result.hits[0].language) == (1, language)

    def test_where_a_word_stands_decides_the_order(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        filler = "About many other matters of daily life in towns"
        body = shelf.put("Plain matter", filler, text={"body": "remittances"})
        summary = shelf.put("Plain matter", f"{filler} remittances")
        label = shelf.put("Plain matter", filler, text={"labels": "remittances"})
        title = shelf.put("Plain remittances", filler)
        others = [shelf.put(f"Unrelated {n}", filler) for n in range(8)]
        engine.bulk([body, summary, label, title, *others])
        found = self.ids(self.ask(engine, "remittances"))
        assert found == [each.object_id for each in (title, label, summary, body)]

    def test_the_readers_language_goes_first_and_a_demoted_object_last(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        documents = [
            shelf.put("Migration", language="fr"), shelf.put("Migration", language="en"),
            shelf.put("Migration", language="en", demoted=True),
        ]  # fmt: skip
        engine.bulk([*documents, *(shelf.put(f"Other {n}") for n in range(5))])
        french, english, demoted = (each.object_id for each in documents)
        assert self.ids(self.ask(engine, "migration", language="fr"))[0] == french
        assert self.ids(self.ask(engine, "migration", language="en")) == [
            english, french, demoted,
        ]  # fmt: skip

    # The threshold

    def test_two_words_must_both_be_there_and_three_in_five_of_more(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        words = ["shelter", "visa", "pension", "harvest", "nurse"]
        documents = [shelf.put(" ".join(words[:count])) for count in range(1, 6) for _ in range(5)]
        engine.bulk(documents)
        for count, needed in ((1, 1), (2, 2), (3, 2), (4, 3), (5, 3)):
            result = self.ask(engine, " ".join(words[:count]), limit=100)
            assert not result.any_word
            assert result.total == 5 * (6 - needed), count
            assert result.below_total == 25 - result.total if count > 1 else True

    def test_too_few_matches_and_any_word_is_enough(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        both = shelf.put("Shelter and pension")
        engine.bulk([both, shelf.put("Shelter"), shelf.put("Pension"), shelf.put("Visa")])
        result = self.ask(engine, "shelter pension")
        assert result.any_word
        assert (result.total, result.below_total) == (3, 0)
        assert result.hits[0].object_id == both.object_id

    def test_below_the_line_come_those_with_fewer_words_after_all_matches(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        full = [shelf.put(f"Shelter pension {n}", facets={"level": ["local"]}) for n in range(6)]
        half = [shelf.put(f"Shelter {n}", facets={"level": ["local"]}) for n in range(4)]
        engine.bulk([*full, *half])
        result = self.ask(engine, "shelter pension", facets=("level",))
        assert (result.total, result.below_total) == (6, 4)
        assert result.facets["level"] == {"local": 6}
        assert [hit.below for hit in result.hits] == [False] * 6 + [True] * 4
        second = self.ask(engine, "shelter pension", offset=5, limit=3)
        assert [hit.below for hit in second.hits] == [False, True, True]
        assert [hit.object_id for hit in second.hits] == [hit.object_id for hit in result.hits[5:8]]

    # Spelling

    def test_a_slip_is_corrected_unless_one_says_no(
        self, engine: SearchEngine, shelf: Shelf, refreshed: Callable[[], Any]
    ) -> None:
        wanted = shelf.put("Remittances of families")
        engine.bulk([wanted, *(shelf.put(f"Family matters {n}") for n in range(3))])
        refreshed()
        result = self.ask(engine, "remitances")
        assert result.corrected == "remittances"
        assert self.ids(result) == [wanted.object_id]
        literal = self.ask(engine, "remitances", correct=False)
        assert (literal.corrected, literal.total) == ("", 0)
        assert self.ask(engine, "remittances").corrected == ""

    def test_the_last_word_may_be_unfinished(
        self, engine: SearchEngine, shelf: Shelf, refreshed: Callable[[], Any]
    ) -> None:
        longer = shelf.put("Reintegration of returnees")
        engine.bulk([longer, shelf.put("Something else")])
        refreshed()
        assert self.ids(self.ask(engine, "reinteg")) == [longer.object_id]

    # Facets, filters, order

    def test_facets_count_matches_and_leave_out_their_own_filter(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        for number, level in (("1", "local"), ("1", "local"), ("2", "local"), ("2", "global")):
            engine.bulk([shelf.put("Word", facets={"objective": [number], "level": [level]})])
        engine.bulk([shelf.put("Different", facets={"objective": ["3"], "level": ["local"]})])
        asked = {"text": "word", "facets": ("objective", "level")}
        assert self.ask(engine, **asked).facets == {
            "objective": {"1": 2, "2": 2}, "level": {"local": 3, "global": 1},
        }  # fmt: skip
        chosen = self.ask(engine, filters={"objective": ("2",)}, **asked)
        assert chosen.total == 2
        assert chosen.facets == {
            "objective": {"1": 2, "2": 2}, "level": {"local": 1, "global": 1},
        }  # fmt: skip
        assert self.ask(engine, filters={"objective": ("1", "2")}, **asked).total == 4
        both = {"objective": ("1", "2"), "level": ("local",)}
        result = self.ask(engine, filters=both, **asked)
        assert result.total == 3
        assert result.facets["objective"] == {"1": 2, "2": 1}

    def test_a_filter_never_adds_and_one_that_nothing_has_finds_nothing(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        for n in range(6):
            engine.bulk([shelf.put("Shelter pension", facets={"objective": [str(n)]})])
        engine.bulk([shelf.put("Shelter", facets={"objective": ["1"]}) for _ in range(4)])
        narrowed = self.ask(engine, "shelter pension", filters={"objective": ("1",)})
        assert (narrowed.total, narrowed.any_word) == (1, False)
        assert self.ask(engine, filters={"objective": ("99",)}).total == 0
        assert self.ask(engine, filters={"nothing": ("1",)}).total == 0

    def test_a_limit_of_nothing_asks_for_totals_alone(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        engine.bulk([shelf.put("Word", facets={"level": ["local"]})])
        result = self.ask(engine, "word", limit=0, facets=("level",))
        assert (list(result.hits), result.total) == ([], 1)
        assert result.facets == {"level": {"local": 1}}

    def test_orders_and_pages(self, engine: SearchEngine, shelf: Shelf) -> None:
        documents = [shelf.put(f"Word {name}") for name in ("Émile", "zoo", "Arm", "banana")]
        undated = shelf.put("Word", published_at=None)
        engine.bulk([*documents, undated])
        ids = [each.object_id for each in documents]
        newest = [*reversed(ids), undated.object_id]
        for text in ("", "word"):
            assert self.ids(self.ask(engine, text, order="newest")) == newest
            oldest = self.ids(self.ask(engine, text, order="oldest"))
            assert oldest == [*ids, undated.object_id]
            titles = self.ids(self.ask(engine, text, order="title"))
            assert titles == [undated.object_id, ids[2], ids[3], ids[0], ids[1]]
            paged = self.ask(engine, text, order="newest", offset=1, limit=2)
            assert self.ids(paged) == newest[1:3]
            assert paged.total == 5
            assert not self.ask(engine, text, order="newest", offset=10**9).hits

    def test_where_nothing_is_asked_what_the_reader_can_read_comes_first(
        self, engine: SearchEngine, shelf: Shelf, other_shelf: Shelf
    ) -> None:
        spoken = ("fr", "en", "fr", "en", "ru")
        documents = [shelf.put("Word", language=code) for code in spoken]
        engine.bulk(documents)
        first, second, third, fourth, fifth = (each.object_id for each in documents)
        assert self.ids(self.ask(engine, language="fr")) == [third, first, fifth, fourth, second]
        assert self.ids(self.ask(engine, language="fr", offset=1, limit=2)) == [first, fifth]
        assert self.ids(self.ask(engine, language="fr", offset=3, limit=9)) == [fourth, second]
        engine.bulk([other_shelf.put("Word", language="fr")])
        both = engine.search(Request(kinds=("thing", "other"), language="fr", limit=4))
        assert {hit.kind for hit in both.hits[:3]} == {"thing", "other"}
        assert both.hits[3].object_id == fifth

    def test_titles_are_ordered_as_the_reader_reads_them(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        one = shelf.put(texts=[DocumentText("en", "Apple"), DocumentText("fr", "Pomme")])
        two = shelf.put(texts=[DocumentText("en", "Lemon"), DocumentText("fr", "Citron")])
        engine.bulk([one, two])
        for language, first in (("en", one), ("fr", two), ("ru", one)):
            found = self.ids(self.ask(engine, order="title", language=language))
            assert found[0] == first.object_id

    def test_several_kinds_are_one_list(
        self, engine: SearchEngine, shelf: Shelf, other_shelf: Shelf
    ) -> None:
        thing = shelf.put("Shelter")
        other = other_shelf.put("Shelter", published_at=thing.published_at)
        engine.bulk([thing, other, other_shelf.put("Pension")])
        for order in ("relevance", "newest", "title"):
            result = engine.search(Request(kinds=("thing", "other"), text="shelter", order=order))
            assert result.total == 2
            assert {(hit.kind, hit.object_id) for hit in result.hits} == {
                ("thing", thing.object_id), ("other", other.object_id),
            }  # fmt: skip
        assert engine.search(Request(kinds=("nowhere",), text="shelter")).total == 0

    # What changes

    def test_a_change_replaces_the_whole_document(self, engine: SearchEngine, shelf: Shelf) -> None:
        document = shelf.put("Shelter", facets={"level": ["local"]})
        engine.bulk([document])
        engine.bulk([shelf.put("Pension", pk=document.object_id, facets={"level": ["global"]})])
        assert self.ask(engine, "shelter").total == 0
        result = self.ask(engine, "pension", facets=("level",))
        assert (result.total, result.facets) == (1, {"level": {"global": 1}})
        assert self.ask(engine).total == 1

    def test_what_is_removed_is_gone_everywhere(
        self, engine: SearchEngine, shelf: Shelf, refreshed: Callable[[], Any]
    ) -> None:
        gone, stays = shelf.put("Shelter", facets={"level": ["local"]}), shelf.put("Pension")
        engine.bulk([gone, stays])
        assert self.ask(engine, "shelter").total == 1
        engine.remove("thing", [gone.object_id, 10**9])
        engine.remove("nowhere", [1])
        refreshed()
        result = self.ask(engine, facets=("level",))
        assert (result.total, result.facets) == (1, {"level": {}})
        assert self.ask(engine, "shelter", correct=False).total == 0
        assert engine.suggest("shel", "en") == []
        engine.clear()
        assert self.ask(engine).total == 0

    # Who sees what

    def test_nothing_of_what_one_may_not_see_shows_anywhere(
        self, engine: SearchEngine, shelf: Shelf, refreshed: Callable[[], Any]
    ) -> None:
        secret = shelf.put(
            "Zanzibarite", "Zanzibarite is near", hidden=True, audience=("secretariat",),
            facets={"objective": ["7"]},
        )  # fmt: skip
        near = shelf.put("Shelter", "A word that is near", facets={"objective": ["7"]})
        engine.bulk([secret, near, *(shelf.put(f"Other {n}") for n in range(3))])
        refreshed()
        for text in ("zanzibarite", "zanzibarit", "zanzibarte", "near", ""):
            result = self.ask(engine, text, facets=("objective",))
            assert secret.object_id not in self.ids(result) + self.ids(result, below=True)
            assert result.facets["objective"].get("7", 0) <= 1
            assert "anzibar" not in result.corrected.replace(text, "")
            assert "anzibar" not in str([hit.highlights for hit in result.hits])
        assert self.ask(engine).total == 4
        assert self.ask(engine, "near").total == 1
        for begun in ("zan", "zanzibar", "near zan"):
            assert "anzibarite" not in str(engine.suggest(begun, "en"))
        likes = engine.more_like("thing", object_id=near.object_id, limit=10)
        assert secret.object_id not in [hit.object_id for hit in likes]
        staff = User.objects.create_user(email="s@example.org", password="x")
        staff.groups.add(Group.objects.get_or_create(name="secretariat")[0])
        assert self.ids(self.ask(engine, "zanzibarite", viewer=staff)) == [secret.object_id]
        assert self.ask(engine, viewer=staff).total == 5

    # What is shown

    def test_highlights_mark_what_matched_and_nothing_else_is_markup(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        evil = '<script>alert(1)</script> & "shelters" <mark>not</mark>'
        engine.bulk([shelf.put(evil, f"{evil} {'filler ' * 300} <b>shelter</b>")])
        (hit,) = self.ask(engine, "shelter").hits
        title = hit.highlights["title"]
        assert "<mark>shelters</mark>" in title
        assert "&lt;script&gt;" in title
        assert "&lt;mark&gt;not" in title
        for html in hit.highlights.values():
            plain = html.replace("<mark>", "").replace("</mark>", "")
            assert "<" not in plain
        assert len(hit.highlights["summary"]) < 600

    def test_suggestions_complete_words_and_name_titles(
        self, engine: SearchEngine, shelf: Shelf, refreshed: Callable[[], Any]
    ) -> None:
        document = shelf.put("Remittances for schools")
        engine.bulk([document, shelf.put("Roads")])
        refreshed()
        found = engine.suggest("remit", "en")
        assert "remittances" in [each.text.lower() for each in found]
        titles = engine.suggest("remittances sch", "en")
        assert ("Remittances for schools", document.object_id) in [
            (each.text, each.object_id) for each in titles
        ]
        assert len(engine.suggest("r", "en", limit=1)) <= 1

    def test_what_is_like_another_shares_words_or_facets_and_is_not_itself(
        self, engine: SearchEngine, shelf: Shelf
    ) -> None:
        one = shelf.put("Remittances and savings groups", facets={"objective": ["20"]})
        words = shelf.put("Savings groups for remittances", facets={"objective": ["1"]})
        facet = shelf.put("Entirely other", facets={"objective": ["20"]})
        far = shelf.put("Bridges", facets={"objective": ["9"]})
        engine.bulk([one, words, facet, far, *(shelf.put(f"Roads {n}") for n in range(5))])
        found = [hit.object_id for hit in engine.more_like("thing", object_id=one.object_id)]
        assert found[:2] == [words.object_id, facet.object_id]
        assert one.object_id not in found
        by_text = engine.more_like("thing", text="a savings group")
        assert {hit.object_id for hit in by_text} == {one.object_id, words.object_id}

    @pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:12]))
    def test_nothing_that_is_typed_raises(
        self, engine: SearchEngine, shelf: Shelf, text: str
    ) -> None:
        engine.bulk([shelf.put("A shelter"), shelf.put(text, text), shelf.put("移民")])
        self.ask(engine, text, facets=("level",))
        self.ask(engine, text, order="title", offset=-5)
        engine.suggest(text, "en")
        engine.suggest(text, "no such language")
        engine.more_like("thing", text=text)

    def test_only_stop_words_are_words_after_all(self, engine: SearchEngine, shelf: Shelf) -> None:
        engine.bulk([shelf.put("The who"), shelf.put("Shelter")])
        assert self.ask(engine, "the").total == self.ask(engine, "THE").total
        assert isinstance(replace(self.ask(engine, "of the"), took=0.0), Result)

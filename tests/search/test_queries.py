"""What was searched for is counted, and nobody's business is written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.actions import system
from hub.models import Role
from search import tasks
from search.engines.embedded import frequencies
from search.engines.embedded.engine import EmbeddedEngine
from search.models import AskedQuery
from search.queries import keeping, noting, private, writing
from search.synonyms.actions import save_synonyms
from tests.practices.library import organisation, person, published

pytestmark = pytest.mark.django_db

READER = "Mozilla/5.0 (X11; Linux) Firefox/140.0"


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    noting._waiting = noting._Waiting()
    yield
    noting._waiting = noting._Waiting()


def ask(text: str, *, by: int = 1, at: str = "/en/practices/", **more: Any) -> None:
    """A visitor asks; `by` tells one from another."""
    reader = Client(headers={"user-agent": READER}, REMOTE_ADDR=f"192.0.2.{by}")
    reader.get(at, {"q": text, **more})


def kept() -> list[tuple[str, int]]:
    writing.flush()
    return list(AskedQuery.objects.order_by("text", "pk").values_list("text", "asked"))


class TestCounting:
    def test_a_search_is_counted_once_for_each_visitor_and_shown_from_the_third_on(self) -> None:
        for by in (1, 2, 2):
            ask("Zzyx  Qqorp", by=by)
        assert kept() == [("", 2)]
        ask("zzyx qqorp", by=3)
        assert kept() == [("zzyx qqorp", 3)]
        row = AskedQuery.objects.get()
        assert (row.language, row.place, row.engine) == ("en", "practices", "embedded")
        assert (row.nothing, row.results, row.day) == (3, 0, timezone.localdate())

    def test_what_stands_in_the_library_is_shown_at_once(self) -> None:
        body = organisation()
        for title in ("A harbour for ferries", "Ferries of the harbour"):
            published(body, title=title)
        frequencies.refresh()
        ask("harbour ferries")
        ask("harbour of Qqorp")
        assert kept() == [("", 1), ("harbour ferries", 1)]
        assert AskedQuery.objects.get(text="harbour ferries").results == 2

    @pytest.mark.parametrize("at", ["/en/search/", "/en/search/discussions/", "/fr/practices/"])
    def test_each_list_that_is_searched_counts(self, at: str) -> None:
        ask("remittances", at=at)
        assert kept() == [("remittances", 1)]

    def test_further_pages_filters_robots_and_the_secretariat_are_not_counted(self) -> None:
        ask("remittances", page="2")
        ask("remittances", level="local")
        ask("remittances", literal="1")
        for agent in ("", "ExampleBot/1.0", "curl/8.5"):
            Client(headers={"user-agent": agent}).get("/en/practices/?q=remittances")
        keeper = Client(headers={"user-agent": READER})
        keeper.force_login(person("keeper", Role.SECRETARIAT))
        keeper.get("/en/practices/?q=remittances")
        assert kept() == []

    def test_a_corrected_search_and_one_without_all_the_words_say_so(self) -> None:
        published(organisation(), title="Ferries of the harbour")
        frequencies.refresh()
        ask("ferriess")
        ask("ferries qqorp")
        writing.flush()
        assert list(AskedQuery.objects.order_by("pk").values_list("corrected", "partly")) in (
            [(1, 0), (0, 1)], [(0, 1), (1, 0)],
        )  # fmt: skip

    def test_a_reading_request_writes_nothing(self, django_assert_num_queries: Any) -> None:
        ask("remittances")
        assert not AskedQuery.objects.exists()
        with django_assert_num_queries(0):
            assert len(noting.taken()) == 1

    def test_memory_is_bounded_and_what_is_beyond_is_counted_without_words(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(noting, "MOST", 2)
        for text in ("remittances", "visas", "diaspora", "return"):
            ask(text)
        assert [asked for _text, asked in kept()] == [2, 1, 1]

    def test_nothing_is_counted_where_it_is_kept_for_no_day(self, settings: Any) -> None:
        settings.HUB_SEARCH_LOG_DAYS = 0
        ask("remittances")
        assert kept() == []

    def test_what_could_not_be_written_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import OperationalError

        def fails(counts: Any) -> int:
            raise OperationalError("database is locked")

        ask("remittances")
        with monkeypatch.context() as broken:
            broken.setattr(keeping, "write", fails)
            assert writing.flush() == 0
        assert kept() == [("remittances", 1)]

    def test_it_is_forgotten_after_its_days(self, settings: Any) -> None:
        ask("remittances")
        writing.flush()
        AskedQuery.objects.update(day=timezone.localdate() - timedelta(days=91))
        ask("diaspora")
        writing.flush()
        assert tasks.forget_queries.func() == 1
        assert kept() == [("diaspora", 1)]


@pytest.mark.once
class TestPrivacy:
    @pytest.mark.parametrize(
        "text",
        [
            "amina@example.org", "visa amina＠example.org", "+41 79 555 01 23", "passport X123456",
            "جواز ١٢٣٤٥٦", "https://example.org/case", "example.org case",
            "my husband took my papers and now I must leave the house tomorrow", "x" * 101,
        ],
    )  # fmt: skip
    def test_addresses_numbers_and_stories_are_never_written(self, text: str) -> None:
        for by in range(4):
            ask(text, by=by)
        writing.flush()
        row = AskedQuery.objects.get()
        assert (row.text, row.digest, row.asked) == ("", "", 4)

    @pytest.mark.parametrize("text", ["roadmap 2019 2030", "Objective 10", "保护移民工人"])
    def test_years_and_plain_words_are_no_secret(self, text: str) -> None:
        assert not private.is_personal(text)

    def test_a_name_of_two_known_words_apart_is_a_matter_of_how_often(self) -> None:
        ask("Amina Zzyx")
        writing.flush()
        row = AskedQuery.objects.get()
        assert row.text == ""
        assert "amina" not in str(AskedQuery.objects.values().get())
        assert row.digest == private.digest("AMINA zzyx")

    def test_no_key_of_a_visitor_outlives_the_day(self) -> None:
        first = noting._waiting
        assert first.is_new(b"visit", timezone.localdate())
        key = first.key
        assert not first.is_new(b"visit", timezone.localdate())
        assert first.is_new(b"visit", timezone.localdate() + timedelta(days=1))
        assert first.key != key


@pytest.mark.once
class TestThePage:
    @pytest.fixture
    def keeper(self) -> Client:
        client = Client()
        client.force_login(person("keeper", Role.SECRETARIAT))
        return client

    def made(self, text: str, **more: Any) -> AskedQuery:
        values = {"asked": 5, "nothing": 0, "language": "en", "day": timezone.localdate(), **more}
        return AskedQuery.objects.create(
            text=text, digest=private.digest(text) if text else "", place="practices",
            engine="embedded", **values,
        )  # fmt: skip

    def test_what_found_nothing_is_shown_with_a_way_to_add_a_synonym(self, keeper: Client) -> None:
        self.made("girmitiya", nothing=5)
        self.made("remittances", results=7)
        self.made("", asked=2, nothing=2)
        page = keeper.get("/en/secretariat/searches/").content.decode()
        assert "girmitiya" in page
        assert "remittances" not in page
        assert "/add/?language=en&amp;name=girmitiya" in page
        assert "2 more searches are counted, but their words are not shown." in page
        every = keeper.get("/en/secretariat/searches/?show=all").content.decode()
        assert every.index("girmitiya") < every.index("remittances")

    def test_days_of_one_search_are_summed_and_the_last_result_is_named(
        self, keeper: Client
    ) -> None:
        before = timezone.localdate() - timedelta(days=8)
        self.made("wharf", nothing=5, day=before)
        self.made("wharf", results=3)
        self.made("wharf", language="fr")
        rows = keeper.get("/en/secretariat/searches/?language=en").context["rows"]
        assert [(row["times"], row["without"], row["results"]) for row in rows] == [(10, 5, 3)]
        week = keeper.get("/en/secretariat/searches/?days=7&show=all").context["rows"]
        assert [(row["language"], row["times"]) for row in week] == [("en", 5), ("fr", 5)]

    def test_the_list_asks_as_much_of_the_database_whatever_it_shows(
        self, keeper: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            self.made(f"wharf {number}")
        with django_assert_max_num_queries(10):
            assert len(keeper.get("/en/secretariat/searches/?show=all").context["rows"]) == 20

    def test_the_file_has_a_line_for_each_day_and_no_formula(self, keeper: Client) -> None:
        self.made("=1+1", nothing=1)
        self.made("wharf", asked=1)
        answer = keeper.get("/en/secretariat/searches/searches.csv?show=all")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 3
        assert ",'=1+1," in "\n".join(lines)

    def test_a_synonym_makes_a_search_find_what_it_did_not(self) -> None:
        published(organisation(), title="Ferries of the harbour")
        ask("wharfage")
        save_synonyms(by=system, synonyms=None, lines={"en": "wharfage, harbour"})
        ask("wharfage", by=2)
        writing.flush()
        row = AskedQuery.objects.get()
        assert (row.asked, row.nothing, row.results) == (2, 1, 1)
        assert EmbeddedEngine().name == row.engine

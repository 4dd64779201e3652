"""A list's address: one spelling for one choice, and a word for what makes no sense."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from search import filters
from search.filters import ListState


def read(query: str) -> ListState:
    return filters.read(QueryDict(query))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", "/list/"),
        ("objective=12&objective=06&level=Local", "/list/?objective=6&objective=12&level=local"),
        ("country=eg&q=%20two%20%20words%20", "/list/?q=two+words&country=EG"),
        ("page=1&order=relevance", "/list/"),
        ("page=3&order=newest&literal=1&q=a", "/list/?q=a&order=newest&literal=1&page=3"),
        ("language=PT_br&language=zh-CN", "/list/?language=pt-BR&language=zh"),
        ("organisation=007&year=2019&utm_source=mail", "/list/?organisation=7&year=2019"),
    ],
)
def test_two_people_who_chose_the_same_see_the_same_address(typed: str, address: str) -> None:
    state = read(typed)
    assert state.address("/list/") == address
    assert state.notes == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("objective=99", "“99” is nothing that the filter “Objective” knows"),
        ("level=%22%20AND%20OR", '“" AND OR” is nothing that the filter “Level” knows'),
        ("country=XX", "“XX” is nothing that the filter “Country” knows"),
        ("year=abc", "“abc” is nothing that the filter “Active in” knows"),
        ("organisation=%D9%A3x", "knows; it was left out"),
        ("language=***", "“***” is nothing that the filter “Language” knows"),
        ("theme=a%00b", "“ab” is nothing that the filter “Theme” knows"),
        ("facet=x", "a part that means nothing here: “facet”"),
        ("order=best", "There is no order “best”"),
        ("page=-1", "There is no page “-1”; this is the first."),
        ("page=two", "There is no page “two”; this is the first."),
        ("q=%ff%fe", "Some characters in the address could not be read."),
        ("q=" + "x" * 10_000, "the first 500 characters were used"),
        ("&".join(["level=local"] * 100), "very many values; the first 60 were used"),
        ("level=" + "y" * 10_000, "“" + "y" * 59 + "…”"),
    ],
)
def test_what_makes_no_sense_is_left_out_with_a_word(typed: str, said: str) -> None:
    (note,) = read(typed).notes
    assert said in note


def test_a_question_is_read_as_words_whatever_it_is_made_of() -> None:
    assert read("q=a%00b%0A%09c").query == "a b c"
    assert len(read("q=" + "x" * 10_000).query) == 500
    assert read("q=%ed%a0%80").query == ""


def test_a_choice_is_added_taken_away_and_begins_on_the_first_page() -> None:
    state = read("q=a&level=local&page=4")
    more = state.toggled("level", "global")
    assert more.address("") == "?q=a&level=global&level=local"
    assert more.toggled("level", "local").address("") == "?q=a&level=global"
    assert state.toggled("level", "local").address("") == "?q=a"
    assert state.without_filters().address("") == "?q=a"

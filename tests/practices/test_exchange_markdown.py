"""Markdown, Word's paragraphs, and back: no word is lost, and twice is the same as once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.richtext import plain
from practices.exchange.rich import Paragraph, Run, markdown, paragraphs

LETTERS = "ab é*_`[]()<>&#-+=|\\~.!1234。：مرحبا中文\n\"'/"
texts = st.text(st.sampled_from(LETTERS), min_size=1, max_size=25)
runs = st.builds(
    Run,
    texts,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "", "https://example.org/a_b(c)"]),
)
kinds = st.sampled_from(["plain", "heading", "bullet", "number"])
written = st.lists(
    st.builds(Paragraph, st.lists(runs, min_size=1, max_size=4), kinds, st.integers(0, 3)),
    max_size=6,
)


def words(found: list[Paragraph]) -> list[str]:
    said = ["".join("".join(run.text for run in each.runs).split()) for each in found]
    return [each for each in said if each]


@settings(deadline=None)
@given(written)
def test_every_word_of_a_paragraph_survives_and_stays_in_its_paragraph(
    found: list[Paragraph],
) -> None:
    assert words(paragraphs(markdown(found))) == words(found)


@settings(deadline=None)
@given(written)
def test_what_has_gone_both_ways_once_goes_so_for_ever(found: list[Paragraph]) -> None:
    once = markdown(found)
    twice = markdown(paragraphs(once))
    assert markdown(paragraphs(twice)) == twice
    assert "".join(plain(twice).split()) == "".join(plain(once).split())


def test_paragraphs_lists_bold_italic_and_links_go_both_ways_as_they_are() -> None:
    source = (
        "**Bold** and *italic* and [a link](https://example.org/x?a=1&b=2).\n\n"
        "### A heading\n\n- one\n- two\n    - deeper\n- three\n\n1. first\n2. second\n\n"
        "Line one\\\nline two\n\n> quoted\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n"
        "**重要**：内容 1\\. end"
    )
    there = markdown(paragraphs(source))
    assert markdown(paragraphs(there)) == there
    assert there.replace("1. end", "1\\. end") == source

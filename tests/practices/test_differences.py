"""What changed between two versions: both can be read back from it, in bounded time."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hub.actions import system
from practices.actions import save_draft, save_text
from practices.comparing import changed_share, compare, text_after, text_before
from practices.differences import differences
from tests.practices.library import drafted, text_in

WORDS = st.lists(st.sampled_from(["boat", "quay. ", " ", "\n", "移", "民", "، ", "e\u0301", "🛟"]))
TEXTS = st.one_of(st.text(max_size=80), WORDS.map("".join))


@given(TEXTS, TEXTS)
def test_both_texts_are_read_back_from_the_segments(before: str, after: str) -> None:
    segments = compare(before, after)
    assert (text_before(segments), text_after(segments)) == (before, after)
    kinds = [each.kind for each in segments]
    assert all(one != other for one, other in itertools.pairwise(kinds))
    assert all(each.text for each in segments)
    assert 0 <= changed_share(segments) <= 1
    assert before != after or changed_share(segments) == 0


def _kinds(before: str, after: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in compare(before, after)]


def test_one_word_changed_is_one_word_marked() -> None:
    assert _kinds("The desk opens daily.", "The desk opens weekly.") == [
        ("same", "The desk opens "), ("removed", "daily"), ("added", "weekly"), ("same", "."),
    ]  # fmt: skip
    assert _kinds("保护移民工人", "保护移民家庭工人") == [
        ("same", "保护移民"), ("added", "家庭"), ("same", "工人"),
    ]  # fmt: skip
    assert _kinds("منح تصاريح العمل", "منح تراخيص العمل") == [
        ("same", "منح "), ("removed", "تصاريح"), ("added", "تراخيص"), ("same", " العمل"),
    ]  # fmt: skip


def test_a_sentence_put_between_two_leaves_both_alone() -> None:
    assert _kinds("One desk. Two desks.", "One desk. A boat. Two desks.") == [
        ("same", "One desk. "), ("added", "A boat. "), ("same", "Two desks."),
    ]  # fmt: skip


@pytest.mark.parametrize("letters", ["ab", "移民工人法", "abcdefghijklmnop"])
def test_the_longest_texts_take_under_a_second(letters: str) -> None:
    dice = random.Random(7)
    blank = "" if letters[0] == "移" else " "
    one, other = (
        blank.join("".join(dice.choices(letters, k=4)) for _ in range(5000))[:20_000]
        for _ in range(2)
    )
    began = time.process_time()
    segments = compare(one, other)
    assert time.process_time() - began < 1
    assert (text_before(segments), text_after(segments)) == (one, other)


@pytest.mark.django_db
def test_facts_are_called_by_their_names_and_texts_by_their_language() -> None:
    practice, text = drafted(countries=[{"country": "PH"}], start_year=2020)
    before = [practice.get_latest_revision(), text.get_latest_revision()]
    save_draft(
        by=system, practice=practice,
        content={"countries": [{"country": "MA"}], "start_year": 2021, "evidence": ""},
    )  # fmt: skip
    save_text(by=system, text=text, content={"summary": "An example résumé."})
    other = text_in("fr", practice, title="Permis au quai", summary="Un exemple.")
    after = [
        each.get_latest_revision() for each in (practice, text, other) if not each.refresh_from_db()
    ]
    with translation.override("fr"):
        found = {each.name: each for each in differences(before, after)}
    assert list(found) == [
        "facts.countries", "facts.start_year", "en.summary", "fr.title", "fr.summary",
    ]  # fmt: skip
    assert found["facts.countries"].removed == ("Philippines",)
    assert found["facts.countries"].added == ("Maroc",)
    assert found["facts.start_year"].added == ("2021",)
    assert [each.kind for each in found["fr.title"].segments] == ["added"]
    assert differences(after, after) == []


@pytest.mark.django_db
def test_marks_are_said_in_words_and_escape_what_people_wrote() -> None:
    _practice, text = drafted()
    before = text.get_latest_revision()
    save_text(by=system, text=text, content={"summary": "An <script> summary."})
    text.refresh_from_db()
    (found,) = differences(before, text.get_latest_revision())
    html = render_to_string("practices/difference.html", {"difference": found})
    assert 'dir="ltr"' in html
    # A text's own line ends are shown, so the page must add none.
    assert "\n" not in html[html.index("<div") : html.index("</div>")]
    assert "removed:" in html
    assert "added:" in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html

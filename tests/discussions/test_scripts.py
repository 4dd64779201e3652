"""The scripts of a topic's page: what they weigh, and that the page has the words for them."""

from __future__ import annotations

import gzip
import re

import pytest

from discussions.templatetags.arriving import forms_of
from tests.database import ROOT

pytestmark = [pytest.mark.house]
SCRIPTS = ROOT / "discussions" / "static" / "discussions" / "js"
TEMPLATES = ROOT / "templates" / "discussions"
WORDS = TEMPLATES / "arriving.html", TEMPLATES / "replying.html"
# Names that scripts put together from a part and a state.
PUT_TOGETHER = {
    "line": ("live", "asking", "slow", "stopped", "lost", "signed-out", "no-access", "reload"),
    "topic": ("open", "closed", "archived", "scheduled", "locked"),
    "at": ("changed", "hidden", "withdrawn", "elsewhere"),
    "draft": ("saved", "kept", "unkept"),
}
# What stands in articles comes with the page (discussions.reading.shown).
IN_POSTS = {"withheld", "left", "answers", "answersSomebody", "hidden", "withdrawn", "new"}


def said() -> set[str]:
    """The names under which the templates have words."""
    return set(re.findall(r'data-say="([\w-]+)"', "".join(each.read_text() for each in WORDS)))


def test_a_reader_loads_no_more_than_25_kilobytes_of_scripts() -> None:
    loaded = [*SCRIPTS.glob("*.js"), ROOT / "hub" / "static" / "hub" / "js" / "hub.js"]
    assert sum(len(gzip.compress(each.read_bytes(), 9)) for each in loaded) <= 25_000


def test_the_page_has_words_for_all_that_scripts_say() -> None:
    scripts = "".join(each.read_text() for each in SCRIPTS.glob("*.js"))
    asked = set(re.findall(r'(?:(?<![.\w])(?:say|count|button)|this\.tell)\("([\w-]+)"', scripts))
    together = {f"{part}-{state}" for part, states in PUT_TOGETHER.items() for state in states}
    assert len(asked) > 20
    assert asked | together <= said() | IN_POSTS


def test_what_is_counted_is_said_in_every_form_of_the_language() -> None:
    assert forms_of("told").count("{number}") == 6

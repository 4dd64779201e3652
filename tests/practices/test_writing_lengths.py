"""How long an answer is, and which language it is in."""

from __future__ import annotations

import pytest

from practices.writing.budgets import count
from practices.writing.guessing import another_language, language_of

SAID = {
    "en": "The desk gives work permits on the day and explains their rights to workers.",
    "fr": "Le guichet délivre les permis de travail le jour même et explique leurs droits.",
    "es": "La oficina entrega permisos de trabajo el mismo día y explica los derechos.",
    "ru": "Бюро выдаёт разрешения на работу в тот же день и объясняет права работникам.",
    "ar": "يقدم المكتب تصاريح العمل في اليوم نفسه ويشرح للعمال القادمين إلى الميناء حقوقهم.",
    "zh": "办公室当天发放工作许可，并向到达港口的工人解释他们的权利和义务。",
}


@pytest.mark.parametrize(
    ("language", "text", "length"),
    [
        ("en", "", 0),
        ("en", "Don't stop — the *desk* is well-known.", 6),
        ("en", "See [the page](https://example.org/a/b c) and https://example.org/x", 5),
        ("fr", "Où ? Ici : « au port ».", 4),
        ("ar", "كِتَابٌ في الميناء", 3),
        ("zh", "港口办公室。", 5),
        # Of the other kind of script, as much as it says.
        ("zh", "港口 office", 4),
        ("en", "港口办公室", 3),
    ],
)
def test_one_counter_counts_words_or_characters(language: str, text: str, length: int) -> None:
    counted = count("results", text, language)
    assert counted is not None
    assert counted.length == length


def test_every_language_has_the_room_to_say_the_same() -> None:
    room = {code: count("results", "", code) for code in SAID}
    assert {code: each.budget for code, each in room.items() if each} == {
        "en": 400, "fr": 480, "es": 480, "ru": 360, "ar": 360, "zh": 680,
    }  # fmt: skip
    assert str(room["zh"]) == "0 of about 680 characters"
    assert count("licence", "", "en") is None


def test_a_little_over_is_said_and_far_over_is_too_long() -> None:
    little, far = count("summary", "word " * 151, "en"), count("summary", "word " * 181, "en")
    assert little is not None
    assert far is not None
    assert str(little) == "151 of about 150 words · 1 word over"
    assert (little.is_too_long, far.is_too_long) == (False, True)


def test_the_language_is_named_where_it_is_plain_and_only_there() -> None:
    assert {code: language_of(text) for code, text in SAID.items()} == {code: code for code in SAID}
    assert language_of("Permis") is None
    assert language_of("https://example.org/une-page-en-francais-avec-beaucoup-de-mots") is None
    assert another_language(SAID["fr"], "en") == "fr"
    assert another_language(SAID["fr"], "fr") is None
    # Nothing is known of languages that the interface does not have.
    assert another_language(SAID["es"], "pt") is None

"""How languages are called."""

from __future__ import annotations

import pytest

from hub import languages


@pytest.mark.parametrize(
    ("code", "inside", "alone", "in_sentence"),
    [
        ("en", "fr", "Anglais", "anglais"),
        ("fr", "fr", "Français", "français"),
        ("ru", "ru", "Русский", "русский"),
        ("pt-BR", "es", "Portugués (Brasil)", "portugués (Brasil)"),
        ("ar", "en", "Arabic", "Arabic"),
        ("fr", "zh", "法语", "法语"),
        ("xx", "fr", "xx", "xx"),
    ],
)
def test_a_language_is_written_large_by_itself_and_as_its_reader_writes_it_in_a_sentence(
    code: str, inside: str, alone: str, in_sentence: str
) -> None:
    assert languages.language_name(code, inside) == alone
    assert languages.language_in_sentence(code, inside) == in_sentence

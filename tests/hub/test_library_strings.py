"""Strings of libraries that our catalogues translate are those that the libraries say."""

from __future__ import annotations

from pathlib import Path

import django
import wagtail
from babel.messages.pofile import read_po

from hub.library_strings import PLURALS, STRINGS

CATALOGUES = (
    Path(django.__path__[0]) / "conf/locale/en/LC_MESSAGES/django.po",
    Path(wagtail.__path__[0]) / "admin/locale/en/LC_MESSAGES/django.po",
)


def said_by_libraries() -> set[str]:
    said: set[str] = set()
    for path in CATALOGUES:
        with path.open("rb") as source:
            for message in read_po(source):
                said.update([message.id] if isinstance(message.id, str) else message.id)
    return said


def test_each_string_is_one_of_a_library_letter_for_letter() -> None:
    assert set(STRINGS) <= said_by_libraries()


def test_each_plural_is_one_of_a_library_letter_for_letter() -> None:
    for limit in (1, 5):
        values = {"limit_value": limit, "show_value": 9}
        formatted = {text % values for text in said_by_libraries() if "%(limit_value)d" in text}
        assert {str(plural % values) for plural in PLURALS} <= formatted

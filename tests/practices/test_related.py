"""The practices related to one, as search names them on its page."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hub.actions import system
from practices.actions import withdraw_practice
from practices.models import Practice
from search.related import named

from .library import bring_in, row

pytestmark = pytest.mark.django_db

ALIKE = {"summary": "Seafarers get work permits at the harbour office.", "countries": ["EG"]}


def related_to(slug: str, language: str = "en") -> list[tuple[str, str, str]]:
    page = BeautifulSoup(Client().get(f"/{language}/practices/{slug}/").content, "html.parser")
    return [
        (str(link["href"]), str(link["lang"]), link.text) for link in page.select("article.row a")
    ]


def test_a_page_names_what_is_close_to_it_in_the_readers_language() -> None:
    french = {"language": "fr", "title": "Permis des gens de mer", "summary": "Un exemple."}
    bring_in(
        row("a", **ALIKE),
        row("b", title="Seafarers", texts=[french], **ALIKE),
        row("c", title="بحارة", title_language="ar", **ALIKE),
    )
    assert set(related_to("a")) == {
        ("/en/practices/b/", "en", "Seafarers"), ("/en/practices/c/", "ar", "بحارة"),
    }  # fmt: skip
    assert ("/fr/practices/b/", "fr", "Permis des gens de mer") in related_to("a", "fr")
    withdraw_practice(by=system, practice=Practice.objects.get(slug="b"))
    assert {title for _url, _lang, title in related_to("a")} == {"بحارة"}


def test_names_cost_two_queries_however_many_there_are(django_assert_num_queries: Any) -> None:
    bring_in(*(row(f"example-{n}", **ALIKE) for n in range(6)))
    ids = list(Practice.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert [each.countries for each in named(ids, "en")] == [["Egypt"]] * 6

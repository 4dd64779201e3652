"""What machines read of a practice's page: its address, its data, its shared link."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hub.actions import system
from practices.actions import publish_text, save_text
from practices.models import Practice

from .library import imported
from .reading import ARABIC, get, soup, words

pytestmark = pytest.mark.django_db


def test_the_linked_data_describe_the_text_that_is_shown() -> None:
    practice = imported(
        **{**ARABIC, "countries": ["EG"], "start_year": 2015, "licence": "cc-by-4.0",
           "source_url": "https://example.org/x"}
    )  # fmt: skip
    block = soup(practice, "en").find("script", type="application/ld+json")
    assert block is not None
    data = json.loads(str(block.string))
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "CreativeWork"
    assert (data["name"], data["inLanguage"]) == (ARABIC["title"], "ar")
    assert data["url"] == f"http://testserver/ar/practices/{practice.slug}/"
    assert [each["termCode"] for each in data["about"]] == ["6", "12"]
    assert data["spatialCoverage"][0]["identifier"] == "EG"
    assert data["temporalCoverage"] == "2015/.."
    assert [each["name"] for each in data["creator"]] == ["هيئة الميناء"]
    assert [each["name"] for each in data["contributor"]] == ["شريك"]
    assert data["keywords"] == ["عمل"]
    assert data["license"].startswith("https://creativecommons.org/")
    assert data["isBasedOn"] == "https://example.org/x"


def test_a_title_made_to_end_the_data_block_ends_nothing() -> None:
    title = "</script><script>alert(1)</script><!-- \u2028 \" ' &"
    page = soup(imported(title=title, lead_organisation=title, themes=[title]))
    assert [each.get("type") for each in page.find_all("script")] == [
        "module",
        "application/ld+json",
    ]
    data = json.loads(str(page.find_all("script")[1].string))
    assert data["name"] == title
    assert words(page, "h1") == " ".join(title.split())


def test_a_shared_link_shows_title_and_first_words(many: Practice) -> None:
    page = soup(many, "fr", text="en")

    def meta(name: str) -> Any:
        element = page.find("meta", property=f"og:{name}") or page.find(
            "meta", attrs={"name": name}
        )
        assert element is not None, name
        return element["content"]  # type: ignore[index]  # an element

    assert meta("type") == "article"
    assert meta("title") == "Work permits"
    assert meta("description") == "A desk."
    assert meta("url") == f"http://testserver/en/practices/{many.slug}/"
    assert page.title is not None
    assert page.title.text == "Work permits · GCM Hub"


@pytest.mark.parametrize(
    ("language", "query", "canonical"),
    [
        ("ar", {}, "/ar/practices/example-1/"),
        ("ru", {}, "/ar/practices/example-1/"),  # shows the Arabic original
        ("ru", {"text": "fr"}, "/fr/practices/example-1/"),
        ("fr", {"text": "pt-BR"}, "/en/practices/example-1/?text=pt-BR"),
        ("en", {"text": "en"}, "/en/practices/example-1/"),
    ],
)
def test_a_text_has_one_address_and_names_those_of_the_others(
    language: str, query: dict[str, str], canonical: str, many: Practice
) -> None:
    page = soup(many, language, **query)
    link = page.find("link", rel="canonical")
    assert link is not None
    assert link["href"] == f"http://testserver{canonical}"  # type: ignore[index]  # an element
    alternates = {each["hreflang"]: each["href"] for each in page.select("link[rel=alternate]")}
    base = "http://testserver/{}/practices/example-1/"
    assert alternates == {
        "ar": base.format("ar"),
        "en": base.format("en"),
        "fr": base.format("fr"),
        "pt-BR": base.format("en") + "?text=pt-BR",
        "x-default": base.format("en"),
    }


def test_the_canonical_address_of_each_text_shows_that_text_and_names_itself(
    many: Practice,
) -> None:
    for link in soup(many).select("link[rel=alternate]"):
        address = str(link["href"]).removeprefix("http://testserver")
        page = BeautifulSoup(Client().get(address).content, "html.parser")
        own = page.find("link", rel="canonical")
        assert own is not None
        assert own["href"] == link["href"]  # type: ignore[index]  # an element


def test_the_page_says_whether_it_changed_since_a_reader_saw_it(many: Practice) -> None:
    first = get(many)
    assert first["Last-Modified"]
    address = f"/en/practices/{many.slug}/"
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    text = many.texts.get(language="en")
    save_text(by=system, text=text, content={"title": "Changed"})
    publish_text(by=system, text=text)
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200

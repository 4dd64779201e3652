"""Objectives, countries, the search over everything, suggestions and the home page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from hub import editorial, languages
from practices.apps import SHIPPED
from search.engines.embedded import frequencies

from .listed import counts, get, query_of, shelve, statements, titles, words

ADDRESSES = (
    "/en/practices/", "/en/practices/by/country/", "/en/practices/by/theme/", "/en/objectives/",
    "/en/objectives/6/", "/en/countries/", "/en/countries/KE/", "/en/search/",
    "/en/search/suggest/",
)  # fmt: skip


# An objective, a country


@pytest.mark.django_db
def test_the_page_of_an_objective_shows_what_there_is_on_it() -> None:
    shelve(
        {"title": "A", "objectives": [6], "level": "local", "countries": ["KE"]},
        {"title": "B", "objectives": [6, 12], "level": "national", "countries": ["KE"]},
        {"title": "C", "objectives": [15]},
    )
    page = get("/en/objectives/6/")
    assert sorted(titles(page)) == ["A", "B"]
    levels = {words(li): li.a for li in page.select('[aria-label="Practices by level"] li')}
    assert list(levels) == ["Local 1", "National 1", "Regional 0", "Global 0"]
    assert levels["Local 1"]["href"] == "/en/practices/?objective=6&level=local"
    assert levels["Global 0"] is None
    assert counts(page, "Country") == {"Kenya": 2}
    assert [words(li.select_one(".square")).split()[0] for li in page.select(".strip .filled")] == [
        "6"
    ]
    hidden = page.select_one("form.search [type=hidden]")
    assert hidden is not None
    assert (hidden["name"], hidden["value"]) == ("objective", "6")


@pytest.mark.django_db
def test_the_page_of_an_objective_says_where_its_wording_is_from() -> None:
    page = get("/zh-hans/objectives/6/")
    notes = page.select(".band .note")
    assert [note.a["href"] for note in notes if note.a] in (
        [], ["https://docs.un.org/zh/A/RES/73/195"],
    )  # fmt: skip
    assert get("/en/objectives/6/").select(".band .note") == []


@pytest.mark.django_db
def test_the_page_of_a_country_counts_by_level_and_names_the_gaps() -> None:
    shelve({"objectives": [6], "level": "local", "countries": ["KE"]}, {"countries": ["GH"]})
    page = get("/en/countries/KE/")
    assert words(page.h1) == "Kenya"
    levels = page.select('[aria-label="Practices by level"] li')
    assert [words(level) for level in levels] == ["Local 1", "National 0", "Regional 0", "Global 0"]
    covered = page.select(".strip .filled a")
    assert [link["href"] for link in covered] == ["/en/practices/?objective=6&country=KE"]
    gaps = page.select_one('.squares[aria-label="Objectives without a practice here"]')
    assert gaps is not None
    assert len(gaps.select("li")) == 22
    assert gaps.select(".filled") == []
    assert "It says nothing about what the country does." in page.text


@pytest.mark.django_db
def test_a_country_without_practices_has_a_page_too_and_other_spellings_lead_to_it() -> None:
    assert "There is no practice from Ghana yet." in get("/en/countries/GH/").text
    answer = Client().get("/en/countries/gh/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/countries/GH/")
    for path in ("countries/ZZ/", "countries/ghana/", "objectives/0/", "objectives/24/",
                 "objectives/six/", "practices/by/level/", "practices/by/nothing/"):  # fmt: skip
        assert Client().get(f"/en/{path}").status_code == 404, path


@pytest.mark.django_db
def test_countries_stand_in_each_of_their_regions_with_how_much_there_is() -> None:
    shelve({"countries": ["EG"]}, {"countries": ["EG", "KE"]})
    page = get("/en/countries/")
    regions = {
        words(section.h2): [words(link) for link in section.select("a")]
        for section in page.select("main section")
    }
    assert regions["Africa"] == ["Egypt 2", "Kenya 1"]
    assert regions["Arab region"] == ["Egypt 2"]
    assert "There is no practice from this region yet." in page.text


# Everything


@pytest.mark.django_db
def test_a_search_finds_practices_and_pages_and_what_is_named_outright() -> None:
    editorial.load_pages(lambda line: None)
    shelve({"title": "Privacy of permits", "countries": ["KE"], "level": "national"})
    page = get("/en/search/?q=privacy+kenya")
    assert "Privacy of permits" in titles(page)
    assert "Privacy" in titles(page)
    answers = page.select('[aria-label="Pages that you named"] a')
    assert [link["href"] for link in answers] == ["/en/countries/KE/"]
    narrowed = page.select('[aria-label="Practices by level"] a')
    assert [query_of(str(link["href"])) for link in narrowed] == [
        {"q": ["privacy kenya"], "level": ["national"]}
    ]
    assert page.select_one('meta[name="robots"][content^="noindex"]')


@pytest.mark.django_db
def test_a_search_without_words_or_without_results_says_how_to_go_on() -> None:
    assert get("/en/search/").select("main .row, main .empty") == []
    page = get("/en/search/?q=zzzzqqq")
    assert "Nothing has the words “zzzzqqq”." in page.text
    assert page.select_one('.empty a[href="/en/objectives/"]')


@pytest.mark.django_db
def test_suggestions_are_words_names_and_titles_each_with_its_address() -> None:
    shelve({"title": "Kenyan harbour desk"}, {"title": "ميناء المثال", "title_language": "ar"})

    def lines(typed: str, path: str = "/en/") -> list[dict[str, Any]]:
        answer = Client().get(f"{path}search/suggest/", {"q": typed})
        assert not answer.cookies
        return list(answer.json()["suggestions"])

    found = lines("keny")
    assert {"text": "Kenya", "url": "/en/countries/KE/", "note": "Country"} in found
    assert {
        "text": "Kenyan harbour desk", "url": "/en/practices/example-0/", "note": "Practice",
    } in found  # fmt: skip
    (title,) = [line for line in lines("ميناء") if line.get("note") == "Practice"]
    assert (title["lang"], title["dir"]) == ("ar", "rtl")
    assert lines("k") == []


@pytest.mark.django_db
def test_the_search_box_is_a_plain_form() -> None:
    page = get("/en/search/")
    form = page.select_one("form.search")
    assert form is not None
    assert (form["method"], form["action"]) == ("get", "/en/search/")
    assert form.select_one("label[for=q]")
    assert form.select_one("input#q[name=q]")
    assert form.select_one("button[type=submit]")


# The home page


@pytest.mark.django_db
def test_the_home_page_is_the_way_in() -> None:
    editorial.load_pages(lambda line: None)
    shelve(
        {"title": "A", "level": "local", "objectives": [6]},
        {"title": "Б", "title_language": "ru", "level": "local"},
    )
    page = get("/en/")
    assert [form["action"] for form in page.select("form.search")] == ["/en/search/"]
    assert len(page.select(".index a")) == 23
    assert words(page.select_one('.index a[href="/en/objectives/6/"] .count')) == "2"
    levels = page.select('[aria-label="Practices by level"] li')
    assert [words(level) for level in levels] == ["Local 2", "National 0", "Regional 0", "Global 0"]
    assert titles(page) == ["A", "Б"]
    assert titles(get("/ru/")) == ["Б", "A"]


# Whatever is sent


NASTY = (
    "q=" + "x" * 10_000,
    "q=%22%20AND%20OR%20NEAR(%20*",
    "q=%00%00a%00",
    "q=%ff%fe%ed%a0%80",
    "q=%F0%9F%99%82%E2%80%AE",
    "page=-1",
    "page=1000000000",
    "page=" + "9" * 5_000,
    "objective=99&level=%00&country=%ff&year=99999999999999&organisation=" + "9" * 400,
    "theme=" + "%27%3B--" * 300,
    "facet=x&order=worst&literal=maybe&%ff=%ff&=",
    "&".join(f"theme=t{number}" for number in range(500)),
    "find=%00%ff&find=" + "y" * 5_000,
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ADDRESSES)
def test_whatever_is_sent_gets_a_page(path: str) -> None:
    shelve({"countries": ["KE"], "themes": ["A theme"]})
    for query in NASTY:
        answer = Client().get(f"{path}?{query}")
        assert answer.status_code == 200, query[:60]
        assert not answer.cookies, query[:60]


@pytest.mark.django_db
def test_more_parameters_than_anybody_means_are_refused_in_words() -> None:
    answer = Client().get("/en/practices/?" + "&".join(f"a{n}=1" for n in range(2_500)))
    assert answer.status_code == 400
    assert BeautifulSoup(answer.content, "html.parser").h1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/countries/%ff%fe/", "/en/practices/by/%ed%a0%80/"])
def test_an_address_that_is_no_utf_8_is_not_there(path: str) -> None:
    assert Client().get(path).status_code == 404


# What it costs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/en/objectives/6/", 9), ("/en/countries/KE/", 9), ("/en/countries/", 2),
        ("/en/objectives/", 2), ("/en/search/?q=harbour", 24), ("/en/search/suggest/?q=harb", 12),
    ],
)  # fmt: skip
def test_a_page_about_many_takes_no_more_statements_than_one_about_few(
    path: str, most: int
) -> None:
    few = {"summary": "A harbour.", "themes": ["A theme"], "countries": ["KE", "GH"]}
    shelve(*[few] * 3)
    before = statements(path)
    shelve(*[few] * 3, *({**few, "themes": [f"Theme {n}"]} for n in range(20)))
    assert statements(path) == before <= most


@pytest.mark.django_db
def test_pages_about_things_can_be_kept_for_all_visitors() -> None:
    for path in ADDRESSES:
        answer = Client().get(path)
        is_kept = not path.startswith("/en/search/")
        assert ("X-Hub-Areas" in answer) is is_kept, path
        assert b"csrf" not in answer.content


@pytest.mark.django_db
def test_a_first_visit_is_light_in_every_language() -> None:
    editorial.load_pages(lambda line: None)
    call_command("import_practices", str(SHIPPED), verbosity=0)
    frequencies.refresh()
    for language in languages.LANGUAGES:
        for path in ("", "practices/", "objectives/15/", "countries/MX/", "search/?q=health"):
            answer = Client().get(f"/{language.path}/{path}")
            page = BeautifulSoup(answer.content, "html.parser")
            files = {
                str(element.get("href") or element.get("src"))
                for element in page.select('link[rel="stylesheet"], link[rel="icon"], script[src]')
            }
            sizes = [
                Path(str(finders.find(re.sub(r"^/static/", "", name)))).stat().st_size
                for name in files
            ]
            assert 1 + len(files) <= 8
            # Before compression, so that it holds behind any proxy.
            assert len(answer.content) + sum(sizes) <= 90_000, (language.code, path)

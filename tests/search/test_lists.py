"""The list of practices, as a visitor sees it: words, filters, counts, order, pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hub.models import Organisation
from practices.models import Practice
from tests.practices.library import organisation, published

from .listed import counts, get, group, notes, query_of, shelve, statements, titles, words

pytestmark = pytest.mark.django_db

LIST = "/en/practices/"


def numbered(count: int, **values: Any) -> list[dict[str, Any]]:
    return [{"title": f"Example {number:02}", **values} for number in range(count)]


# Filters


def test_values_of_one_filter_add_up_and_filters_narrow_each_other() -> None:
    shelve(
        {"title": "A", "objectives": [6], "level": "local"},
        {"title": "B", "objectives": [6, 12], "level": "national"},
        {"title": "C", "objectives": [15], "level": "local"},
    )
    for query, found in (
        ("", "ABC"), ("objective=6", "AB"), ("objective=6&objective=15", "ABC"),
        ("objective=6&level=local", "A"), ("objective=6&objective=15&level=local", "AC"),
    ):  # fmt: skip
        page = get(f"{LIST}?{query}")
        assert sorted(titles(page)) == list(found), query
        assert words(page.select_one("#results")).split()[0] == str(len(found))


def test_a_choice_does_not_empty_the_other_values_of_its_own_filter() -> None:
    shelve(
        {"level": "local", "objectives": [6]},
        {"level": "national", "objectives": [6]},
        {"level": "national", "objectives": [15]},
    )
    page = get(f"{LIST}?level=local")
    assert counts(page, "Level") == {"Local": 1, "National": 2, "Regional": 0, "Global": 0}
    assert counts(page, "Objective")["6 Recruitment and decent work"] == 1
    assert counts(page, "Objective")["15 Access to basic services"] == 0


def test_a_value_that_finds_nothing_is_said_but_is_no_link() -> None:
    shelve({"level": "local"})
    levels = group(get(LIST), "Level")
    assert levels["Global"] == ("0", "")
    assert levels["Local"] == ("1", f"{LIST}?level=local")
    (chosen,) = get(f"{LIST}?level=global").select("details.facet a[aria-current=true]")
    assert words(chosen) == "Global (chosen: take away) 0"
    assert chosen["href"] == LIST
    strip = get(LIST).select(".strip a")
    assert [words(link).split()[0] for link in strip] == ["6", "12"]


def test_a_long_filter_shows_its_twelve_fullest_and_leads_to_a_list_of_all() -> None:
    codes = ["AF", "AL", "DZ", "AD", "AO", "AR", "AM", "AU", "AT", "AZ", "BH", "BD", "BB"]
    shelve(*({"countries": [code]} for code in codes), {"countries": ["BB"]})
    page = get(f"{LIST}?level=local")
    shown = counts(page, "Country")
    assert len(shown) == 12
    assert next(iter(shown)) == "Barbados"
    more = page.find("a", string="All, 1 more")
    assert more is not None
    everything = get(str(more["href"]))
    assert len(everything.select(".values li")) == 13
    assert words(everything.select_one(".values .label")) == "Afghanistan"
    found = get("/en/practices/by/country/?find=BARB&level=local")
    (link,) = found.select(".values a")
    assert link["href"] == f"{LIST}?level=local&country=BB"
    assert "Nothing in this list has “zzz”" in words(
        get("/en/practices/by/country/?find=zzz").main
    )  # fmt: skip


def test_a_year_is_chosen_among_the_latest_and_none_that_is_chosen_is_missing() -> None:
    shelve({"start_year": 1990, "end_year": 2015})
    page = get(f"{LIST}?year=1991")
    years = list(counts(page, "Active in"))
    assert years == [*(str(year) for year in range(2015, 2004, -1)), "1991"]
    everything = get("/en/practices/by/year/")
    assert len(everything.select(".values li")) == 26


def test_what_is_chosen_stands_above_the_results_with_the_way_to_take_it_away() -> None:
    shelve({"level": "local", "countries": ["KE"], "title": "Health post"})
    page = get(f"{LIST}?q=health&level=local&country=KE")
    lines = {words(link): query_of(link["href"]) for link in page.select(".chosen li a")}
    assert lines == {
        "Level: Local – take away": {"q": ["health"], "country": ["KE"]},
        "Country: Kenya – take away": {"q": ["health"], "level": ["local"]},
        "Words: health – take away": {"level": ["local"], "country": ["KE"]},
    }
    assert words(page.select_one("details.filters > summary")) == "Filter: Local · Kenya"
    hidden = {field["name"]: field["value"] for field in page.select("form.search [type=hidden]")}
    assert hidden == {"level": "local", "country": "KE"}


def test_names_of_themes_and_organisations_keep_their_language() -> None:
    body = organisation("هيئة الميناء", name_language="ar")
    published(body)
    shelve({"themes": ["عمل"], "title": "ميناء", "title_language": "ar"})
    page = get(f"{LIST}?theme={Practice.objects.get(import_id='example-0').themes.get().slug}")
    (chip,) = page.select(".chosen bdi")
    assert (chip["lang"], chip["dir"], chip.text) == ("ar", "rtl", "عمل")
    label = get(LIST).find("span", string="هيئة الميناء")
    assert label is not None
    assert (label["lang"], label["dir"]) == ("ar", "rtl")


def test_an_organisation_that_is_not_public_is_named_nowhere() -> None:
    body = organisation("Example Secret Body")
    published(body)
    assert "Example Secret Body" in get(LIST).text
    Organisation.objects.filter(pk=body.pk).update(verification="pending", verified_at=None)
    for path in (LIST, f"{LIST}?organisation={body.pk}", "/en/practices/by/organisation/"):
        assert "Example Secret Body" not in get(path).text


@pytest.mark.parametrize(
    ("query", "facet"), [("theme=no-such", "Theme"), ("organisation=99", "Organisation"),
                         ("language=xx", "Language")],
)  # fmt: skip
def test_a_value_that_nobody_knows_is_left_out_with_a_word(query: str, facet: str) -> None:
    shelve({})
    page = get(f"{LIST}?{query}&level=local")
    value = query.partition("=")[2]
    assert f"“{value}” is nothing that the filter “{facet}” knows; it was left out." in notes(page)
    assert len(titles(page)) == 1


# Words


def test_what_matched_is_marked_and_nothing_of_a_text_is_taken_for_markup() -> None:
    shelve({"title": "Permits <script>alert(1)</script>", "summary": "A <b>desk</b> & permits."})
    page = get(f"{LIST}?q=permits")
    assert page.select("main script, main .row b") == []
    assert [mark.text for mark in page.select("main .row mark")] == ["Permits", "permits"]
    assert titles(page) == ["Permits <script>alert(1)</script>"]
    shown = get(f"{LIST}?q=%3Cimg%20src=x%20onerror=alert(1)%3E")
    assert shown.select("main img") == []


def test_a_slip_is_corrected_and_the_other_spelling_is_one_link_away() -> None:
    shelve({"title": "Remittances of families"})
    page = get(f"{LIST}?q=remitances&level=local")
    assert titles(page) == ["Remittances of families"]
    link = page.find("a", string=lambda text: bool(text) and "Search instead" in text) or next(
        each for each in page.select("main .note a") if "Search instead for" in words(each)
    )
    literal = get(str(link["href"]))
    assert query_of(str(link["href"]))["literal"] == ["1"]
    assert titles(literal) == []
    (correction,) = [each for each in literal.select(".empty a") if words(each) == "remittances"]
    assert titles(get(str(correction["href"]))) == ["Remittances of families"]


def test_the_page_says_when_there_is_no_word_to_look_for() -> None:
    shelve(*numbered(2, summary="A harbour."))
    for path, asked in ((f"{LIST}?q=the", "the"), ("/en/search/?q=%26", "&")):
        said = f"“{asked}” has no word that can be looked for, and was left out."
        assert notes(get(path)) == [said]
    assert not notes(get(f"{LIST}?q=harbour"))


def test_the_page_says_when_nothing_has_all_the_words() -> None:
    shelve({"title": "Shelter"}, {"title": "Pension"})
    page = get(f"{LIST}?q=shelter+pension")
    assert "Nothing has all of these words. These have some of them." in notes(page)
    assert len(titles(page)) == 2


def test_what_has_fewer_of_the_words_stands_below_a_line_and_is_not_counted() -> None:
    shelve(*numbered(6, summary="Shelter and pension."), *numbered(3, summary="Shelter alone."))
    page = get(f"{LIST}?q=shelter+pension")
    assert words(page.select_one("#results")) == "6 practices"
    line = page.select_one(".below")
    assert line is not None
    assert len(line.find_all_previous("article")) == 6
    assert len(line.find_all_next("article")) == 3
    assert counts(page, "Level")["Local"] == 6


def test_an_objective_or_country_that_is_named_is_one_link_away() -> None:
    shelve({})
    page = get(f"{LIST}?q=desks+in+kenya")
    assert [link["href"] for link in page.select(".tags[aria-label] a")] == ["/en/countries/KE/"]
    page = get("/fr/practices/?q=цель+6")
    assert [link["href"] for link in page.select(".tags[aria-label] a")] == ["/fr/objectives/6/"]


def test_an_empty_list_offers_ways_on_and_each_leads_to_something() -> None:
    shelve(
        {"title": "Health post", "level": "local", "countries": ["KE"], "objectives": [15]},
        {"title": "Santé", "title_language": "fr", "summary": "Health", "level": "national"},
        {"title": "Harbour", "level": "local", "countries": ["GH"]},
    )
    path = f"{LIST}?q=health&level=local&language=fr"
    page = get(path)
    assert titles(page) == []
    ways = {words(link): link["href"] for link in page.select(".empty a")}
    assert ways["Level: Local 1"] == f"{LIST}?q=health&language=fr"
    assert ways["Language: French 1"] == f"{LIST}?q=health&level=local"
    assert ways["All filters 2"] == f"{LIST}?q=health"
    assert ways["English 1"] == f"{LIST}?q=health&level=local&language=en"
    assert ways["15 Access to basic services"] == "/en/objectives/15/"
    for address in ways.values():
        assert titles(get(address)), address


# Order and pages


def test_the_readers_language_comes_first_unless_another_order_is_chosen() -> None:
    shelve(
        {"title": "Zebra", "title_language": "en"}, {"title": "Pomme", "title_language": "fr"},
        {"title": "Apple", "title_language": "en"}, {"title": "Citron", "title_language": "fr"},
    )  # fmt: skip
    assert titles(get("/fr/practices/")) == ["Citron", "Pomme", "Apple", "Zebra"]
    page = get(f"{LIST}?level=local")
    assert titles(page) == ["Apple", "Zebra", "Citron", "Pomme"]
    nav = page.select_one("nav[aria-label=Order]")
    assert nav is not None
    assert words(nav.strong) == "English first"
    orders = {words(link): titles(get(link["href"])) for link in nav.select("a")}
    assert orders == {
        "Newest first": ["Citron", "Apple", "Pomme", "Zebra"],
        "Oldest first": ["Zebra", "Pomme", "Apple", "Citron"],
        "By title": ["Apple", "Citron", "Pomme", "Zebra"],
    }


def test_pages_keep_what_is_asked_and_chosen() -> None:
    shelve(*numbered(45, summary="An example of a harbour."))
    page = get(f"{LIST}?q=harbour&level=local&order=title&literal=1&page=2")
    assert titles(page) == [f"Example {number:02}" for number in range(20, 40)]
    following = page.select_one("nav.pagination a[rel=next]")
    assert following is not None
    assert query_of(str(following["href"])) == {
        "q": ["harbour"], "level": ["local"], "order": ["title"], "literal": ["1"], "page": ["3"],
    }  # fmt: skip
    last = get(f"{LIST}?order=title&page=1000000000")
    assert titles(last) == [f"Example {number:02}" for number in range(40, 45)]
    assert "There is no page 1000000000; this is the last." in notes(last)


def test_search_engines_keep_the_list_with_one_filter_and_no_more() -> None:
    shelve({"level": "local"})
    for query, is_kept in (
        ("", True), ("level=local", True), ("level=local&level=global", False),
        ("level=local&objective=6", False), ("q=permits", False), ("objective=99", False),
    ):  # fmt: skip
        page = get(f"{LIST}?{query}")
        robots = page.select_one('meta[name="robots"]')
        canonical = page.select_one('link[rel="canonical"]')
        if is_kept:
            assert robots is None
            assert canonical is not None
            suffix = f"?{query}" if query else ""
            assert canonical["href"] == f"{settings.HUB_BASE_URL}{LIST}{suffix}"
            alternates = page.select('link[rel="alternate"][hreflang]')
            assert len(alternates) == 6
            assert all(str(link["href"]).endswith(f"/practices/{suffix}") for link in alternates)
        else:
            assert canonical is None
            assert robots is not None
            assert robots["content"] == "noindex, follow"


# What it costs


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (LIST, 8), (f"{LIST}?level=local&theme=a-theme", 10), (f"{LIST}?q=harbour", 12),
        ("/en/practices/by/theme/", 3), ("/en/practices/by/country/", 3),
    ],
)  # fmt: skip
def test_a_list_of_many_takes_no_more_statements_than_one_of_few(path: str, most: int) -> None:
    shelve(*numbered(2, summary="A harbour.", themes=["A theme"], countries=["KE", "GH"]))
    few = statements(path)
    shelve(
        *numbered(2, summary="A harbour.", themes=["A theme"], countries=["KE", "GH"]),
        *(
            {"title": f"More {n}", "summary": "A harbour.", "themes": ["A theme", f"Theme {n}"]}
            for n in range(30)
        ),
    )
    assert statements(path) == few <= most


def test_a_list_can_be_kept_for_all_visitors_unless_words_were_asked() -> None:
    shelve({})
    for path, is_kept in (
        (LIST, True), (f"{LIST}?level=local&page=2", True), (f"{LIST}?q=harbour", False),
        ("/en/practices/by/country/", True), ("/en/practices/by/country/?q=a", False),
    ):  # fmt: skip
        answer = Client().get(path)
        assert ("X-Hub-Areas" in answer) is is_kept, path
        assert not answer.cookies
        assert b"csrf" not in answer.content

"""The look: colours that can be read, sheets that stay small, frames that can be kept for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from hub import languages
from hub.templatetags.hub_look import before_error, title_size

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "hub" / "static"
SHEET = STATIC / "hub" / "css" / "hub.css"
# For who is signed in, beside it.
WORK_SHEET = STATIC / "hub" / "css" / "work.css"
CSS = re.sub(r"/\*.*?\*/", "", SHEET.read_text() + WORK_SHEET.read_text(), flags=re.DOTALL)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name, read from the sheet."""
    blocks = re.findall(r":root\s*{(.*?)}", CSS, flags=re.DOTALL)
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", blocks[0]))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", blocks[1]))
    return found


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_can_be_read_on_and_under_paper_and_ground(scheme: str) -> None:
    colour = tokens(scheme)
    for ground in ("paper", "ground"):
        for text in ("ink", "soft", "link", "bad", "rt1", "rt2", "rt3", "rt4"):
            ratio = contrast(colour[text], colour[ground])
            assert ratio >= 4.5, f"{scheme}: {text} on {ground} is {ratio:.2f}"
        assert contrast(colour["edge"], colour[ground]) >= 3, f"{scheme}: edge on {ground}"
    assert contrast(colour["ink"], colour["mark"]) >= 4.5
    assert contrast(colour["soft"], colour["mark"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_of_the_focus_is_seen_on_every_ground(scheme: str) -> None:
    colour = tokens(scheme)
    for ground in ("paper", "ground"):
        best = max(contrast(colour[ring], colour[ground]) for ring in ("focus", "ink"))
        assert best >= 3


def test_the_sheet_knows_no_left_and_right() -> None:
    physical = re.findall(
        r"(?:^|[;{\s])((?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|left|right|top"
        r"|bottom|(?:min-|max-)?(?:width|height))\s*:(?![^{}]*\)\s*{)",
        CSS,
    )
    assert physical == []
    assert re.findall(r"(?:text-align|float|clear)\s*:\s*(?:left|right)", CSS) == []


def test_colours_stand_only_among_the_tokens() -> None:
    without_tokens = re.sub(r":root\s*{.*?}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", without_tokens) == []


def test_the_sheet_and_the_scripts_stay_small_and_fetch_nothing() -> None:
    assert SHEET.stat().st_size <= 30_000
    assert WORK_SHEET.stat().st_size <= 20_000
    assert "@import" not in CSS
    assert "url(" not in CSS
    scripts = list((STATIC / "hub" / "js").glob("*.js"))
    assert scripts
    for script in scripts:
        # `hub.js` is on every page, the others where they are used.
        limit = 3 * 1024 if script.name == "hub.js" else 9 * 1024
        assert script.stat().st_size <= limit, script.name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_compiles_and_carries_no_inline_style_or_script(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))
    # A block of JSON-LD is data: no browser runs it, and no content policy counts it.
    source = path.read_text().replace('<script type="application/ld+json">', "")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source)


def anonymous(path: str = "/en/practices/") -> HttpRequest:
    return RequestFactory().get(path)


def soup_of(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.code)
def test_the_frame_speaks_the_readers_language_and_offers_all_six(
    language: languages.Language,
) -> None:
    with translation.override(language.path):
        page = soup_of(render_to_string("base.html", request=anonymous(f"/{language.path}/x/?q=a")))
    html = page.html
    assert html is not None
    assert (html["lang"], html["dir"]) == (language.tag, language.direction)
    menu = page.select("details.menu a[hreflang]")
    assert [link["href"] for link in menu] == [
        f"/{each.path}/x/?q=a" for each in languages.LANGUAGES
    ]
    assert [link["lang"] for link in menu if link.get("aria-current")] == [language.tag]
    alternates = page.select('link[rel="alternate"][hreflang]')
    assert len(alternates) == 6
    assert alternates[0]["href"] == f"{settings.HUB_BASE_URL}/ar/x/"


def test_a_visitors_page_has_no_token_and_is_the_same_for_every_visitor() -> None:
    first = anonymous()
    html = render_to_string("base.html", request=first)
    assert "csrf" not in html
    assert "CSRF_COOKIE" not in first.META
    assert html == render_to_string("base.html", request=anonymous())


def test_the_foot_says_that_the_site_is_not_official_unless_it_is() -> None:
    sentence = "This is not an official United Nations site."
    assert sentence in render_to_string("base.html", request=anonymous())
    with override_settings(HUB_OFFICIAL=True):
        assert sentence not in render_to_string("base.html", request=anonymous())


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_last_pages_need_nothing_but_their_words(name: str) -> None:
    with translation.override("ar"):
        page = soup_of(render_to_string(name))
    assert page.html is not None
    assert page.html["dir"] == "rtl"
    assert page.h1 is not None
    assert page.h1.text


def draw(source: str, request: HttpRequest | None = None, **context: Any) -> BeautifulSoup:
    template = Template("{% load hub_look %}" + source)
    with translation.override("en"):
        return soup_of(template.render(Context({"request": request, **context})))


def test_the_strip_is_a_list_of_23_links_that_say_their_names_and_states() -> None:
    page = draw("{% strip filled=filled counts=counts %}", filled=[6], counts={6: 22, 7: 1})
    links = page.select("ul[role=list] > li > a")
    assert len(links) == 23
    assert links[5]["href"] == "/en/objectives/6/"
    assert re.fullmatch(r"6\s+6 \D+ \(22\) – covered", links[5].text.strip())
    assert "covered" not in links[6].text
    assert [li.find("a").text.split()[0] for li in page.select("li.filled")] == ["6"]
    assert len(page.select("li.zero")) == 21
    assert {name for li in page.select("li") for name in li["class"]} >= {
        "rt1",
        "rt2",
        "rt3",
        "rt4",
    }


def test_the_strip_as_a_filter_toggles_and_carries_only_what_lists_know() -> None:
    request = anonymous("/en/practices/?objective=6&level=local&page=3&utm=x")
    page = draw('{% strip filled=filled mode="filter" %}', request, filled=[6])
    links = page.select("li > a")
    assert links[5]["href"] == "?level=local"
    assert links[5]["aria-current"] == "true"
    assert "chosen" in links[5].text
    assert links[0]["href"] == "?objective=6&objective=1&level=local"


def test_the_strip_without_links_says_only_what_is_there() -> None:
    page = draw('{% strip filled=filled mode="static" said="in this practice" %}', filled=[3, 19])
    assert page.select("a") == []
    spoken = [li.text.strip() for li in page.select("li") if not li.get("aria-hidden")]
    assert len(spoken) == 2
    assert all(text.endswith("– in this practice") for text in spoken)


def test_a_row_keeps_the_direction_of_its_text_and_names_its_objectives() -> None:
    row = {
        "url": "/en/practices/x/",
        "title": "تصريح العمل",
        "lang": "ar",
        "dir": "rtl",
        "objectives": [6, 7, 5],
        "level": "National",
        "countries": ["Bahrain", "Jordan"],
        "languages": ["Arabic"],
        "excerpt": "<b>x</b>",
    }
    page = draw('{% include "includes/practice_row.html" %}', row=row)
    title = page.select_one("h3 > a")
    assert title is not None
    assert (title["lang"], title["dir"]) == ("ar", "rtl")
    assert page.select_one("h3[dir]") is None
    assert [square.text for square in page.select(".square")] == ["5", "6", "7"]
    assert all(name.text for name in page.select(".squares .name"))
    assert "Bahrain, Jordan" in page.text
    assert page.select_one("p b") is None


def test_the_paging_line_leads_to_the_ends_and_the_pages_around() -> None:
    page_of_list = Paginator(range(200), 10).page(8)
    request = anonymous("/en/practices/?page=8&q=work")
    page = draw("{% pagination page %}", request, page=page_of_list)
    numbers = [li.text.split()[-1] for li in page.select("li")]
    assert numbers == ["Previous", "1", "…", "6", "7", "8", "9", "10", "…", "20", "Next"]
    current = page.select_one("[aria-current=page]")
    assert current is not None
    assert current["href"] == "?q=work&page=8"
    assert page.select("a")[1]["href"] == "?q=work"
    assert (
        draw("{% pagination page %}", request, page=Paginator([1], 10).page(1)).text.strip() == ""
    )


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Triple Win", "title-1"),
        ("x" * 37, "title-2"),
        ("x" * 73, "title-3"),
        ("x" * 180, "title-4"),
    ],
)
def test_a_longer_title_is_set_smaller(title: str, size: str) -> None:
    assert title_size(title) == size


def test_a_chinese_letter_takes_the_room_of_two() -> None:
    assert title_size("移" * 18) == "title-1"
    assert title_size("移" * 19) == "title-2"


class Description(forms.Form):
    title = forms.CharField(label="Title", help_text="In up to 120 letters.")
    level = forms.ChoiceField(label="Level", choices=[("l", "Local")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")


def test_a_wrong_field_says_so_beside_itself_and_at_the_top_of_the_form() -> None:
    page = draw('{% include "includes/form.html" %}', form=Description({}))
    for link in page.select(".error-summary a"):
        assert page.find(id=str(link["href"]).removeprefix("#")), link
    assert len(page.select(".error-summary a")) == 3
    box = page.select_one("input[name=title]")
    assert box is not None
    described = str(box["aria-describedby"]).split()
    assert [page.find(id=each).text.strip() for each in described] == [
        "In up to 120 letters.",
        "Error: This field is required.",
    ]
    assert page.select_one("fieldset legend").text == "Level"
    for control in page.select("input"):
        assert page.select_one(f'label[for="{control["id"]}"]'), control


@pytest.fixture
def narrow_page(chromium: Browser) -> Iterator[Page]:
    """A page 360 px wide on a site that is only answered from here."""
    search = SimpleNamespace(query="", suggest_url="/en/search/suggest/")
    template = Template(
        '{% extends "base.html" %}{% load hub_look %}'
        '{% block main %}<h1>Practices</h1>{% strip filled=filled mode="filter" %}'
        '{% include "includes/search_box.html" %}{% endblock %}'
    )
    html = template.render(RequestContext(anonymous(), {"search": search, "filled": [6]}))

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix("http://hub.test").split("?")[0]
        if address.startswith("/static/"):
            route.fulfill(path=STATIC / address.removeprefix("/static/"))
        elif address == "/en/search/suggest/":
            route.fulfill(
                json={"suggestions": [{"text": "work"}, {"text": "<b>", "url": "/found"}]}
            )
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.route("**/*", answer)
    page.goto("http://hub.test/en/practices/")
    yield page
    page.close()


@pytest.mark.browser
def test_suggestions_are_walked_with_the_keyboard_and_left_with_escape(narrow_page: Page) -> None:
    box = narrow_page.get_by_role("combobox")
    box.press_sequentially("wo")
    options = narrow_page.get_by_role("option")
    options.first.wait_for()
    assert options.all_inner_texts() == ["work", "<b>"]
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "wo"
    box.press("r")
    options.first.wait_for()
    box.press("ArrowUp")
    box.press("Enter")
    narrow_page.wait_for_url("**/found")


@pytest.mark.browser
def test_a_narrow_page_does_not_scroll_sideways_and_every_target_fits_a_finger(
    narrow_page: Page,
) -> None:
    assert narrow_page.evaluate("document.documentElement.scrollWidth") == 360
    small = narrow_page.evaluate(
        """[...document.querySelectorAll("a, button, input, summary")]
           .filter((each) => each.checkVisibility())
           .filter((each) => {
             const { width, height } = each.getBoundingClientRect();
             return width < 24 || height < 24;
           })
           .map((each) => each.outerHTML)"""
    )
    assert small == []


def test_a_label_that_asks_needs_no_colon_before_its_error() -> None:
    assert before_error("Your name") == "Your name: "
    for question in ("Who decides?", "من يقرر؟", "由谁决定？"):
        assert before_error(question) == f"{question} "

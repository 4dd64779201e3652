"""A visitor finds a practice: in three languages, on a phone and at a desk, scripts on and off."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from hub import vocabulary
from tests.browser.conftest import WIDTHS, OpenPage
from tests.browser.examples import TEXTS, TITLE
from tests.browser.running import RunningHub
from tests.browser.wording import Wording

# Typed with a slip of the finger, what was meant, and the beginning of what many practices say.
TYPED = {
    "en": ("migrents", "migrants", "labour m"),
    "fr": ("travaileurs", "travailleurs", "travail d"),
    "ar": ("المهاجرييين", "المهاجرين", "العمل ال"),
}
NOTHING = "xqzvwj"
OTHER = {"en": "fr", "fr": "ar", "ar": "en"}

every_language = pytest.mark.parametrize("language", TYPED)
with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [True, False], ids=["scripts", "no-scripts"]
)
every_width = pytest.mark.parametrize("width", WIDTHS)


def search(page: Page, say: Wording, words: str) -> None:
    box = page.get_by_label(say("What are you looking for?"))
    box.fill(words)
    page.get_by_role("search").get_by_role("button", name=say("Find")).click()


def filters(page: Page, say: Wording, width: str) -> Locator:
    """The filters, on a phone behind one line that opens."""
    groups = page.get_by_role("navigation", name=say("Filter"))
    if width == "phone":
        expect(groups).to_be_hidden()
        page.locator("summary").filter(has_text=re.compile(f"^{say('Filter')}")).click()
    expect(groups).to_be_visible()
    return groups


def values(groups: Locator, title: str) -> Locator:
    """The values of a filter, in its order; opened first where it stands closed."""
    group = groups.locator("details", has=groups.page.locator("summary", has_text=title)).last
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    return group.get_by_role("listitem").get_by_role("link")


def total(page: Page) -> int:
    found = re.search(r"\d+", page.locator("#results").inner_text().replace("\u202f", ""))
    return int(found.group()) if found else 0


def choose(page: Page, say: Wording, width: str, facet: str, name: str = "") -> str:
    """Take a value of a filter, by default the first; its name, which then stands as chosen."""
    link = values(filters(page, say, width), say(facet)).filter(has_text=name).first
    name = link.locator(".label").inner_text()
    link.click()
    expect(page.get_by_role("list", name=say("Chosen:"))).to_contain_text(name)
    return name


@every_language
@with_and_without_scripts
@every_width
def test_a_visitor_finds_a_practice(
    open_page: OpenPage, language: str, scripts: bool, width: str
) -> None:
    say = Wording(language)
    slip, meant, _beginning = TYPED[language]
    page = open_page(f"/{language}/", width=width, scripts=scripts)
    expect(page.locator("html")).to_have_attribute("dir", say.language.direction)

    search(page, say, slip)
    corrected = say(
        "Showing results for <bdi><strong>%(corrected)s</strong></bdi>.", corrected=meant
    )
    expect(page.get_by_role("status").filter(has_text=corrected)).to_be_visible()
    lists = page.get_by_role("main").locator("a[href*='/practices/?']")
    lists.filter(has_text=say("List with filters")).click()
    everything = total(page)
    level = choose(page, say, width, "Level", say.named(vocabulary.level("national")))
    assert 20 < total(page) < everything
    on_level = total(page)
    country = choose(page, say, width, "Country")
    assert 0 < total(page) < on_level
    if width == "phone":
        expect(page.locator(".filters > summary")).to_contain_text(country)
    page.get_by_role("list", name=say("Chosen:")).get_by_role("link", name=country).click()
    expect(page.get_by_role("list", name=say("Chosen:"))).not_to_contain_text(country)
    expect(page.get_by_role("list", name=say("Chosen:"))).to_contain_text(level)
    assert total(page) == on_level

    first_of_page_1 = page.locator("main article h3 a").first.inner_text()
    pages = page.get_by_role("navigation", name=say("Pages"))
    pages.get_by_role("link", name=say("Next")).click()
    expect(pages.locator("[aria-current=page]")).to_contain_text("2")
    row = page.locator("main article h3 a").first
    title = row.inner_text()
    assert title != first_of_page_1
    row.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("complementary", name=say("At a glance"))).to_be_visible()
    page.go_back()
    expect(pages.locator("[aria-current=page]")).to_contain_text("2")
    expect(page.get_by_label(say("What are you looking for?"))).to_have_value(slip)


@every_language
@with_and_without_scripts
@every_width
def test_a_visitor_reads_on(
    open_page: OpenPage, hub: RunningHub, language: str, scripts: bool, width: str
) -> None:
    say = Wording(language)
    titles = {"en": TITLE, **{code: text["title"] for code, text in TEXTS.items()}}
    other = OTHER[language]
    page = open_page(f"/{language}/{hub.places['practice']}", width=width, scripts=scripts)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(titles[language])
    tabs = page.get_by_role("navigation", name=say("Texts of this practice"))
    tabs.locator(f"[hreflang={other}]").click()
    expect(heading).to_have_text(titles[other])
    expect(heading.locator("span")).to_have_attribute("dir", Wording(other).language.direction)
    expect(page.locator("html")).to_have_attribute("dir", say.language.direction)
    machine = page.locator("main").get_by_text(say("Machine translation"), exact=True)
    expect(machine).to_have_count(1 if TEXTS.get(other, {}).get("origin") == "machine" else 0)

    objective = say.named(vocabulary.objective(6))
    page.get_by_role("list", name=say("Objectives of this practice")).get_by_role(
        "link", name=objective
    ).click()
    expect(heading).to_contain_text(objective)
    expect(page.get_by_role("list", name=say("Practices by level"))).to_be_visible()

    page.get_by_role("navigation", name=say("Main")).get_by_role(
        "link", name=say("Countries")
    ).click()
    country = page.locator("main section li a").first
    name = country.locator(".label").inner_text()
    country.click()
    expect(heading).to_have_text(name)

    page.locator(".header summary", has_text=say.language.name).click()
    page.get_by_role("link", name=Wording(other).language.name, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", Wording(other).language.tag)
    iso2 = urlsplit(page.url).path.split("/")[-2]
    expect(heading).to_have_text(vocabulary.country_name(iso2, other))


@every_language
def test_another_language_keeps_the_page_and_what_was_asked(
    open_page: OpenPage, language: str
) -> None:
    say, other = Wording(language), Wording(OTHER[language])
    asked = f"practices/?q={TYPED[language][1]}&level=national&page=2"
    page = open_page(f"/{language}/{asked}", width="phone", scripts=False)
    before = urlsplit(page.url)
    page.locator(".header summary", has_text=say.language.name).click()
    page.get_by_role("link", name=other.language.name, exact=True).click()
    after = urlsplit(page.url)
    assert after.path == before.path.replace(f"/{language}/", f"/{other.path}/")
    assert parse_qs(after.query) == parse_qs(before.query)
    expect(page.get_by_role("navigation", name=other("Pages"))).to_contain_text("2")


@every_language
@with_and_without_scripts
def test_where_nothing_is_found_there_is_a_way_on(
    open_page: OpenPage, language: str, scripts: bool
) -> None:
    say = Wording(language)
    page = open_page(f"/{language}/practices/", width="phone", scripts=scripts)
    everything = total(page)
    search(page, say, NOTHING)
    assert total(page) == 0
    text = (
        "Nothing has the words “%(query)s”. Try fewer or other words, in any of the six "
        "languages, or go by objective."
    )
    expect(page.locator("main")).to_contain_text(say(text, query=NOTHING))
    page.get_by_role("link", name=say("All practices"), exact=True).click()
    assert total(page) == everything
    page.go_back()
    expect(page.get_by_label(say("What are you looking for?"))).to_have_value(NOTHING)


@every_language
def test_suggestions_are_taken_with_the_keyboard(open_page: OpenPage, language: str) -> None:
    say = Wording(language)
    page = open_page(f"/{language}/")
    box = page.get_by_role("combobox", name=say("What are you looking for?"))
    box.press_sequentially(TYPED[language][2])
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press_sequentially(" ")
    box.press("Backspace")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    suggested = options.first.locator("span").inner_text()
    box.press("Enter")
    expect(page).to_have_title(re.compile(re.escape(suggested)))

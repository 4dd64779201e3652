"""Writing a draft on a bad line: nothing typed is lost, and nobody's words are undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SessionOf
from tests.browser.running import RunningHub, run_here

WRITER, COLLEAGUE = "focal-point@example.org", "member@example.org"
SAVED = re.compile("Saved at ")
# One that answers after a pause for typing, and a retry.
SOON = 15_000
OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture
def browser_of(hub: RunningHub, chromium: Browser, session_of: SessionOf) -> Iterator[OpenBrowser]:
    """`browser_of("member@example.org", scripts=False)`: a browser in which somebody is signed in.

    Fails when a script ends in an error.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(who: str, *, scripts: bool = True) -> BrowserContext:
        context = chromium.new_context(
            base_url=hub.address, java_script_enabled=scripts, storage_state=session_of(who)
        )
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def draft(hub: RunningHub) -> str:
    """The address of a new draft with an English text."""
    made = run_here(hub, "tests.browser.writers", "draft", '"Permits at the quay"')
    return f"/en/practices/drafts/{made['practice']}/"


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def state(page: Page) -> Any:
    return page.locator("[data-state]")


def kept_here(page: Page) -> int:
    """How many copies of drafts the browser keeps."""
    return int(
        page.evaluate(
            "Object.keys(localStorage).filter(key => key.startsWith('hub.draft/')).length"
        )
    )


def type_in(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).press_sequentially(words)


def results(page: Page) -> Any:
    return page.get_by_role("textbox", name="Results")


def test_what_is_typed_is_saved_by_itself_and_said_aloud_once(
    browser_of: OpenBrowser, draft: str
) -> None:
    page = opened(browser_of(WRITER), f"{draft}texts/en/story/")
    type_in(page, "Results", "Forty permits")
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    expect(results(page)).to_be_focused()
    aloud = page.locator("[data-announce]")
    expect(aloud).to_have_text(re.compile("What you write is saved as you go"))
    first = aloud.text_content()
    type_in(page, "Results", " in a month")
    expect(state(page)).to_have_text("Not saved yet")
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    assert aloud.text_content() == first
    assert kept_here(page) == 0
    page.reload()
    expect(results(page)).to_have_value("Forty permits in a month")


def test_a_line_cut_while_typing_loses_nothing(browser_of: OpenBrowser, draft: str) -> None:
    context = browser_of(WRITER)
    page = opened(context, f"{draft}texts/en/story/")
    context.set_offline(True)
    type_in(page, "Results", "Written in a tunnel")
    expect(state(page)).to_have_text(re.compile("^Not connected"), timeout=SOON)
    assert kept_here(page) == 1
    page.get_by_role("button", name="Save and continue").click()
    expect(results(page)).to_have_value("Written in a tunnel")
    type_in(page, "Results", " and on a bridge")
    context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    page.reload()
    expect(results(page)).to_have_value(re.compile("tunnel"))
    # Closed in the middle, and opened another day.
    context.set_offline(True)
    results(page).fill("Closed in a tunnel")
    expect(state(page)).to_have_text(re.compile("^Not connected"), timeout=SOON)
    page.close()
    context.set_offline(False)
    page = opened(context, f"{draft}texts/en/story/")
    expect(results(page)).to_have_value("Closed in a tunnel")
    expect(page.locator("[data-notice]")).to_have_text(re.compile("Put back what you typed here"))
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    assert kept_here(page) == 0


def test_two_copies_that_differ_after_a_cut_are_shown_and_the_person_chooses_by_field(
    browser_of: OpenBrowser, draft: str
) -> None:
    here, there = browser_of(WRITER), browser_of(COLLEAGUE)
    page = opened(here, f"{draft}texts/en/story/")
    here.set_offline(True)
    results(page).fill("Mine")
    page.get_by_label("Challenge").fill("Also mine")
    expect(state(page)).to_have_text(re.compile("^Not connected"), timeout=SOON)
    other = opened(there, f"{draft}texts/en/story/")
    results(other).fill("The colleague's")
    other.get_by_label("Activities").fill("The colleague's too")
    expect(state(other)).to_have_text(SAVED, timeout=SOON)
    here.set_offline(False)
    two = page.get_by_role("group", name="Results")
    expect(two).to_contain_text("Example Member saved another version", timeout=SOON)
    expect(two).to_contain_text("The colleague's")
    # What did not clash is saved, and what the colleague wrote elsewhere is shown.
    expect(page.get_by_label("Activities")).to_have_value("The colleague's too", timeout=SOON)
    expect(results(page)).to_have_value("Mine")
    two.get_by_role("button", name="Take the saved version").press("Enter")
    expect(results(page)).to_have_value("The colleague's", timeout=SOON)
    expect(results(page)).to_be_focused()
    other.reload()
    expect(other.get_by_label("Challenge")).to_have_value("Also mine")
    # The other way round.
    results(other).fill("Newer")
    expect(state(other)).to_have_text(SAVED, timeout=SOON)
    results(page).fill("Mine after all")
    expect(two).to_contain_text("Newer", timeout=SOON)
    two.get_by_role("button", name="Keep mine").click()
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    other.reload()
    expect(results(other)).to_have_value("Mine after all")


def test_two_tabs_are_told_of_each_other_and_show_the_same(
    browser_of: OpenBrowser, draft: str
) -> None:
    context = browser_of(WRITER)
    one = opened(context, f"{draft}texts/en/story/")
    two = opened(context, f"{draft}texts/en/story/")
    for page in (one, two):
        expect(page.locator("[data-notice]")).to_contain_text("in another tab")
    results(one).fill("From the first")
    expect(state(one)).to_have_text(SAVED, timeout=SOON)
    expect(results(two)).to_have_value("From the first")
    two.get_by_label("Challenge").fill("From the second")
    expect(one.get_by_label("Challenge")).to_have_value("From the second", timeout=SOON)
    one.close()
    expect(two.locator("[data-notice]")).to_be_hidden()


def test_the_back_button_leads_to_what_was_written_last(
    browser_of: OpenBrowser, draft: str
) -> None:
    page = opened(browser_of(WRITER), f"{draft}texts/en/story/")
    results(page).fill("First")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What others can learn")
    page.go_back()
    expect(results(page)).to_have_value("First")
    results(page).fill("Second")
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    page.go_forward()
    page.go_back()
    expect(results(page)).to_have_value("Second")
    # Nor does the page before, sent once more, bring the old words back.
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What others can learn")
    page.go_back()
    expect(results(page)).to_have_value("Second")


def test_a_session_that_ends_in_the_middle_of_a_section_loses_nothing(
    hub: RunningHub, browser_of: OpenBrowser, draft: str
) -> None:
    context = browser_of(WRITER)
    page = opened(context, f"{draft}texts/en/story/")
    context.clear_cookies(name="sessionid")
    type_in(page, "Results", "Typed after the end")
    expect(state(page)).to_contain_text("You are signed out", timeout=SOON)
    page.get_by_role("button", name="Save and continue").click()
    # It tries to save once more, while the link stays what it is.
    expect(page.locator("form[data-draft-form]")).not_to_have_attribute("aria-busy", "true")
    expect(results(page)).to_have_value("Typed after the end")
    before = len(hub.mails(WRITER))
    page.get_by_role("link", name="sign in again, nothing is lost").click()
    page.fill("[name=login]", WRITER)
    page.click("main button[type=submit]")
    page.fill("[name=code]", hub.code(WRITER, before))
    page.click("main button[type=submit]")
    expect(results(page)).to_have_value("Typed after the end")
    expect(state(page)).to_have_text(SAVED, timeout=SOON)
    # Signed in again elsewhere, the page goes on with a token that holds.
    assert kept_here(page) == 0
    page.locator(".header summary", has_text="Example Focal Point").click()
    page.locator(".header").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_without_scripts_both_versions_are_shown_and_the_chosen_one_is_kept(
    browser_of: OpenBrowser, draft: str
) -> None:
    address = f"{draft}texts/en/story/"
    plain = browser_of(WRITER, scripts=False)
    page, again = opened(plain, address), opened(plain, address)
    other = opened(browser_of(COLLEAGUE), address)
    results(other).fill("The colleague's")
    expect(state(other)).to_have_text(SAVED, timeout=SOON)
    for tab, choice, kept in (
        (page, "Keep mine", "Mine"),
        (again, "Keep the saved version", "Mine"),
    ):
        results(tab).fill("Mine" if tab is page else "Never")
        tab.get_by_label("Challenge").fill("Along" if tab is page else "Along too")
        tab.get_by_role("button", name="Save and continue").click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("Two versions")
        expect(tab.locator("main")).to_contain_text("The colleague's" if tab is page else "Mine")
        for each in tab.get_by_label(choice).all():
            each.check()
        if tab is again:
            # The two tabs clash in the other field as well, and there it is one's own that stays.
            tab.locator("[name=choice-challenge][value=mine]").check()
        tab.get_by_role("button", name="Save what I chose").click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("What others can learn")
        other.reload()
        expect(results(other)).to_have_value(kept)
    expect(other.get_by_label("Challenge")).to_have_value("Along too")

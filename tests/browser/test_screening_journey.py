"""A practice from its first word to the list: four people, three of the languages, one browser
each. Nothing is clicked that a person would not find on the page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.running import RunningHub, run_here
from tests.browser.wording import Wording

SUBMITTER = "focal-point@example.org"
SECRETARIAT = "secretariat@example.org"
UN, OTHER = "un-screener@example.org", "screener@example.org"
TITLE = "Guichet des dockers au quai"
WORD = "dockers"
TEXTS = {
    "story": {
        "challenge": "Un permis demandait six semaines.",
        "activities": "Un guichet imaginaire délivre des permis de travail le jour même.",
        "results": "Trois dockers sur quatre ont un contrat.",
    },
    "lessons": {"lessons": "Commencer par un petit guichet."},
}
# What one reviewer asks for, and how the secretariat words it for the submitter.
ASKED = "كيف يُعرف ذلك؟"
ASKED_IN_FRENCH = "Dites comment vous le savez."
FOUND = "Trois dockers sur quatre ont un contrat, selon une enquête imaginaire."


def go(page: Page, value: str) -> None:
    """Press the button of the page's main form that says what to do."""
    page.locator(f"main button.button[value='{value}']").first.click()


def press(page: Page) -> None:
    page.locator("main form.form button[type=submit]").first.click()


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def follow(page: Page, address: str) -> None:
    """Follow the page's own link to an address."""
    page.locator(f"main a[href*='{address}']").first.click()


def write(page: Page) -> str:
    """A practice in French, from the empty list to the receipt; the address of its tasks."""
    follow(page, "/drafts/start/")
    page.select_option("[name=language]", "fr")
    page.fill("[name=title]", TITLE)
    press(page)
    expect(heading(page)).to_have_text(TITLE)
    tasks = page.url
    follow(page, "/place/")
    page.check("[name=levels][value=local]")
    page.fill("[name=start_year]", "2021")
    go(page, "next")
    page.wait_for_url("**/objectives/")
    page.check("[name=objectives][value='6']")
    go(page, "later")
    page.wait_for_url(tasks)
    follow(page, "/texts/fr/summary/")
    page.fill("[name=summary]", "Un guichet imaginaire délivre des permis aux dockers.")
    for step, texts in TEXTS.items():
        go(page, "next")
        page.wait_for_url(f"**/{step}/")
        for name, words in texts.items():
            page.fill(f"[name={name}]", words)
    go(page, "later")
    page.wait_for_url(tasks)
    submit(page, tasks)
    return tasks


def submit(page: Page, tasks: str) -> None:
    """By checking the answers, as the list of tasks leads."""
    page.goto(f"{tasks}check/")
    go(page, "submit")
    page.wait_for_url("**/submit/")
    page.check("[name=licence][value='cc-by-4.0']")
    page.check("[name=agreed]")
    press(page)
    page.wait_for_url("**/receipt/")


def reference(page: Page) -> str:
    found = re.search(r"GCM-\d{4}-\d{5}", page.inner_text("main"))
    assert found
    return found[0]


def give_out(page: Page, number: str) -> int:
    """The secretariat finds it, passes it, and asks the suggested reviewers; the round."""
    page.goto("/en/secretariat/screening/")
    page.get_by_role("link", name=number).click()
    go(page, "take-in")
    go(page, "pass")
    reviewers = page.locator("input[name=reviewers]:checked")
    expect(reviewers).to_have_count(3)
    go(page, "assign")
    expect(page.locator("main tbody tr")).to_have_count(3)
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def open_text(page: Page, number: str) -> None:
    """A reviewer says that nothing stands in the way; only then does the text open."""
    page.get_by_role("link", name=number).first.click()
    expect(page.locator("main")).not_to_contain_text(TITLE)
    page.check("[name=conflict][value=no]")
    press(page)
    expect(page.locator("#practice")).to_contain_text(TITLE)


def judge(page: Page, recommendation: str, asks: dict[str, str] | None = None) -> None:
    """Every criterion met, but those that something is asked of."""
    criteria = page.locator("[data-criterion]")
    for box in criteria.all():
        key = str(box.get_attribute("data-criterion"))
        asked = (asks or {}).get(key)
        box.locator(f"[name={key}-verdict][value={'partly-met' if asked else 'met'}]").check()
        if asked:
            box.locator(f"[name={key}-reason]").fill(asked)
            box.locator("details", has=page.locator(f"[name={key}-fields]")).locator(
                "summary"
            ).click()
            box.locator(f"[name={key}-fields][value='fr.results']").check()
    go(page, "continue")
    page.wait_for_url("**/recommend/")
    page.check(f"[name=recommendation][value={recommendation}]")
    press(page)
    page.wait_for_url(re.compile(r"/screening/\d+/$"))


def within(seconds: float, look: Callable[[], bool], what: str) -> None:
    begun = time.monotonic()
    while not look():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds} s"


def test_a_practice_is_written_screened_returned_answered_and_found(
    hub: RunningHub, open_page: OpenPage
) -> None:
    run_here(hub, "tests.browser.screeners", "ready")
    say = Wording("fr")
    writer = open_page("/fr/practices/drafts/", who=SUBMITTER)
    tasks = write(writer)
    number = reference(writer)

    office = open_page("/en/secretariat/inbox/", who=SECRETARIAT)
    expect(office.locator("main")).to_contain_text(number)
    round = give_out(office, number)

    arabic = open_page("/ar/screening/", who=UN)
    expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
    open_text(arabic, number)
    judge(arabic, "changes", {"replicable": ASKED})
    english = open_page("/en/screening/", who=OTHER)
    open_text(english, number)
    # What the one found, the other does not read before everybody has spoken.
    expect(english.locator("main")).not_to_contain_text(ASKED)
    judge(english, "changes")
    assert run_here(hub, "tests.browser.screeners", "speak", round, '"changes"') == 1

    send_back(office)
    visitor = open_page(f"/en/practices/?q={WORD}")
    expect(visitor.locator("main")).not_to_contain_text(TITLE)

    writer.goto("/fr/account/notices/")
    writer.locator("main button", has_text=TITLE).first.click()
    answer(writer, tasks)
    submit(writer, tasks)
    assert reference(writer) == number

    second = give_out(office, number)
    assert second != round
    arabic.goto("/ar/screening/")
    arabic.get_by_role("link", name=number).first.click()
    arabic.check("[name=conflict][value=no]")
    press(arabic)
    arabic.locator("#earlier summary").last.click()
    expect(arabic.locator("#earlier ins", has_text="enquête")).to_be_visible()
    judge(arabic, "accept")
    assert run_here(hub, "tests.browser.screeners", "speak", second, '"accept"') == 2

    office.reload()
    follow(office, "/decision/accept/")
    go(office, "preview")
    go(office, "send")
    go(office, "publish")
    expect(office.locator("main a[href^='/en/practices/']").first).to_be_visible()
    within(1, lambda: bool(found(visitor, f"/en/practices/?q={WORD}")), "found by its words")
    assert found(visitor, "/en/practices/?order=newest")
    assert found(visitor, "/fr/objectives/6/")
    visitor.get_by_role("link", name=TITLE).first.click()
    expect(heading(visitor)).to_have_text(TITLE)
    expect(visitor.locator("article.practice")).to_contain_text("enquête imaginaire")
    writer.goto(f"{tasks}status/")
    expect(writer.locator("main")).to_contain_text(say("Published"))


def found(page: Page, address: str) -> int:
    page.goto(address)
    return page.get_by_role("link", name=TITLE).count()


def send_back(page: Page) -> None:
    """The secretariat returns the reason in the submitter's language, once it is translated."""
    page.reload()
    follow(page, "/decision/changes/")
    reason = page.locator("textarea[name=r0-reason]")
    expect(reason).to_have_value(ASKED)
    reason.fill(ASKED_IN_FRENCH)
    page.select_option("[name=r0-language]", "fr")
    go(page, "preview")
    expect(page.locator(".reasons")).to_contain_text(ASKED_IN_FRENCH)
    go(page, "send")


def answer(page: Page, tasks: str) -> None:
    """The reason stands beside its field; the field is changed."""
    page.goto(tasks)
    page.locator("#returned a[href*='/texts/fr/story/']").first.click()
    field = page.locator(".field", has=page.locator("[name=results]"))
    expect(field).to_contain_text(ASKED_IN_FRENCH)
    page.fill("[name=results]", FOUND)
    go(page, "later")
    expect(heading(page)).to_have_text(TITLE)
    expect(page.locator("#returned")).to_contain_text(Wording("fr")("Changed"))

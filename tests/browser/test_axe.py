"""axe finds nothing on any kind of page, in a script to the right and in one to the left, light
and dark; and none is wider than a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS, OpenPage
from tests.browser.running import RunningHub

SECRETARIAT = "secretariat@example.org"
FOCAL_POINT = "focal-point@example.org"
MEMBER = "member@example.org"
SCREENER = "screener@example.org"
TRANSLATOR = "translator@example.org"

# What it is, where it stands below the language (or the name of an example), who reads it.
PAGES = [
    ("home", "", ""),
    ("list", "practices/", ""),
    ("list, chosen", "practices/?q=migrents&level=national&objective=6&country=PH", ""),
    ("list, second page", "practices/?page=2", ""),
    ("list, nothing found", "practices/?q=xqzvwj", ""),
    ("list, nothing with what is chosen", "practices/?q=migrants&level=local&country=FJ", ""),
    ("all values of a filter", "practices/by/country/", ""),
    ("practice, shipped", "practices/flexi-permit-bahrain/", ""),
    ("practice, with texts", "{practice}", ""),
    ("practice, machine translation", "{practice}?text=ar", ""),
    ("objectives", "objectives/", ""),
    ("objective", "objectives/6/", ""),
    ("countries", "countries/", ""),
    ("country", "countries/PH/", ""),
    ("country without a practice", "countries/FJ/", ""),
    ("search", "search/?q=migrents", ""),
    ("search, nothing found", "search/?q=xqzvwj", ""),
    ("standard page", "accessibility/", ""),
    ("news", "news/", ""),
    ("sign in", "accounts/login/", ""),
    ("sign up", "accounts/signup/", ""),
    ("sign out", "accounts/logout/", MEMBER),
    ("change of address", "accounts/email/", MEMBER),
    ("account", "account/", MEMBER),
    ("notices", "account/notices/", MEMBER),
    ("how often one gets mail", "account/notices/preferences/", MEMBER),
    ("what one follows", "account/notices/following/", MEMBER),
    ("security", "account/security/", MEMBER),
    ("confirm", "accounts/confirm/", MEMBER),
    ("add an app", "accounts/app/add/", MEMBER),
    ("add a passkey", "accounts/passkeys/add/", MEMBER),
    ("organisations", "organisations/", ""),
    ("organisations of a member", "organisations/", MEMBER),
    ("organisation", "{association}", ""),
    ("organisation, inside", "{association}", FOCAL_POINT),
    ("ask to join", "{open organisation}ask/", MEMBER),
    ("register", "organisations/register/", MEMBER),
    ("invite", "{association}people/invite/", FOCAL_POINT),
    ("hand over", "{association}people/hand-over/", FOCAL_POINT),
    ("request to join", "{request to join}", FOCAL_POINT),
    ("registration to verify", "{registration}", SECRETARIAT),
    ("queue", "secretariat/joining/", SECRETARIAT),
    ("inbox", "secretariat/inbox/", SECRETARIAT),
    ("people and roles", "secretariat/people/", SECRETARIAT),
    ("invitation", "{invitation}", ""),
    ("invitation of somebody else", "{invitation}", MEMBER),
    ("how screening works", "how-screening-works/", ""),
    ("own practices", "practices/drafts/", FOCAL_POINT),
    ("begin a practice", "practices/drafts/start/", FOCAL_POINT),
    ("draft", "{draft}", FOCAL_POINT),
    ("draft, where and when", "{draft}place/", FOCAL_POINT),
    ("draft, objectives", "{draft}objectives/", FOCAL_POINT),
    ("draft, who carries it out", "{draft}organisations/", FOCAL_POINT),
    ("draft, links and files", "{draft}resources/", FOCAL_POINT),
    ("draft, what was done", "{draft}texts/en/story/", FOCAL_POINT),
    ("draft, another language", "{draft}texts/", FOCAL_POINT),
    ("draft, translations", "{draft}translate/", FOCAL_POINT),
    ("draft, a translation", "{draft}translate/ar/", FOCAL_POINT),
    ("draft, checking", "{draft}check/", FOCAL_POINT),
    ("returned", "{returned}", FOCAL_POINT),
    ("returned, lessons", "{returned}texts/en/lessons/", FOCAL_POINT),
    ("returned, where it stands", "{returned}status/", FOCAL_POINT),
    ("returned, submit again", "{returned}submit/", FOCAL_POINT),
    ("submitted", "{submitted}", FOCAL_POINT),
    ("receipt", "{submitted}receipt/", FOCAL_POINT),
    ("bench", "screening/", SCREENER),
    ("availability", "screening/availability/", SCREENER),
    ("conflicts", "screening/{round offered}", SCREENER),
    ("judging", "screening/{round read}", SCREENER),
    ("recommending", "screening/{round read}recommend/", SCREENER),
    ("handing back", "screening/{round read}hand-back/", SCREENER),
    ("judged", "screening/{round decided}", SCREENER),
    ("screening", "secretariat/screening/", SECRETARIAT),
    ("round that is read", "secretariat/screening/{round read}", SECRETARIAT),
    ("round to decide", "secretariat/screening/{round decided}", SECRETARIAT),
    ("reasons", "secretariat/screening/{round decided}decision/changes/", SECRETARIAT),
    ("reviewers", "secretariat/screeners/", SECRETARIAT),
    ("reviewer", "secretariat/screeners/{screener}", SECRETARIAT),
    ("translating", "translating/", TRANSLATOR),
    ("translation by language", "secretariat/translation/", SECRETARIAT),
    ("no such page", "no-such-page/", ""),
    ("search in discussions", "search/discussions/?q=work", ""),
    ("discussions", "spaces/", ""),
    ("space", "{space}", ""),
    ("space, kept", "{space}", SECRETARIAT),
    ("people of a space", "{space}people/", SECRETARIAT),
    ("topic to ask", "{space}topics/new/", SECRETARIAT),
    ("topic", "{topic}", ""),
    ("topic, to write in", "{topic}", MEMBER),
    ("topic, closed", "{closed topic}", FOCAL_POINT),
    ("answer", "{answer}", MEMBER),
    ("report", "{post}report/", MEMBER),
    ("post to decide on", "{post}moderate/", SECRETARIAT),
    ("outcome to write", "{topic}outcome/", SECRETARIAT),
    ("moderation", "spaces/moderation/", SECRETARIAT),
    ("what moderators did", "spaces/moderation/log/", SECRETARIAT),
    ("own posts", "spaces/mine/", MEMBER),
    ("no right", "secretariat/people/", MEMBER),
]  # fmt: skip

every_language = pytest.mark.parametrize("language", ["en", "ar"])


def assert_axe_finds_nothing(page: Page, **options: Any) -> None:
    """Run axe's rules in the page; every finding is told with the element it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"], **options}
    results = page.evaluate("options => axe.run(options)", options)
    findings = [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
    assert results["passes"]
    assert not findings, f"{page.url}\n" + "\n".join(findings)


def assert_nothing_overflows(page: Page) -> None:
    """No page is wider than the window that it is read in."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


# What can differ between two languages of the same page, and in the dark.
OF_THE_OTHER_LANGUAGE = ["color-contrast", "html-lang-valid", "valid-lang"]


def look_at(page: Page) -> None:
    """All rules in English and in the light; what hangs on colours and languages in Arabic and in
    the dark."""
    if page.evaluate("document.documentElement.lang === 'ar'"):
        page.emulate_media(color_scheme="dark")
        assert_axe_finds_nothing(page, runOnly=OF_THE_OTHER_LANGUAGE)
    else:
        assert_axe_finds_nothing(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDTHS["phone"])  # type: ignore[arg-type]  # width and height
    assert_nothing_overflows(page)


@pytest.mark.parametrize(("path", "who"), [each[1:] for each in PAGES], ids=[p[0] for p in PAGES])
def test_axe_finds_nothing(open_page: OpenPage, hub: RunningHub, path: str, who: str) -> None:
    there = path.format_map(hub.places)
    page = open_page(f"/en/{there}", who=who)
    assert "/en/" in page.url
    look_at(page)
    page.set_viewport_size(WIDTHS["desk"])  # type: ignore[arg-type]  # width and height
    page.goto(f"/ar/{there}")
    assert "/ar/" in page.url
    look_at(page)


@every_language
def test_axe_finds_nothing_where_a_code_is_asked_for(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/accounts/login/")
    page.fill("[name=login]", f"nobody-{language}@example.org")
    page.click("main button[type=submit]")
    page.wait_for_url("**/login/code/confirm/**")
    look_at(page)
    page.fill("[name=code]", "1")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_selector(".error-summary")
    look_at(page)


@every_language
def test_axe_finds_nothing_in_a_form_that_is_not_right_yet(
    open_page: OpenPage, language: str
) -> None:
    page = open_page(f"/{language}/organisations/register/", who=MEMBER)
    page.click("main button[type=submit]")
    page.wait_for_selector(".error-summary")
    look_at(page)


@every_language
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_where_all_that_opens_is_open(
    open_page: OpenPage, language: str, width: str
) -> None:
    page = open_page(f"/{language}/practices/?level=national", width=width, who=MEMBER)
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name');"
        " d.open = true; })"
    )
    look_at(page)
    page.set_viewport_size(WIDTHS[width])  # type: ignore[arg-type]  # width and height
    page.get_by_role("combobox").press_sequentially("ام" if language == "ar" else "la")
    page.wait_for_selector("[role=option]")
    assert_axe_finds_nothing(page)

"""From an invitation or a request into an organisation, by mails and codes; on a phone, scripts
off."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from hub import trial
from tests.browser.conftest import OpenPage
from tests.browser.running import RunningHub
from tests.browser.wording import Wording

SECRETARIAT = "secretariat@example.org"
FOCAL_POINT = "focal-point@example.org"

every_language = pytest.mark.parametrize("language", ["en", "ar"])


def press(page: Page, label: str) -> None:
    page.locator("main").get_by_role("button", name=label, exact=True).click()


def enter_code(page: Page, hub: RunningHub, say: Wording, email: str, before: int) -> None:
    """Type the code of the newest mail, as it stands there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Enter the code"))
    expect(page.locator("main")).to_contain_text(email)
    page.get_by_label(say("Code"), exact=True).fill(hub.code(email, before))
    press(page, say("Continue"))


def sign_up(page: Page, hub: RunningHub, say: Wording, name: str, email: str) -> None:
    before = len(hub.mails(email))
    page.get_by_label(say("Your name")).fill(name)
    page.get_by_label(say("Mail address")).fill(email)
    press(page, say("Send me a code"))
    enter_code(page, hub, say, email, before)


@every_language
def test_a_trial_person_signs_in_and_out(
    open_page: OpenPage, hub: RunningHub, language: str
) -> None:
    say = Wording(language)
    email = "screener@example.org"
    before = len(hub.mails(email))
    page = open_page(f"/{language}/", width="phone", scripts=False)
    page.get_by_role("link", name=say("Sign in"), exact=True).click()
    page.get_by_label(say("Mail address")).fill(email)
    press(page, say("Send me a code"))
    enter_code(page, hub, say, email, before)
    assert urlsplit(page.url).path == f"/{language}/"
    page.locator(".header summary", has_text="Example Screener").click()
    page.locator(".header").get_by_role("button", name=say("Sign out")).click()
    expect(page.get_by_role("link", name=say("Sign in"), exact=True)).to_be_visible()


@every_language
def test_an_invitation_leads_through_signing_up_back_to_itself(
    open_page: OpenPage, hub: RunningHub, language: str
) -> None:
    say = Wording(language)
    email = f"invited-{language}@example.org"
    inviting = open_page(
        f"/{language}/{hub.places['association']}people/invite/",
        width="phone", scripts=False, who=FOCAL_POINT,
    )  # fmt: skip
    inviting.get_by_label(say("Mail address")).fill(email)
    inviting.get_by_label(say("Language of the mail")).select_option(language)
    inviting.locator("main form.form button[type=submit]").click()
    expect(inviting.locator("main")).to_contain_text(email)

    link = re.search(rf"{re.escape(hub.address)}\S+", hub.mail(email))
    assert link
    page = open_page(link.group(), width="phone", scripts=False)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(trial.ORGANISATION)
    page.get_by_role("link", name=say("Make an account")).click()
    expect(page.get_by_label(say("Mail address"))).to_have_value(email)
    sign_up(page, hub, say, "Example Newcomer", email)
    assert page.url == link.group()
    expect(heading).to_contain_text(trial.ORGANISATION)
    press(page, say("Accept the invitation"))
    joined = say("You belong to %(organisation)s now.", organisation=trial.ORGANISATION)
    expect(page.get_by_role("status").filter(has_text=joined)).to_be_visible()
    expect(heading).to_have_text(trial.ORGANISATION)
    expect(page.get_by_role("heading", name=say("People"), exact=True)).to_be_visible()


@every_language
def test_the_secretariat_decides_what_stands_in_its_queue(
    open_page: OpenPage, hub: RunningHub, language: str
) -> None:
    say = Wording(language)
    email = f"founder-{language}@example.org"
    name = f"Example Lighthouse League {language}"
    page = open_page(
        f"/{language}/accounts/signup/?next=/{language}/organisations/register/",
        width="phone", scripts=False,
    )  # fmt: skip
    sign_up(page, hub, say, "Example Founder", email)
    press(page, say("Register it"))
    expect(page.get_by_role("alert")).to_contain_text(say("Name of the organisation"))
    page.get_by_label(say("Name of the organisation")).fill(name)
    page.get_by_label(say("Kind of organisation")).select_option("civil-society")
    page.get_by_label(say("How can one see that you belong to it?")).fill("An example page.")
    press(page, say("Register it"))
    expect(page.get_by_role("heading", name=say("What happens now"))).to_be_visible()
    expect(page.locator("main")).to_contain_text(say("The secretariat decides."))

    deciding = open_page(f"/{language}/", width="phone", scripts=False, who=SECRETARIAT)
    deciding.locator(".header summary", has_text="Example Secretariat").click()
    deciding.get_by_role("link", name=say("Requests and verifications")).click()
    deciding.get_by_role("link", name=name).click()
    deciding.get_by_label(say("Do not verify it"), exact=True).check()
    press(deciding, say("Send the decision"))
    expect(deciding.get_by_role("alert")).to_contain_text(say("Reason"))
    deciding.get_by_label(say("Verify it"), exact=True).check()
    press(deciding, say("Send the decision"))
    saved = say("Your decision was saved, and goes out by mail.")
    expect(deciding.get_by_role("status").filter(has_text=saved)).to_be_visible()

    assert name in hub.mail(email, 2)
    page.reload()
    expect(page.get_by_role("heading", name=say("What happens now"))).to_have_count(0)
    page.goto(f"/{language}/organisations/?q=Lighthouse")
    expect(page.get_by_role("link", name=name).first).to_be_visible()

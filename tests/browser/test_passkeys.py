"""Passkeys with a virtual authenticator, and an app's codes with scripts off.

Browsers offer passkeys over https, and besides that to `localhost` by name: these tests open the
hub there, not at the number of the machine.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.running import RunningHub
from tests.browser.test_signing_in import enter_code, every_language, press, sign_up
from tests.browser.wording import Wording
from tests.hub.factors import app_code


@pytest.fixture
def by_name(hub: RunningHub) -> str:
    return f"http://localhost:{hub.port}"


class Authenticator:
    """One that is built into the machine, and that answers at once."""

    def __init__(self, page: Page) -> None:
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        options: dict[str, Any] = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = made["authenticatorId"]

    def know_owner(self, knows: bool) -> None:
        self.line.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": knows}
        )


def sign_out(page: Page, say: Wording, name: str) -> None:
    page.locator(".header summary", has_text=name).click()
    page.locator(".header").get_by_role("button", name=say("Sign out"), exact=True).click()


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


@every_language
def test_a_passkey_is_added_signs_in_alone_and_is_the_second_step(
    open_page: OpenPage, hub: RunningHub, by_name: str, language: str
) -> None:
    say = Wording(language)
    name, email = "Example Keyholder", f"keyholder-{language}@example.org"
    page = open_page(
        f"{by_name}/{language}/accounts/signup/?next=/{language}/account/security/", width="phone"
    )
    authenticator = Authenticator(page)
    sign_up(page, hub, say, name, email)
    page.get_by_role("link", name=say("Add a passkey")).click()
    page.get_by_label(say("Name of the passkey")).fill("Example machine")
    press(page, say("Make the passkey"))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Recovery codes"))
    expect(page.locator("ul.codes code")).to_have_count(10)
    with page.expect_download() as file:
        page.get_by_role("link", name=say("Download them")).click()
    assert len(file.value.path().read_text().split("\n")) == 13
    press(page, say("I have put them away"))
    expect(page.locator("main")).to_contain_text("Example machine")
    expect(page.locator("main")).to_contain_text(say("It signs you in by itself."))

    sign_out(page, say, name)
    page.get_by_role("link", name=say("Sign in"), exact=True).click()
    authenticator.know_owner(False)
    press(page, say("Sign in with a passkey"))
    expect(page.locator("[data-problem=failed]")).to_be_visible()
    authenticator.know_owner(True)
    press(page, say("Sign in with a passkey"))
    expect(page.locator(".header summary", has_text=name)).to_be_visible()

    sign_out(page, say, name)
    page.get_by_role("link", name=say("Sign in"), exact=True).click()
    before = len(hub.mails(email))
    page.get_by_label(say("Mail address")).fill(email)
    press(page, say("Send me a code"))
    enter_code(page, hub, say, email, before)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("The second step"))
    press(page, say("Use a passkey"))
    expect(page.locator(".header summary", has_text=name)).to_be_visible()


def test_at_an_address_that_can_use_no_passkeys_the_page_says_so(
    open_page: OpenPage, hub: RunningHub
) -> None:
    page = open_page("/en/accounts/login/")
    expect(page.locator("[data-problem=missing]")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page = open_page("/en/accounts/login/", scripts=False)
    expect(page.locator("main")).to_contain_text("Passkeys need scripts")


@every_language
def test_an_app_is_added_and_asked_for_with_scripts_off(
    open_page: OpenPage, hub: RunningHub, language: str
) -> None:
    say = Wording(language)
    email = f"app-{language}@example.org"
    page = open_page(
        f"/{language}/accounts/signup/?next=/{language}/accounts/app/add/",
        width="phone", scripts=False,
    )  # fmt: skip
    sign_up(page, hub, say, "Example Caller", email)
    expect(page.locator("svg.qr")).to_be_visible()
    secret = page.locator("p.codes code").inner_text()
    page.get_by_label(say("Code"), exact=True).fill(app_code(secret))
    press(page, say("Add the app"))
    expect(page.locator("ul.codes code")).to_have_count(10)
    press(page, say("I have put them away"))
    sign_out(page, say, "Example Caller")
    page.get_by_role("link", name=say("Sign in"), exact=True).click()
    before = len(hub.mails(email))
    page.get_by_label(say("Mail address")).fill(email)
    press(page, say("Send me a code"))
    enter_code(page, hub, say, email, before)
    page.get_by_label(say("Code"), exact=True).fill(app_code(secret, later=1))
    press(page, say("Continue"))
    expect(page.locator(".header summary", has_text="Example Caller")).to_be_visible()

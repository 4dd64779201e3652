"""A topic that several people read and write at the same time, on good lines and on bad ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import ngettext
from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute, expect

from tests.browser.conftest import SessionOf
from tests.browser.running import RunningHub, running_here
from tests.browser.wording import Wording

TALKER, OTHER = "focal-point@example.org", "member@example.org"
SOON = 15_000
OpenTopic = Callable[..., Page]
Call = Callable[..., Any]


class Topic:
    """A topic with five posts, and what others do in it."""

    def __init__(self, call: Call, *, for_members: bool = False) -> None:
        self.does = call
        made = call("topic", 5, for_members)
        self.pk: int = made["topic"]
        self.posts: list[int] = made["posts"]

    def post(self, source: str, to: int | None = None) -> int:
        return int(self.does("post", self.pk, source, "en", to)["post"])

    def path(self, language: str = "en") -> str:
        return f"/{language}/spaces/topics/{self.pk}/"


@pytest.fixture(scope="module")
def call(hub: RunningHub) -> Iterator[Call]:
    with running_here(hub, "tests.browser.talkers") as call:
        yield call


@pytest.fixture
def topic(call: Call) -> Topic:
    return Topic(call)


@pytest.fixture
def reads(hub: RunningHub, chromium: Browser, session_of: SessionOf) -> Iterator[OpenTopic]:
    """`reads(topic, "ar", who="member@example.org", scripts=False)`: somebody has it open, and
    where scripts run their page is connected. Fails when a script ends in an error."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(topic: Topic, language: str = "en", *, who: str = "", scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=hub.address,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            storage_state=session_of(who) if who else None,
        )
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        page = context.new_page()
        page.goto(topic.path(language))
        if scripts:
            expect(page.locator("[data-line][data-is=live]")).to_be_visible(timeout=SOON)
        if scripts and who:
            expect(page.locator("#reply[data-ready]")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


class Wire:
    """The line between a page and the hub, which can be cut."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/live/**", self._socket)
        page.route("**/events?*", lambda route: route.abort() if self.is_cut else route.continue_())
        page.reload()
        expect(page.locator("[data-line][data-is=live]")).to_be_visible(timeout=SOON)

    def _socket(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            self.sockets.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        for each in self.sockets:
            each.close()


def drawn(page: Page) -> list[int]:
    """The positions of the posts on the page, as they stand."""
    articles = page.locator("#posts article").all()
    return [int(each.get_attribute("data-position") or 0) for each in articles]


def bar(page: Page) -> Any:
    return page.locator("#new-posts button")


def box(page: Page) -> Any:
    return page.locator("#reply-source")


def publish(page: Page, text: str) -> None:
    box(page).fill(text)
    page.locator("#reply [value=publish]").click()


def top_of(page: Page, post: int) -> float:
    return float(page.locator(f"#post-{post}").evaluate("each => each.getBoundingClientRect().top"))


def test_three_readers_see_one_conversation(topic: Topic, reads: OpenTopic) -> None:
    writer = reads(topic, who=TALKER)
    arabic = reads(topic, "ar")
    plain = reads(topic, "fr", scripts=False)
    publish(writer, "The permits came in time.")
    mine = writer.locator("#posts article").last
    expect(mine).to_contain_text("The permits came in time.")
    expect(box(writer)).to_have_value("")
    # Where somebody reads, nothing jumps in: they are told, and look when they like.
    say = Wording("ar")
    with translation.override("ar"):
        one = ngettext("%(number)s new post: show", "%(number)s new posts: show", 1)
    expect(bar(arabic)).to_have_text(one % {"number": 1}, timeout=SOON)
    assert drawn(arabic) == [1, 2, 3, 4, 5]
    bar(arabic).click()
    came = arabic.locator("#posts article").last
    expect(came).to_contain_text("The permits came in time.")
    expect(came.locator("[data-slot=body]")).to_have_attribute("dir", "ltr")
    expect(came.locator("[data-slot=capacity]")).to_have_text(say("In a personal capacity"))
    # And without scripts by a link.
    plain.locator("#check").click()
    expect(plain.locator("#posts")).to_contain_text("The permits came in time.")


def test_neither_the_focus_nor_the_page_moves_when_posts_come(
    topic: Topic, reads: OpenTopic
) -> None:
    page = reads(topic)
    asked = topic.posts[3]
    link = page.locator(f"#post-{asked} [data-slot=permalink]")
    link.focus()
    page.evaluate("scrollBy(0, 200)")
    before = top_of(page, asked)
    topic.post("A reply above", to=topic.posts[0])
    topic.post("One below")
    expect(bar(page)).to_have_text("2 new posts: show", timeout=SOON)
    expect(page.locator("#live")).to_have_text("2 new posts", timeout=SOON)
    assert abs(top_of(page, asked) - before) < 2
    expect(link).to_be_focused()
    # By a call, since a click would move the focus by itself.
    bar(page).evaluate("each => each.click()")
    expect(page.locator("#posts article")).to_have_count(7)
    assert drawn(page) == [1, 6, 2, 3, 4, 5, 7]
    assert abs(top_of(page, asked) - before) < 2
    expect(link).to_be_focused()


def test_two_who_post_at_once_are_both_there_for_everybody(topic: Topic, reads: OpenTopic) -> None:
    one, other = reads(topic, who=TALKER), reads(topic, who=OTHER)
    for page, text in ((one, "From one side"), (other, "From the other side")):
        box(page).fill(text)
    for page in (one, other):
        page.locator("#reply [value=publish]").evaluate("each => each.click()")
    for page in (one, other):
        expect(page.locator("#posts article")).to_have_count(6, timeout=SOON)
        bar(page).click(timeout=SOON)
        expect(page.locator("#posts article")).to_have_count(7)
        assert drawn(page) == [1, 2, 3, 4, 5, 6, 7]
    said = topic.does("said", topic.pk)[5:]
    assert sorted(said) == ["From one side", "From the other side"]


def test_what_is_changed_or_hidden_changes_where_it_stands(topic: Topic, reads: OpenTopic) -> None:
    page = reads(topic)
    edited, hidden, answered = topic.posts[:3]
    topic.does("edit", edited, "Another wording")
    topic.does("hide", hidden)
    expect(page.locator(f"#post-{edited}")).to_contain_text("Another wording", timeout=SOON)
    stub = page.locator(f"#post-{hidden}")
    expect(stub).to_have_text(re.compile("A post that a moderator has hidden"), timeout=SOON)
    expect(stub).not_to_contain_text("Word number 2")
    # Not under the hands of somebody who is at it.
    page.locator(f"#post-{answered} [data-slot=permalink]").focus()
    topic.does("edit", answered, "Changed meanwhile")
    note = page.locator(f"#post-{answered} [data-changed]")
    expect(note).to_be_visible(timeout=SOON)
    expect(page.locator(f"#post-{answered}")).to_contain_text("Word number 3")
    note.get_by_role("button").click()
    expect(page.locator(f"#post-{answered}")).to_contain_text("Changed meanwhile")
    expect(page.locator(f"#post-{answered}")).to_be_focused()


def test_a_post_that_was_hidden_before_it_was_shown_is_never_shown(
    topic: Topic, reads: OpenTopic
) -> None:
    page = reads(topic)
    first = topic.post("Not for long")
    topic.post("To stay")
    expect(bar(page)).to_have_text("2 new posts: show", timeout=SOON)
    topic.does("hide", first)
    expect(bar(page)).to_have_text("1 new post: show", timeout=SOON)
    bar(page).click()
    assert "Not for long" not in page.content()


def test_a_reader_whose_line_was_cut_misses_nothing(topic: Topic, reads: OpenTopic) -> None:
    page = reads(topic)
    wire = Wire(page)
    wire.cut()
    expect(page.locator("[data-line]")).to_have_text(re.compile("^Not connected"), timeout=SOON)
    topic.does("many", topic.pk, 30)
    wire.is_cut = False
    expect(bar(page)).to_have_text("30 new posts: show", timeout=30_000)
    bar(page).click()
    assert drawn(page) == list(range(1, 36))


def test_where_sockets_are_blocked_the_page_asks(topic: Topic, reads: OpenTopic) -> None:
    page = reads(topic)
    page.route_web_socket("**/live/**", lambda socket: socket.close())
    page.clock.install()
    page.goto(topic.path())
    line = page.locator("[data-line]")
    for _second in range(40):
        page.clock.run_for(1_000)
        if "half minute" in (line.text_content() or ""):
            break
    expect(line).to_have_text(re.compile("about every half minute"))
    topic.post("By question and answer")
    page.clock.run_for(31_000)
    expect(bar(page)).to_have_text("1 new post: show")


def test_the_reader_chooses_how_posts_come_and_the_browser_remembers(
    topic: Topic, reads: OpenTopic
) -> None:
    page = reads(topic)
    page.get_by_label("not at all").check()
    expect(page.locator("[data-line]")).to_have_text(re.compile("does not look for new posts"))
    topic.post("Not announced")
    page.reload()
    expect(page.get_by_label("not at all")).to_be_checked()
    expect(page.locator("#posts")).to_contain_text("Not announced")
    topic.post("Nor this")
    page.wait_for_timeout(3_000)
    expect(bar(page)).to_be_hidden()
    page.get_by_label("at once").check()
    expect(bar(page)).to_have_text("1 new post: show", timeout=SOON)


def test_who_may_no_longer_read_is_told_and_hears_nothing(call: Call, reads: OpenTopic) -> None:
    topic = Topic(call, for_members=True)
    page = reads(topic, who=OTHER)
    topic.does("leave", topic.pk, OTHER)
    topic.post("Not for them")
    line = page.locator("[data-line]")
    expect(line).to_have_text(re.compile("You can no longer read this topic"), timeout=SOON)
    page.wait_for_timeout(1_000)
    expect(bar(page)).to_be_hidden()
    assert "Not for them" not in page.content()


def test_a_reply_is_kept_and_sent_once_over_a_hub_that_fails(
    topic: Topic, reads: OpenTopic
) -> None:
    page = reads(topic, who=TALKER)
    failed: list[str] = []

    def answer(route: Route) -> None:
        """It arrives, but the answer is lost; then the hub is down; then it is back."""
        failed.append(route.request.post_data or "")
        if len(failed) == 1:
            route.fetch()
            route.abort()
        elif len(failed) == 2:
            route.fulfill(status=503)
        else:
            route.continue_()

    page.route("**/write/", answer)
    publish(page, "Once and only once")
    status = page.locator("#reply-status")
    expect(status).to_have_text(re.compile("^Not connected. Your post is kept"), timeout=SOON)
    expect(box(page)).to_have_value("Once and only once")
    expect(status).to_have_text(re.compile("Your post was published"), timeout=30_000)
    expect(box(page)).to_have_value("")
    assert len(failed) == 3
    assert len({re.search(r"&key=(\w+)", each)[1] for each in failed}) == 1  # type: ignore[index]
    assert topic.does("said", topic.pk)[5:] == ["Once and only once"]
    expect(page.locator("#posts article")).to_have_count(6)


def test_what_was_typed_comes_back_after_the_page_was_lost(topic: Topic, reads: OpenTopic) -> None:
    page = reads(topic, who=TALKER)
    context = page.context
    # What a page sends while it is closed no route of a test holds back.
    page.locator("#reply").evaluate("form => (form.dataset.draft = '/nowhere/')")
    box(page).press_sequentially("Written in a tunnel")
    page.close()
    page = context.new_page()
    page.goto(topic.path())
    expect(box(page)).to_have_value("Written in a tunnel")
    expect(page.locator("#reply-status")).to_have_text(re.compile("^Here is what you typed"))


def test_the_form_goes_under_the_post_that_is_answered_and_back(
    topic: Topic, reads: OpenTopic
) -> None:
    page = reads(topic, who=TALKER)
    box(page).fill("Begun at the foot")
    asked = page.locator(f"#post-{topic.posts[1]}")
    asked.get_by_role("link", name="Quote").click()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value(re.compile(r"^> .*Word number 2", re.DOTALL))
    assert page.locator(f"#post-{topic.posts[1]} + form#reply").count() == 1
    page.keyboard.press("Escape")
    expect(asked.get_by_role("link", name="Quote")).to_be_focused()
    expect(box(page)).to_have_value("Begun at the foot")
    asked.get_by_role("link", name="Reply").click()
    publish(page, "An answer")
    reply = page.locator(f"[data-replies='{topic.posts[1]}'] article")
    expect(reply).to_contain_text("An answer", timeout=SOON)
    expect(reply).to_be_focused()
    expect(box(page)).to_have_value("Begun at the foot")
    page.locator("#reply [value=preview]").click()
    expect(page.locator("#reply-preview")).to_contain_text("Begun at the foot")
    page.locator("#reply-source").fill(" ")
    page.locator("#reply [value=publish]").click()
    expect(box(page)).to_have_attribute("aria-invalid", "true")


def test_what_answers_a_post_that_is_hidden_meanwhile_can_stand_by_itself(
    topic: Topic, reads: OpenTopic
) -> None:
    page = reads(topic, who=TALKER)
    answered = topic.posts[1]
    page.locator(f"#post-{answered} [data-slot=reply]").click()
    box(page).fill("An answer to nothing")
    topic.does("hide", answered)
    expect(page.locator("#reply-answers")).to_contain_text("was hidden", timeout=SOON)
    expect(box(page)).to_be_focused()
    page.locator("#reply [value=publish]").click()
    expect(page.locator("section.reply form#reply")).to_be_visible()
    expect(box(page)).to_have_value("An answer to nothing")
    page.locator("#reply [value=publish]").click()
    expect(page.locator("#posts > article").last).to_contain_text("An answer to nothing")

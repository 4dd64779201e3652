"""Spaces and their topics: what pages say, who keeps them, and when they open and close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from discussions.models import (
    EventKind,
    Extension,
    ModerationEntry,
    Outcome,
    Space,
    SpaceText,
    Topic,
    TopicText,
    Visibility,
)
from discussions.permissions import takes_posts
from discussions.spaces import actions, stamps, tasks
from hub.actions import NotAllowed, Refused, system
from hub.models import Generation
from tests.discussions.reading import client as browser
from tests.discussions.rooms import moderator, post, space, space_member, topic
from tests.hub.organisations import organisation, person
from tests.hub.reading import said
from tests.practices.library import drafted, published

pytestmark = [pytest.mark.django_db]

CODES = {"en": "en", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar", "zh": "zh-hans"}


def words(question: str, **more: Any) -> dict[str, Any]:
    return {"en": {"question": question, "context": "", **more}}


def asked(inside: Space, question: str = "What works?", **facts: Any) -> Topic:
    """A topic that a moderator of the space has asked."""
    facts = {"texts": words(question), "original_language": "en", **facts}
    answer = actions.ask_topic(by=system, space=inside, **facts)
    return Topic.objects.get(pk=answer["topic"])


def form_of(answer: Any) -> dict[str, Any]:
    """What the form of a page would send as it stands."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("main form.form")
    assert form is not None
    sent: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            sent[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                sent.setdefault(name, []).append(field["value"])
        else:
            sent[name] = str(field.get("value", ""))
    return sent


def test_a_space_speaks_the_readers_language_and_says_where_it_does_not(client: Client) -> None:
    home = space("Work", slug="work")
    SpaceText.objects.create(space=home, language="ar", title="العمل", introduction="مرحبا")
    question = topic("What works?", home)
    TopicText.objects.create(topic=question, language="ar", question="ما الذي ينجح؟")
    for code, path in CODES.items():
        page = client.get(f"/{path}/spaces/work/").content.decode()
        rows = BeautifulSoup(page, "html.parser")
        title = rows.select_one("h1 [lang]")
        assert title is not None
        assert title["lang"] == ("ar" if code == "ar" else "en")
        assert title["dir"] == ("rtl" if code == "ar" else "ltr")
        asked_there = rows.select_one("article h3 a")
        assert asked_there is not None
        assert asked_there["lang"] == title["lang"]
    assert "not translated into French yet" not in said(client.get("/en/spaces/work/"))
    french = BeautifulSoup(client.get("/fr/spaces/work/").content, "html.parser")
    assert french.select_one("main .note") is not None
    assert "Work" in said(client.get("/fr/spaces/"))


def test_the_lists_cost_the_same_number_of_queries_however_long_they_are(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    home = space("Work", slug="work")
    for number in range(12):
        topic(f"Question {number}?", home)
        space(f"Other {number}")
    with django_assert_max_num_queries(14):
        assert client.get("/en/spaces/work/").status_code == 200
    with django_assert_max_num_queries(7):
        assert client.get("/en/spaces/").status_code == 200


def test_pages_for_visitors_are_kept_until_a_topic_on_them_changes(client: Client) -> None:
    home = space("Work", slug="work")
    question = topic("What works?", home)
    kept = client.get("/en/spaces/work/").headers["X-Hub-Areas"]
    assert f"topic:{question.pk}=0" in kept
    post("Training.", question)
    assert f"topic:{question.pk}=0" not in client.get("/en/spaces/work/").headers["X-Hub-Areas"]
    assert "space" in client.get("/en/spaces/").headers["X-Hub-Areas"].split(",")


def test_a_space_is_made_in_several_languages_and_its_maker_moderates_it() -> None:
    keeper = person("Keeper", "moderator")
    mine = browser(keeper)
    form = form_of(mine.get("/en/spaces/new/"))
    wrong = mine.post("/en/spaces/new/", {**form, "title_fr": "Travail"})
    assert wrong.status_code == 422
    assert "title_en" in wrong.context["form"].errors
    assert 'value="Travail"' in wrong.content.decode()
    texts = {"title_en": "Work", "introduction_en": "Hello.", "title_fr": "Travail"}
    sent = {**form, **texts, "objectives": ["5", "18"], "languages": ["fr"]}
    answer = mine.post("/en/spaces/new/", sent)
    assert answer["Location"] == "/en/spaces/work/"
    made = Space.objects.get()
    assert [each.number for each in made.objectives.all()] == [5, 18]
    assert {text.language: text.title for text in made.texts.all()} == {
        "en": "Work", "fr": "Travail",
    }  # fmt: skip
    assert [each.user for each in made.moderators.all()] == [keeper]
    # Sent twice, it is one.
    mine.post("/en/spaces/new/", sent)
    assert Space.objects.count() == 1
    assert mine.post("/en/spaces/new/", {**sent, "key": "other"})["Location"].endswith("/work-2/")


@pytest.mark.parametrize("title", ["New", "Topics", "نص عربي", "!!!"])
def test_every_title_makes_an_address_that_leads_to_the_space(client: Client, title: str) -> None:
    answer = actions.open_space(by=system, texts={"en": {"title": title}}, original_language="en")
    assert client.get(f"/en/spaces/{answer['slug']}/").status_code == 200
    assert answer["slug"] not in ("new", "topics")


def test_an_edit_of_what_somebody_else_has_changed_is_refused_and_nothing_typed_is_lost() -> None:
    home = space("Work", slug="work")
    mine = browser(moderator(home))
    form = form_of(mine.get("/en/spaces/work/edit/"))
    SpaceText.objects.filter(space=home).update(title="Skills")
    answer = mine.post("/en/spaces/work/edit/", {**form, "title_en": "My title"})
    assert answer.status_code == 422
    assert "Somebody else has changed it" in said(answer)
    assert 'value="My title"' in answer.content.decode()
    assert home.texts.get().title == "Skills"
    fresh = form_of(mine.get("/en/spaces/work/edit/"))
    assert mine.post("/en/spaces/work/edit/", {**fresh, "title_en": "Both"}).status_code == 302
    assert home.texts.get().title == "Both"


def test_a_space_of_members_is_as_if_it_were_not_there_for_others() -> None:
    home = space("Inner", slug="inner", visibility=Visibility.MEMBERS)
    inside = space_member(home)
    question = topic("Among us?", home)
    public = space("Public", slug="public")
    actions.list_topic(by=system, topic=question, space=public)
    others = (browser(), browser(person("Stranger")))
    for each in others:
        missing, private = (each.get(f"/en/spaces/{slug}/") for slug in ("none", "inner"))
        assert (missing.status_code, private.status_code) == (404, 404)
        assert said(missing) == said(private)
        assert "Among us?" not in said(each.get("/en/spaces/public/"))
        assert "Inner" not in said(each.get("/en/spaces/"))
    assert "Among us?" in said(browser(inside).get("/en/spaces/public/"))
    actions.remove_member(by=system, space=home, person=inside)
    assert browser(inside).get("/en/spaces/inner/").status_code == 404


def test_only_who_moderates_a_space_changes_it_or_its_topics() -> None:
    home, other = space("Work"), space("Other")
    question, stranger = asked(home), moderator(other)
    end = timezone.now() + timedelta(days=3)
    text = {"texts": words("Else?"), "original_language": "en"}
    for refused in (
        lambda: actions.ask_topic(by=stranger, space=home, **text),
        lambda: actions.edit_topic(by=stranger, topic=question, about=[], **text),
        lambda: actions.extend(
            by=stranger, topic=question, closes_at=end, reason="More.", language="en"
        ),
        lambda: actions.open_topic(by=stranger, topic=question),
        lambda: actions.archive_topic(by=stranger, topic=question),
        lambda: actions.archive_space(by=stranger, space=home),
        lambda: actions.pin_topic(by=stranger, topic=question, space=home, pinned=True),
        lambda: actions.list_topic(by=moderator(home), topic=question, space=other),
        lambda: actions.close_by_time(by=moderator(home), topic=question),
        lambda: actions.invite(by=stranger, space=home, emails=["a@example.org"]),
        lambda: actions.add_member(by=stranger, space=home, person=stranger),
        lambda: actions.add_moderator(by=stranger, space=home, person=stranger),
        lambda: actions.invite_organisation(by=stranger, space=home, organisation=organisation()),
        lambda: actions.open_space(
            by=stranger, texts={"en": {"title": "X"}}, original_language="en"
        ),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert actions.list_topic(by=stranger, topic=question, space=other)["changed"]
    kept = ModerationEntry.objects.get(space=other)
    assert (kept.by, kept.topic, kept.details) == (stranger, question, {"did": "listed"})


def test_a_scheduled_topic_opens_by_itself_and_closes_at_its_time() -> None:
    now = timezone.now()
    home = space("Work", opens_at=now - timedelta(days=9))
    question = asked(
        home, opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2)
    )  # fmt: skip
    visitor = browser()
    address = f"/en/spaces/topics/{question.pk}/"
    assert visitor.get(address).status_code == 404
    assert tasks.open_due_topics() == 0
    Topic.objects.update(opens_at=now - timedelta(seconds=1))
    assert tasks.watch_the_clock.call()["opened"] == 1
    question.refresh_from_db()
    assert (question.state, takes_posts(question)) == ("open", True)
    assert visitor.get(address).status_code == 200
    Topic.objects.update(closes_at=timezone.now())
    question.refresh_from_db()
    # From that moment on, whether or not the clock has looked.
    assert not takes_posts(question)
    assert tasks.watch_the_clock.call()["closed"] == 1
    assert (tasks.close_due_topics(), tasks.open_due_topics()) == (0, 0)
    question.refresh_from_db()
    assert (question.state, question.closed_at) == ("closed", question.closes_at)
    kinds = question.events.values_list("number", "kind")
    assert list(kinds) == [(number, EventKind.TOPIC_CHANGED) for number in (1, 2, 3)]


def test_another_end_has_a_reason_that_everybody_reads_and_opens_a_closed_topic_again() -> None:
    home = space("Work")
    question = asked(home, closes_at=timezone.now() + timedelta(days=1))
    ago = timezone.now() - timedelta(minutes=5)
    Topic.objects.update(opens_at=ago, closes_at=ago + timedelta(minutes=1))
    assert tasks.close_due_topics() == 1
    mine = browser(moderator(home))
    address = f"/en/spaces/topics/{question.pk}/extend/"
    form = form_of(mine.get(address))
    wrong = mine.post(address, {**form, "closes_at": "2000-01-01T10:00", "reason": ""})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["reason"]
    later = (timezone.now() + timedelta(days=9)).replace(hour=18, minute=0)
    sent = {**form, "closes_at": later.strftime("%Y-%m-%dT%H:%M"), "reason": "Two asked for it."}
    past = mine.post(address, {**sent, "closes_at": "2000-01-01T10:00"})
    assert list(past.context["form"].errors) == ["closes_at"]
    assert mine.post(address, sent).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.closed_at) == ("open", None)
    page = said(browser().get(f"/en/spaces/topics/{question.pk}/"))
    assert "Two asked for it." in page
    assert "18:00 UTC" in page
    Outcome.objects.create(topic=question, original_language="en", published_at=timezone.now())
    with pytest.raises(Refused):
        actions.extend(
            by=system, topic=question, closes_at=None, reason="More.", language="en"
        )  # fmt: skip
    assert Extension.objects.count() == 1


def test_pages_hear_once_of_a_space_that_opens_by_its_date() -> None:
    home = space("Soon", slug="soon", opens_at=timezone.now() + timedelta(hours=1))
    topic("What works?", home)
    assert tasks.tell_of_spaces() == 0
    Space.objects.update(opens_at=timezone.now() - timedelta(minutes=1))
    tasks.tell_of_spaces()
    told = Generation.objects.get(area="space").number
    tasks.tell_of_spaces()
    assert Generation.objects.get(area="space").number == told


def test_a_topic_is_about_practices_that_its_moderator_sees(client: Client) -> None:
    home = space("Work", slug="work")
    mine = browser(moderator(home))
    practice = published(organisation(), title="Training that works")
    hidden, _text = drafted(organisation("Other League"))
    address = "/en/spaces/work/topics/new/"
    form = {**form_of(mine.get(address)), "question_en": "What works?"}
    for wrong in (
        "https://elsewhere.example/en/practices/x/", "/en/practices/none/", "/en/about/",
        f"/en/practices/drafts/{hidden.pk}/preview/", "http://[::1", "\ud800x",
    ):  # fmt: skip
        answer = mine.post(address, {**form, "about": wrong.encode(errors="replace").decode()})
        assert answer.status_code == 422, wrong
        assert "about" in answer.context["form"].errors
    pasted = f"http://testserver/fr/practices/{practice.slug}/?text=fr"
    assert mine.post(address, {**form, "about": pasted}).status_code == 302
    question = Topic.objects.get()
    assert "Training that works" in said(client.get(f"/en/spaces/topics/{question.pk}/"))
    edit = f"/en/spaces/topics/{question.pk}/edit/"
    again = form_of(mine.get(edit))
    assert practice.slug in again["about"]
    assert mine.post(edit, {**again, "about": ""}).status_code == 302
    assert not question.subjects.exists()


def test_an_edit_of_a_topic_reaches_its_readers_and_leaves_a_line_in_the_log() -> None:
    home = space("Work")
    question, keeper = asked(home), moderator(home)
    before = question.sequence
    seen = stamps.of_topic(question)
    text = {"en": {"question": "What works best?", "context": "Think."}}
    actions.edit_topic(
        by=keeper, topic=question, texts=text, original_language="en", about=[], seen=seen
    )
    question.refresh_from_db()
    assert question.events.count() == question.sequence > before
    entry = ModerationEntry.objects.get(by=keeper)
    assert entry.details == {"did": "edited", "changed": ["texts"]}
    with pytest.raises(Refused):
        actions.edit_topic(
            by=keeper, topic=question, texts=words("Mine?"), original_language="en", about=[],
            seen=seen,
        )  # fmt: skip


def test_a_pinned_topic_stands_first_and_a_listed_one_says_where_it_is_from() -> None:
    home, other = space("Work", slug="work"), space("Elsewhere", slug="other")
    first, second = asked(home, "First?"), asked(home, "Second?")
    mine = browser(person("Keeper", "moderator"))
    places = f"/en/spaces/topics/{first.pk}/places/"
    assert mine.post(places, {"do": "pin", "space": home.pk}).status_code == 302
    assert mine.post(places, {"do": "list", "space": other.pk}).status_code == 302
    page = said(browser().get("/en/spaces/work/"))
    assert page.index("First?") < page.index("Second?")
    assert "Work" in said(browser().get("/en/spaces/other/"))
    assert mine.post(places, {"do": "take-out", "space": other.pk}).status_code == 302
    assert mine.post(places, {"do": "take-out", "space": home.pk}).status_code == 422
    assert second.pk != first.pk
